/**
 * Intervals: which bytes of a file there are, as sorted, disjoint, never touching half-open stretches.
 * @module
 */

/** Half-open: `end` is not part of it. */
export interface Interval {
  readonly start: number;
  readonly end: number;
}

/** The stretches with one more; overlapping and touching ones become one. */
export function addInterval(all: readonly Interval[], added: Interval): readonly Interval[] {
  if (added.end <= added.start) return all;
  const before = all.filter((one) => one.end < added.start);
  const after = all.filter((one) => one.start > added.end);
  const touching = all.slice(before.length, all.length - after.length);
  const start = Math.min(added.start, touching[0]?.start ?? added.start);
  const end = Math.max(added.end, touching.at(-1)?.end ?? added.end);
  return [...before, { start, end }, ...after];
}

/** Bytes in all stretches. */
export function coveredBytes(all: readonly Interval[]): number {
  return all.reduce((sum, { start, end }) => sum + end - start, 0);
}

/** Where the bytes end that are there from `position` on without a hole; `position` itself when it is in a hole. */
export function endOfRun(all: readonly Interval[], position: number): number {
  return all.find(({ start, end }) => start <= position && position < end)?.end ?? position;
}

/** The first hole at or after `position`, or undefined when all is there up to `limit`. */
export function firstGap(all: readonly Interval[], position: number, limit: number): Interval | undefined {
  const start = endOfRun(all, position);
  if (start >= limit) return undefined;
  return { start, end: Math.min(limit, all.find((one) => one.start > start)?.start ?? limit) };
}

/** The stretches as far as they lie below `limit`. */
export function clipIntervals(all: readonly Interval[], limit: number): readonly Interval[] {
  return all
    .map(({ start, end }) => ({ start, end: Math.min(end, limit) }))
    .filter(({ start, end }) => start < end);
}
