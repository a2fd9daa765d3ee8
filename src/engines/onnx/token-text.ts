/**
 * Token text: what Whisper's tokens are called and spell.
 *
 * A token's name stands for bytes, one character a byte, by GPT-2's table; bytes of several tokens may make one character.
 * Source  openai/gpt-2 `encoder.py` (`bytes_to_unicode`); Hugging Face `tokenizers`, decoder `ByteLevel`.
 * @module
 */
import { Tokenizer } from '@huggingface/tokenizers';
import { indexTokens, type TokenIndex } from './token-index.ts';

/** Tokens of one `tokenizer.json`. */
export interface TokenText {
  idOf(token: string): number | undefined;
  nameOf(id: number): string | undefined;
  /** Text of token ids; special tokens, and ids that no token has, spell nothing. */
  decode(ids: readonly number[]): string;
  /** Token ids of a text; the names of special tokens in it are text like any other. */
  encode(text: string): readonly number[];
}

/** A token beyond the vocabulary, as the file lists it. */
interface AddedToken {
  readonly id: number;
  readonly content: string;
  readonly special?: boolean;
}

/** Reads the bytes of `tokenizer.json`. Throws SyntaxError for what is no JSON, TypeError for what is no tokenizer. */
export function readTokenText(bytes: Uint8Array): TokenText {
  const index = indexTokens(bytes) ?? readWhole(bytes);
  const added = new Map(addedTokens(index.rest).map((token) => [token.id, token]));
  const addedIds = new Map([...added.values()].map(({ content, id }) => [content, id]));
  return {
    idOf: (token) => addedIds.get(token) ?? index.idOf(token),
    nameOf: (id) => added.get(id)?.content ?? index.nameOf(id),
    decode: (ids) => spell(ids, index, added),
    encode: plainEncoder(bytes),
  };
}

/** The same of a file of another form. */
function readWhole(bytes: Uint8Array): TokenIndex {
  const rest = parse(bytes);
  const { vocab } = (rest['model'] ?? {}) as { vocab?: unknown };
  if (typeof vocab !== 'object' || vocab === null) throw new TypeError('no vocabulary');
  // Unigram models list pairs; no Whisper has one.
  const ids = new Map(Object.entries(vocab as Record<string, number>));
  const names = new Map([...ids].map(([name, id]) => [id, name]));
  return { rest, nameOf: (id) => names.get(id), idOf: (name) => ids.get(name) };
}

function parse(bytes: Uint8Array): Record<string, unknown> {
  return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'));
}

function addedTokens(rest: TokenIndex['rest']): readonly AddedToken[] {
  const listed = rest['added_tokens'];
  if (listed === undefined) return [];
  if (!Array.isArray(listed)) throw new TypeError('no list of added tokens');
  return listed;
}

function spell(ids: readonly number[], index: TokenIndex, added: ReadonlyMap<number, AddedToken>): string {
  let text = '';
  let names = '';
  for (const id of ids) {
    const token = added.get(id);
    if (token === undefined) names += index.nameOf(id) ?? '';
    else if (token.special !== true) {
      text += bytesOf(names) + token.content;
      names = '';
    }
  }
  return text + bytesOf(names);
}

function bytesOf(names: string): string {
  if (names === '') return '';
  const bytes = Uint8Array.from(names, (character) => BYTES.get(character) ?? 0);
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

/** Character -> byte: printable Latin-1 stands for itself, the other bytes for the characters from U+0100 on, in order. */
const BYTES: ReadonlyMap<string, number> = byteTable();

function byteTable(): Map<string, number> {
  const table = new Map<string, number>();
  let next = 0x100;
  for (let byte = 0; byte < 0x100; byte += 1) {
    const isItself =
      (byte > 0x20 && byte < 0x7f) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
    table.set(String.fromCodePoint(isItself ? byte : next), byte);
    if (!isItself) next += 1;
  }
  return table;
}

/** An encoder that knows no special tokens; made at its first text, since most runs have none to encode. */
function plainEncoder(bytes: Uint8Array): (text: string) => readonly number[] {
  let plain: Tokenizer | undefined;
  return (text) => {
    plain ??= new Tokenizer({ ...parse(bytes), added_tokens: [] }, {});
    return plain.encode(text, { add_special_tokens: false }).ids;
  };
}
