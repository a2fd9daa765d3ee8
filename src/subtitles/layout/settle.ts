/**
 * Settle: when each cue is seen, from when its words are said.
 *
 * A cue starts with its first word and stays a little after its last one; small gaps are closed. One that would be too short
 * to read takes time from the silence behind it, then from that before it, then from a next cue that has some to spare.
 * No two overlap, whatever the words' times were.
 * @module
 */
import type { ProfileLimits } from '../profiles/profile.ts';
import { gapMsOf } from './frames.ts';
import { endAtShot, startAtShot } from './shots.ts';

/** A cue before its times are settled; ms. */
export interface Unsettled {
  /** First word's start and last word's end. */
  readonly saidFromMs: number;
  readonly saidToMs: number;
  /** Characters to be read. */
  readonly width: number;
}

/** When a cue is seen; ms, half-open. */
export interface Settled {
  startMs: number;
  endMs: number;
}

/** What times must keep to. */
export interface Bounds {
  readonly limits: ProfileLimits;
  readonly mediaEndMs: number;
  /** Changes of shot, ascending. */
  readonly shots: readonly number[];
}

/** Times of cues in order. */
export function settleTimes(cues: readonly Unsettled[], bounds: Bounds): Settled[] {
  const settled = starts(cues, bounds);
  cues.forEach((_, at) => {
    const row: Row = { cues, settled, at, bounds };
    const own = settled[at] as Settled;
    own.endMs = naturalEnd(row);
    lingerLonger(row);
    borrowInFront(row, { atMost: bounds.limits.maxLeadMs, needMs: neededMs(row, at) });
    borrowFromNext(row);
    // Better early than gone before it is seen.
    borrowInFront(row, { atMost: Number.POSITIVE_INFINITY, needMs: bounds.limits.minDurationMs });
    own.endMs = Math.min(own.endMs, own.startMs + bounds.limits.maxDurationMs);
  });
  return settled;
}

/** A cue among the others. */
interface Row {
  readonly cues: readonly Unsettled[];
  readonly settled: readonly Settled[];
  readonly at: number;
  readonly bounds: Bounds;
}

/** With the first word, or the change of shot beside it; each leaves the one before it room for a moment at least. */
function starts(cues: readonly Unsettled[], { limits, shots }: Bounds): Settled[] {
  const gapMs = gapMsOf(limits);
  let earliestMs = 0;
  return cues.map(({ saidFromMs }, at) => {
    const beforeMs = cues[at - 1]?.saidToMs ?? -gapMs;
    const startMs = Math.max(earliestMs, startAtShot(saidFromMs, { shots, limits, beforeMs }));
    earliestMs = startMs + 1 + gapMs;
    return { startMs, endMs: startMs + 1 };
  });
}

/** Where a cue must have ended for the next to start. */
function freeUntilMs({ settled, at, bounds }: Row): number {
  const next = settled[at + 1];
  const own = settled[at] as Settled;
  const freeMs = next === undefined ? bounds.mediaEndMs : next.startMs - gapMsOf(bounds.limits);
  return Math.max(own.startMs + 1, freeMs);
}

/** As long after the last word as the profile lets it stay; never so that a gap is left that should be closed. */
function naturalEnd(row: Row): number {
  const { limits, shots } = row.bounds;
  const { saidToMs } = row.cues[row.at] as Unsettled;
  const { startMs } = row.settled[row.at] as Settled;
  const freeMs = freeUntilMs(row);
  const next = row.settled[row.at + 1];
  let endMs = Math.min(freeMs, Math.max(saidToMs, startMs + 1) + limits.maxTrailMs);
  if (next !== undefined && endMs < freeMs && next.startMs - endMs < limits.chainBelowMs) {
    const openMs = next.startMs - limits.chainBelowMs;
    endMs = openMs >= saidToMs && openMs > startMs ? openMs : freeMs;
  }
  const atShot = endAtShot(endMs, { shots, limits, saidToMs, freeUntilMs: freeMs });
  return atShot - startMs >= neededMs(row, row.at) ? atShot : endMs;
}

/** Least time for which a cue must be seen. */
function neededMs({ cues, bounds: { limits } }: Row, at: number): number {
  const width = cues[at]?.width ?? 0;
  const readMs = Math.ceil((width * 1000) / limits.maxSpeed);
  return Math.min(limits.maxDurationMs, Math.max(limits.minDurationMs, readMs));
}

function lackingMs(row: Row, needMs = neededMs(row, row.at)): number {
  const { startMs, endMs } = row.settled[row.at] as Settled;
  return Math.max(0, needMs - (endMs - startMs));
}

/** Starts earlier, at the cost of what the cue before stays after its words beyond its own need. */
function borrowInFront(row: Row, { atMost, needMs }: { atMost: number; needMs: number }): void {
  const { cues, settled, at, bounds } = row;
  const lacking = lackingMs(row, needMs);
  if (lacking === 0) return;
  const own = settled[at] as Settled;
  const before = settled[at - 1];
  const gapMs = gapMsOf(bounds.limits);
  let floorMs = 0;
  if (before !== undefined) {
    const keepMs = Math.max(cues[at - 1]?.saidToMs ?? 0, before.startMs + neededMs(row, at - 1));
    floorMs = Math.min(before.endMs, keepMs) + gapMs;
  }
  const earliestMs = Math.max(floorMs, (cues[at]?.saidFromMs ?? 0) - atMost, own.startMs - lacking);
  own.startMs = Math.min(own.startMs, earliestMs);
  if (before === undefined) return;
  const isClose = own.startMs - before.endMs < bounds.limits.chainBelowMs;
  const closedMs = Math.min(own.startMs - gapMs, before.startMs + bounds.limits.maxDurationMs);
  before.endMs = isClose ? closedMs : before.endMs;
}

/** Stays longer after its last word than the profile has it: to be read counts more. */
function lingerLonger(row: Row): void {
  const own = row.settled[row.at] as Settled;
  const lacking = lackingMs(row);
  if (lacking === 0) return;
  const freeMs = freeUntilMs(row);
  const next = row.settled[row.at + 1];
  const endMs = Math.min(freeMs, own.endMs + lacking);
  const isClose = next !== undefined && next.startMs - endMs < row.bounds.limits.chainBelowMs;
  own.endMs = Math.max(own.endMs, isClose ? freeMs : endMs);
}

/** Lets the next cue come a little late, when it has time to spare. */
function borrowFromNext(row: Row): void {
  const { cues, settled, at, bounds } = row;
  const { limits } = bounds;
  const next = settled[at + 1];
  const lacking = lackingMs(row);
  if (lacking === 0 || next === undefined) return;
  const nextRow = { ...row, at: at + 1 };
  const said = cues[at + 1] as Unsettled;
  const spareMs =
    Math.min(freeUntilMs(nextRow), said.saidToMs + limits.maxTrailMs) -
    next.startMs -
    neededMs(nextRow, at + 1);
  const lateMs = limits.maxLateMs - (next.startMs - said.saidFromMs);
  const shiftMs = Math.floor(Math.max(0, Math.min(lacking, spareMs, lateMs)));
  if (shiftMs === 0) return;
  next.startMs += shiftMs;
  next.endMs = Math.max(next.endMs, next.startMs + 1);
  (settled[at] as Settled).endMs += shiftMs;
}
