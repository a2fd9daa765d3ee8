/**
 * Graphemes: lengths as a reader counts them, where "é" and a family emoji are one.
 * Source  UAX #29, through Intl.Segmenter.
 * @module
 */

/** Made at the first text that needs it: its tables take as long to load as a window takes to decode. */
let segmenter: Intl.Segmenter | undefined;
/** In printable ASCII every code unit is one; it saves the segmenter, which is slow. */
const PRINTABLE_ASCII = /^[ -~]*$/;

/** The graphemes of `text`, in order. */
export function splitGraphemes(text: string): string[] {
  if (PRINTABLE_ASCII.test(text)) return [...text];
  segmenter ??= new Intl.Segmenter('und', { granularity: 'grapheme' });
  return Array.from(segmenter.segment(text), (one) => one.segment);
}

/** How many graphemes `text` has. */
export function countGraphemes(text: string): number {
  return PRINTABLE_ASCII.test(text) ? text.length : splitGraphemes(text).length;
}
