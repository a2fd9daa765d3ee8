/**
 * Scripts: which writing has no spaces between words.
 * @module
 */

/** Han, kana, Thai, Lao, Khmer, Burmese, and the punctuation that goes with the first two. */
const UNSPACED =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}\\u3001-\\u303f\\u30fc\\uff01-\\uff65';

const HAS_UNSPACED = new RegExp(`[${UNSPACED}]`, 'u');
const ENDS_UNSPACED = new RegExp(`[${UNSPACED}]\\p{M}*$`, 'u');
const STARTS_UNSPACED = new RegExp(`^[${UNSPACED}]`, 'u');

/** Whether some of `text` may be broken between words that no space separates. */
export function hasUnspacedScript(text: string): boolean {
  return HAS_UNSPACED.test(text);
}

/** Whether two stretches of text are joined without a space. */
export function joinsWithoutSpace(left: string, right: string): boolean {
  return ENDS_UNSPACED.test(left) && STARTS_UNSPACED.test(right);
}
