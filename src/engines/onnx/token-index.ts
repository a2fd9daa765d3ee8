/**
 * Token index: the names of a tokenizer's tokens by id, found in the bytes of `tokenizer.json` without making an object of
 * its hundred thousand strings: a run says a few hundred tokens, and the whole costs it a tenth of a second and 60 MB.
 *
 * How     the two large members of the model, `vocab` and `merges`, are cut out of the text; what is left is read as JSON.
 *         Of the vocabulary only places are kept; a name is read when its token is said.
 * Strict  anything that is not exactly as the published files have it gives undefined, and the caller reads it all.
 * Source  the file's form: Hugging Face `tokenizers`, a `BPE` model behind a `ByteLevel` decoder.
 * @module
 */

/** Where tokens are in the file, and what the file says besides. */
export interface TokenIndex {
  /** The file without its vocabulary and merges, which are empty. */
  readonly rest: Readonly<Record<string, unknown>>;
  /** Name of the token of that id in the vocabulary; tokens that were added are in `rest`. */
  nameOf(id: number): string | undefined;
  /** Id of the token of that name in the vocabulary. */
  idOf(name: string): number | undefined;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPENING = { object: 0x7b, list: 0x5b } as const;
const CLOSING = { object: 0x7d, list: 0x5d } as const;

/** More ids than any Whisper has; a larger one is no place in a table. */
const MOST_IDS = 1 << 20;

/** Indexes the file's bytes; undefined when they are not of that form. */
export function indexTokens(bytes: Uint8Array): TokenIndex | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const vocab = memberStart(text, 'vocab', OPENING.object);
  const merges = memberStart(text, 'merges', OPENING.list);
  if (vocab === undefined || merges === undefined || merges < vocab) return undefined;
  const places = new TokenPlaces();
  const vocabEnd = scanVocabulary(text, vocab + 1, places);
  if (vocabEnd === undefined || vocabEnd > merges) return undefined;
  const mergesEnd = endOfStrings(text, merges + 1);
  if (mergesEnd === undefined) return undefined;
  const rest = parseRest([
    text.subarray(0, vocab + 1),
    text.subarray(vocabEnd, merges + 1),
    text.subarray(mergesEnd),
  ]);
  if (rest === undefined) return undefined;
  const span = text.subarray(vocab, vocabEnd);
  return {
    rest,
    nameOf: (id) => {
      const [from, to] = places.of(id);
      return to === 0 ? undefined : JSON.parse(text.toString('utf8', from, to));
    },
    idOf: (name) => idIn(span, name),
  };
}

/** Place of the bracket that opens the only member of that name. */
function memberStart(text: Buffer, name: string, bracket: number): number | undefined {
  const key = `"${name}"`;
  const at = text.indexOf(key);
  if (at < 0) return undefined;
  const colon = skipBlanks(text, at + key.length);
  const value = skipBlanks(text, colon + 1);
  return text[colon] === COLON && text[value] === bracket ? value : undefined;
}

/** Notes each `"name": id`; gives the place of the closing bracket. */
function scanVocabulary(text: Buffer, from: number, places: TokenPlaces): number | undefined {
  let at = skipBlanks(text, from);
  while (text[at] === QUOTE) {
    const end = endOfString(text, at);
    const colon = skipBlanks(text, end);
    if (text[colon] !== COLON) return undefined;
    let digit = skipBlanks(text, colon + 1);
    const first = digit;
    let id = 0;
    for (; isDigit(text[digit]); digit += 1) id = id * 10 + (text[digit] as number) - 0x30;
    if (digit === first || id >= MOST_IDS) return undefined;
    places.note(id, at, end);
    at = skipBlanks(text, digit);
    if (text[at] === COMMA) at = skipBlanks(text, at + 1);
  }
  return text[at] === CLOSING.object ? at : undefined;
}

/** Place of the bracket that closes a list of strings, or of lists of strings. */
function endOfStrings(text: Buffer, from: number): number | undefined {
  let depth = 1;
  for (let at = from; at < text.length; ) {
    const byte = text[at];
    if (byte === QUOTE) {
      at = endOfString(text, at);
      continue;
    }
    if (byte === OPENING.list) depth += 1;
    if (byte === CLOSING.list) depth -= 1;
    if (depth === 0) return at;
    if (byte !== COMMA && byte !== OPENING.list && byte !== CLOSING.list && !isBlank(byte)) return undefined;
    at += 1;
  }
  return undefined;
}

/** Place behind the quote that closes the string which opens at `from`. */
function endOfString(text: Buffer, from: number): number {
  let at = from + 1;
  while (at < text.length && text[at] !== QUOTE) at += text[at] === BACKSLASH ? 2 : 1;
  return at + 1;
}

function parseRest(pieces: readonly Uint8Array[]): Record<string, unknown> | undefined {
  try {
    const rest: { model?: { vocab?: object; merges?: unknown } } = JSON.parse(
      Buffer.concat(pieces).toString('utf8'),
    );
    // Both must have been cut out of the model, not of something else that has members of these names.
    const { vocab, merges } = rest.model ?? {};
    const isModel = vocab !== undefined && Object.keys(vocab).length === 0 && Array.isArray(merges);
    return isModel ? { ...rest } : undefined;
  } catch {
    return undefined;
  }
}

/** The number behind `"name":` in the vocabulary. */
function idIn(vocabulary: Buffer, name: string): number | undefined {
  const key = JSON.stringify(name);
  for (let at = vocabulary.indexOf(key); at >= 0; at = vocabulary.indexOf(key, at + 1)) {
    const from = at + Buffer.byteLength(key);
    const [, id] = /^\s*:\s*(\d+)/.exec(vocabulary.toString('latin1', from, from + 24)) ?? [];
    if (id !== undefined && vocabulary[at - 1] !== BACKSLASH) return Number(id);
  }
  return undefined;
}

function skipBlanks(text: Buffer, from: number): number {
  let at = from;
  while (isBlank(text[at])) at += 1;
  return at;
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

/** Where the name of each id begins and ends; a table that grows. */
class TokenPlaces {
  #table = new Uint32Array(2 * 65_536);

  note(id: number, from: number, to: number): void {
    if (2 * id >= this.#table.length) {
      const larger = new Uint32Array(4 * id);
      larger.set(this.#table);
      this.#table = larger;
    }
    this.#table[2 * id] = from;
    this.#table[2 * id + 1] = to;
  }

  of(id: number): [from: number, to: number] {
    return [this.#table[2 * id] ?? 0, this.#table[2 * id + 1] ?? 0];
  }
}
