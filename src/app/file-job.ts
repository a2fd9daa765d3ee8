/**
 * File job: one media file, all that is wanted of it, and what has become of it so far.
 * @module
 */
import { type SpeechRegion, samplesToSeconds } from '../kernel/index.ts';
import type { OpenMedia } from '../media/index.ts';
import type { State } from '../pipeline/index.ts';
import type { Decoding } from './decoding.ts';
import type { PlacedFile } from './inputs/plan-places.ts';
import type { TextProducts, TextSurroundings } from './make-text.ts';
import type { MadeText } from './outcomes.ts';
import type { Plan } from './plan-request.ts';
import { type Span, spanInSamples } from './span.ts';

/** One file, and all that is wanted of it. */
export interface FileJob extends Plan {
  readonly placed: PlacedFile;
  readonly media: OpenMedia;
}

/** Where it is made. */
export interface FileSurroundings extends TextSurroundings {
  /** Absent: nothing is remembered. */
  readonly state: State | undefined;
}

/** A text that is written, and what it was made from. */
export interface WrittenText extends MadeText {
  readonly products: TextProducts;
  readonly decoding: Decoding;
}

/** Regions on the media clock; they count from the first sample that was transcribed. */
export function onClock(
  regions: readonly SpeechRegion[],
  { offsetSec }: OpenMedia,
  span: Span,
): readonly SpeechRegion[] {
  const shift = offsetSec + samplesToSeconds(spanInSamples(span, offsetSec).from);
  return regions.map(({ start, end }) => ({ start: start + shift, end: end + shift }));
}
