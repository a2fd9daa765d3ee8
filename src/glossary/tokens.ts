/**
 * Tokens: text as the parts that are compared, each with its place.
 *
 * A token is a run of letters and digits, or one character in scripts that are written without spaces. An apostrophe
 * parts them ("Hale's" is two), but for "n't", without which a word means its contrary.
 * @module
 */
import { foldText } from './fold.ts';

/** A part of a text, `[from, to)` in UTF-16 units. */
export interface Token {
  readonly from: number;
  readonly to: number;
  /** See `foldText`; never empty. */
  readonly folded: string;
  /** One character of a script without spaces. */
  readonly isCharacter: boolean;
}

const UNSPACED =
  '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}ー]';
const LETTER = `(?:(?!${UNSPACED})[\\p{L}\\p{N}\\p{M}])`;
const TOKEN = new RegExp(`(?<character>${UNSPACED}\\p{M}*)|${LETTER}+?n['’]t(?!${LETTER})|${LETTER}+`, 'gu');

/** The tokens of a text, in order. */
export function tokenise(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(TOKEN)) {
    const [raw] = match;
    const folded = foldText(raw).replace(/['’]/g, '');
    if (folded === '') continue;
    const isCharacter = match.groups?.['character'] !== undefined;
    tokens.push({ from: match.index, to: match.index + raw.length, folded, isCharacter });
  }
  return tokens;
}

/** What stands between two tokens: nothing that matters, a pause within a sentence, or the end of one. */
export type Boundary = 'none' | 'pause' | 'stop';

/** A full stop behind so few letters may be that of an abbreviation: "Dr. Watson". */
const ABBREVIATION = 3;

/** What stands between a token and the one after it. */
export function boundaryBetween(text: string, token: Token, next: Token): Boundary {
  const between = text.slice(token.to, next.from);
  if (between === '' || between === ' ') return 'none';
  if (/[!?…。！？\n]/.test(between)) return 'stop';
  if (between.includes('.') && token.to - token.from > ABBREVIATION) return 'stop';
  return /[,;:()[\]{}"“”„«»—–、，；：「」『』]/.test(between) ? 'pause' : 'none';
}
