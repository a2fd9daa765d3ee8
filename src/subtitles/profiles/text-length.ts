/**
 * Text length: as a profile counts it.
 * Source  UAX #29 for graphemes; UAX #11 for full width, by the blocks in which East Asian writing stands.
 * @module
 */
import { countGraphemes, splitGraphemes } from '../graphemes.ts';
import type { Counting } from './profile.ts';

/** Begins with a character that fills a square: Han, kana, Hangul, their punctuation, full-width forms, emoji. */
const FULL_WIDTH =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\p{Emoji_Presentation}\u3000-\u303f\u30fb-\u30fc\u31c0-\u31ef\u3200-\u33ff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]/u;
/** Half-width kana and Hangul belong to these scripts, and are halves all the same. */
const HALF_WIDTH = /^[\uff61-\uffdc]/u;

/** Length of one line; of `full-width`, a grapheme of half width counts 0.5. */
export function textLength(text: string, counting: Counting): number {
  if (counting === 'graphemes') return countGraphemes(text);
  return splitGraphemes(text).reduce((sum, one) => sum + graphemeLength(one, counting), 0);
}

/** Length of one grapheme. */
export function graphemeLength(grapheme: string, counting: Counting): number {
  if (counting === 'graphemes') return 1;
  return FULL_WIDTH.test(grapheme) && !HALF_WIDTH.test(grapheme) ? 1 : 0.5;
}
