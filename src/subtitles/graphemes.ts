/**
 * Graphemes: lengths as a reader counts them, where "é" and a family emoji are one.
 * Source  UAX #29, through Intl.Segmenter.
 * @module
 */

const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });
/** In printable ASCII every code unit is one; it saves the segmenter, which is slow. */
const PRINTABLE_ASCII = /^[ -~]*$/;

/** The graphemes of `text`, in order. */
export function splitGraphemes(text: string): string[] {
  return PRINTABLE_ASCII.test(text) ? [...text] : Array.from(segmenter.segment(text), (one) => one.segment);
}

/** How many graphemes `text` has. */
export function countGraphemes(text: string): number {
  return PRINTABLE_ASCII.test(text) ? text.length : splitGraphemes(text).length;
}
