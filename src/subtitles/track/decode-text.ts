/**
 * Decode text: the bytes of a subtitle file in whatever encoding they are.
 *
 * Total   never throws, linear time.
 * Source  Unicode 15, section 23.8 (byte order marks); the encodings of the WHATWG Encoding Standard; legacy code pages
 *         are told apart by `chardet`; rules ENC1 to ENC4 in ../SPEC.md.
 * @module
 */
import { analyse } from 'chardet';
import type { ReadProblem } from '../read/parsed-cues.ts';

/** A text, and how it was written. */
export interface DecodedText {
  /** Without a byte order mark. */
  readonly text: string;
  /** Label of the WHATWG Encoding Standard, lower case. */
  readonly encoding: string;
  /** Where the bytes are none of this encoding; where it was a guess. */
  readonly problems: readonly ReadProblem[];
}

/** What the guess is made from: letters enough for statistics, whatever the length. */
const SAMPLE_BYTES = 64 * 1024;

/** Codes 0x80 to 0x9f of windows-1252. */
const WINDOWS_SIGNS = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';
/** Ά of ISO 8859-7; of windows-1253 a sign that no dialogue has. */
const GREEK_ALPHA = 0xb6;

/** Decodes the bytes of a text file. */
export function decodeText(bytes: Uint8Array): DecodedText {
  const known = unicodeEncoding(bytes);
  if (known !== undefined) return decodeAs(bytes, known, []);
  const utf8 = strictly(bytes, 'utf-8');
  if (utf8 !== undefined) return { text: utf8, encoding: 'utf-8', problems: [] };
  const encoding = legacyEncoding(bytes);
  const guessed = `the text is no UTF-8; it was read as ${encoding}`;
  return decodeAs(bytes, encoding, [{ line: 1, what: guessed }]);
}

/** By a byte order mark, or by where zero bytes stand. */
function unicodeEncoding(bytes: Uint8Array): string | undefined {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return 'utf-8';
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const zeros = [0, 0];
  const length = Math.min(bytes.length, SAMPLE_BYTES) & ~1;
  for (let at = 0; at < length; at++) if (bytes[at] === 0) zeros[at & 1] = (zeros[at & 1] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  // Digits, spaces and line ends of a subtitle file are a good part of it in any script.
  const isMany = even + odd > length / 10;
  if (isMany && odd > even * 4) return 'utf-16le';
  return isMany && even > odd * 4 ? 'utf-16be' : undefined;
}

function decodeAs(bytes: Uint8Array, encoding: string, problems: readonly ReadProblem[]): DecodedText {
  const decoded = new TextDecoder(encoding).decode(bytes);
  const text = encoding === 'windows-1252' ? decoded.replace(/[\x80-\x9f]/g, windowsSign) : decoded;
  const damaged = text.indexOf('\ufffd');
  if (damaged < 0) return { text, encoding, problems };
  const line = text.slice(0, damaged).split(/\r\n|\r|\n/).length;
  return { text, encoding, problems: [...problems, { line, what: `bytes here are no ${encoding}` }] };
}

/** Node before 24 reads this code page as Latin 1, whose characters of these codes nobody writes. */
function windowsSign(character: string): string {
  return WINDOWS_SIGNS[character.charCodeAt(0) - 0x80] ?? character;
}

function strictly(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** The likeliest code page that has a decoder here. */
function legacyEncoding(bytes: Uint8Array): string {
  const letters = lettersOf(bytes);
  for (const { name } of analyse(letters)) {
    const label = name.toLowerCase();
    if (label === 'iso-8859-7' && !letters.includes(GREEK_ALPHA)) return 'windows-1253';
    if (/^utf-|^ascii$|^iso-2022-(?:kr|cn)/.test(label)) continue;
    const decoder = decoderOf(label);
    if (decoder !== undefined) return decoder;
  }
  return 'windows-1252';
}

function decoderOf(label: string): string | undefined {
  try {
    return new TextDecoder(label).encoding;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Lines with bytes beyond ASCII: numbers and times say nothing of a language. */
function lettersOf(bytes: Uint8Array): Uint8Array {
  const letters = new Uint8Array(Math.min(bytes.length, SAMPLE_BYTES));
  let [length, lineStart, isPlain] = [0, 0, true];
  for (let at = 0; at <= bytes.length && length < letters.length; at++) {
    const byte = bytes[at] ?? 0x0a;
    if (byte >= 0x80) isPlain = false;
    if (byte !== 0x0a) continue;
    if (!isPlain) {
      const line = bytes.subarray(lineStart, Math.min(at + 1, lineStart + letters.length - length));
      letters.set(line, length);
      length += line.length;
    }
    [lineStart, isPlain] = [at + 1, true];
  }
  return letters.subarray(0, length);
}
