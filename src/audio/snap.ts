/**
 * Snap: moves a span's edges out of silence, so that text does not appear before it is spoken.
 *
 * Whisper often starts a segment where the one before ended, and so before the pause between them. An edge that lies
 * between two regions, or within the padding at a region's rim, moves to where speech goes on (a start) or stopped
 * (an end), but never past the other edge.
 * @module
 */
import type { SpeechRegion } from '../kernel/index.ts';

/** Regions are padded by about this much, seconds: an edge this close to a rim lies in silence. */
const RIM_SEC = 0.35;

/** The span with its edges on speech; `regions` ascending and disjoint, all in seconds. */
export function snapToSpeech(
  span: { readonly start: number; readonly end: number },
  regions: readonly SpeechRegion[],
): { start: number; end: number } {
  const next = regions.find((region) => region.end - RIM_SEC > span.start);
  const previous = regions.findLast((region) => region.start + RIM_SEC < span.end);
  const start =
    next !== undefined && next.start > span.start && next.start < span.end ? next.start : span.start;
  const end =
    previous !== undefined && previous.end < span.end && previous.end > start ? previous.end : span.end;
  return { start, end };
}
