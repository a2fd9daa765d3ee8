/**
 * Shots: cues that start and end with the picture, where it changes close by.
 * Source  Netflix's subtitle timing guidelines: a cue that starts less than half a second after a change of shot starts
 *         with it, one just before it, too; one ends two frames before.
 * @module
 */
import type { ProfileLimits } from '../profiles/profile.ts';
import { gapMsOf } from './frames.ts';

interface Place {
  /** Changes of shot, ms, ascending. */
  readonly shots: readonly number[];
  readonly limits: ProfileLimits;
}

/** Where a cue whose first word is said at `saidFromMs` starts; not before `beforeMs`. */
export function startAtShot(
  saidFromMs: number,
  { shots, limits, beforeMs }: Place & { readonly beforeMs: number },
): number {
  const shot = nearestOf(shots, saidFromMs);
  if (shot === undefined || shot < beforeMs) return saidFromMs;
  const earlyMs = saidFromMs - shot;
  const isNear =
    earlyMs >= 0 ? earlyMs <= limits.shotSnapMs : -earlyMs <= Math.min(limits.maxLateMs, limits.shotSnapMs);
  return isNear ? shot : saidFromMs;
}

/** Where a cue that would end at `endMs` ends; not before its last word does, at `saidToMs`. */
export function endAtShot(
  endMs: number,
  { shots, limits, saidToMs }: Place & { readonly saidToMs: number },
): number {
  const gapMs = gapMsOf(limits);
  const shot = nearestOf(shots, endMs);
  if (shot === undefined || limits.shotSnapMs === 0) return endMs;
  const isNear = shot - gapMs >= saidToMs && shot - gapMs < endMs && endMs - shot <= limits.shotSnapMs;
  return isNear ? shot - gapMs : endMs;
}

/** By halving: there may be thousands. */
function nearestOf(shots: readonly number[], atMs: number): number | undefined {
  let low = 0;
  let high = shots.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((shots[middle] ?? 0) < atMs) low = middle + 1;
    else high = middle;
  }
  const [before, behind] = [shots[low - 1], shots[low]];
  if (before === undefined) return behind;
  return behind === undefined || atMs - before <= behind - atMs ? before : behind;
}
