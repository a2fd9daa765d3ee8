/**
 * Graphemes: lengths as a reader counts them, where "é" and a family emoji are one.
 * Source  UAX #29, through Intl.Segmenter.
 * @module
 */

/** Made at the first text that needs it: its tables take as long to load as a window takes to decode. */
let segmenter: Intl.Segmenter | undefined;
/**
 * Characters that are one each, whatever stands beside them, as long as only such do: Latin, Greek, Cyrillic, Hebrew, Arabic,
 * kana, Han, whole Hangul syllables and their punctuation, without marks that combine. It saves the segmenter, which is slow.
 */
const SIMPLE =
  /^[ -~\xa0-\u02ff\u0370-\u0482\u048a-\u052f\u05d0-\u05ea\u0620-\u064a\u0660-\u066d\u1e00-\u1fff\u2010-\u2027\u2030-\u205e\u20a0-\u20c0\u3000-\u3029\u3041-\u3096\u30a1-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60]*$/;

/** The graphemes of `text`, in order. */
export function splitGraphemes(text: string): string[] {
  if (SIMPLE.test(text)) return text.split('');
  segmenter ??= new Intl.Segmenter('und', { granularity: 'grapheme' });
  return Array.from(segmenter.segment(text), (one) => one.segment);
}

/** How many graphemes `text` has. */
export function countGraphemes(text: string): number {
  return SIMPLE.test(text) ? text.length : splitGraphemes(text).length;
}
