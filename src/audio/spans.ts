/**
 * Spans: arithmetic on stretches of time, in seconds, half-open.
 * @module
 */
import type { SpeechRegion } from '../kernel/index.ts';

/** Seconds of `span` that lie in `regions`, which are ascending and disjoint. */
export function overlapSec(span: SpeechRegion, regions: readonly SpeechRegion[]): number {
  return regions.reduce(
    (sum, { start, end }) => sum + Math.max(0, Math.min(end, span.end) - Math.max(start, span.start)),
    0,
  );
}

/** What of `regions` (ascending, disjoint) lies outside `covered` (in any order), ascending and disjoint. */
export function outsideOf(
  regions: readonly SpeechRegion[],
  covered: readonly SpeechRegion[],
): SpeechRegion[] {
  const sorted = covered
    .filter(({ start, end }) => end > start)
    .sort((left, right) => left.start - right.start);
  return regions.flatMap((region) => {
    const left: SpeechRegion[] = [];
    let from = region.start;
    for (const { start, end } of sorted) {
      if (end <= from || start >= region.end) continue;
      if (start > from) left.push({ start: from, end: start });
      from = end;
    }
    if (from < region.end) left.push({ start: from, end: region.end });
    return left;
  });
}

/** Length of a span. */
export function secondsOf({ start, end }: SpeechRegion): number {
  return end - start;
}
