/**
 * Shots: cues that start and end with the picture, where it changes close by.
 * Source  Netflix's subtitle timing guidelines: a cue that starts less than half a second after a change of shot starts
 *         with it, one just before it, too; one ends two frames before.
 * @module
 */
import { lowerBound } from '../lower-bound.ts';
import type { ProfileLimits } from '../profiles/profile.ts';
import { gaugeOf } from '../timing/snap-to-shots.ts';
import { gapMsOf } from './frames.ts';

interface Place {
  /** Changes of shot, ms, ascending. */
  readonly shots: readonly number[];
  readonly limits: ProfileLimits;
}

/**
 * Where a cue whose first word is said at `saidFromMs` starts: with the shot, or so long before it that both are seen. The
 * words of the cue before are said until `beforeMs`.
 */
export function startAtShot(
  saidFromMs: number,
  { shots, limits, beforeMs }: Place & { readonly beforeMs: number },
): number {
  const shot = nearestOf(shots, saidFromMs);
  const gapMs = gapMsOf(limits);
  if (shot === undefined || shot + gapMs < beforeMs) return saidFromMs;
  const lateMs = shot - saidFromMs;
  if (lateMs <= 0) return -lateMs <= limits.shotSnapMs ? shot : saidFromMs;
  if (lateMs <= Math.min(limits.maxLateMs, limits.shotSnapMs)) return shot;
  const clearMs = Math.floor(shot - gaugeOf(limits).halfMs);
  return clearMs <= saidFromMs && clearMs >= beforeMs + gapMs ? clearMs : saidFromMs;
}

/**
 * Where a cue that would end at `endMs`, and must by `freeUntilMs`, ends: the least gap before the first change of shot at which
 * its last word, said until `saidToMs`, is over; the least gap behind it counts as over, as no word is timed better.
 */
export function endAtShot(
  endMs: number,
  {
    shots,
    limits,
    saidToMs,
    freeUntilMs,
  }: Place & { readonly saidToMs: number; readonly freeUntilMs: number },
): number {
  const gapMs = gapMsOf(limits);
  const shot = shots[firstFrom(shots, saidToMs - gapMs)];
  if (shot === undefined || limits.shotSnapMs === 0) return endMs;
  const isNear = endMs - shot <= limits.shotSnapMs + gapMs && shot - endMs <= limits.shotSnapMs;
  const wishMs = Math.floor(shot) - gapMs;
  return isNear && wishMs <= freeUntilMs ? wishMs : endMs;
}

function nearestOf(shots: readonly number[], atMs: number): number | undefined {
  const at = firstFrom(shots, atMs);
  const [before, behind] = [shots[at - 1], shots[at]];
  if (before === undefined) return behind;
  return behind === undefined || atMs - before <= behind - atMs ? before : behind;
}

/** Place of the first of ascending times that is not before `atMs`. */
export function firstFrom(times: readonly number[], atMs: number): number {
  return lowerBound(times.length, (at) => (times[at] ?? 0) >= atMs);
}
