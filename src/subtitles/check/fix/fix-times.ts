/**
 * Fix times: out-times that make cues readable, disjoint and chained. In-times stay: they belong to the speech.
 * @module
 */

import { textLength } from '../../profiles/text-length.ts';
import { closedGapOf, type FiledCue, readingMs, type Subject } from '../subject.ts';
import { isTooFast, placeOf } from '../time-rules.ts';

interface Times {
  readonly startMs: number;
  readonly endMs: number;
  readonly length: number;
}

/** The same cues, by start, with better out-times. Doing it twice changes nothing more. */
export function fixTimes(cues: readonly FiledCue[], subject: Subject): FiledCue[] {
  const nextInPlace = new Map<string, number>();
  const fixed = [...cues];
  for (let at = cues.length - 1; at >= 0; at -= 1) {
    const cue = cues[at];
    if (cue === undefined) continue;
    const place = placeOf(cue);
    const endMs = fixEnd(cue, nextInPlace.get(place), subject);
    if (endMs !== cue.endMs) fixed[at] = { ...cue, endMs };
    nextInPlace.set(place, cue.startMs);
  }
  return fixed;
}

function fixEnd(cue: FiledCue, nextMs: number | undefined, subject: Subject): number {
  const { limits, minGapMs } = subject;
  const length = cue.lines.reduce((sum, line) => sum + textLength(line, limits.counting), 0);
  const latest = cue.startMs + limits.maxDurationMs;
  const room = Math.min(latest, (nextMs ?? Number.POSITIVE_INFINITY) - minGapMs);
  let endMs = Math.min(cue.endMs, latest);
  if (nextMs !== undefined) endMs = makeGap({ ...cue, endMs, length }, nextMs, subject);
  const needed = Math.max(limits.minDurationMs, readingMs(length, limits.maxSpeed));
  endMs = Math.max(endMs, Math.min(cue.startMs + needed, room));
  return nextMs === undefined ? endMs : chain({ ...cue, endMs, length }, nextMs, subject);
}

/** Ends a cue before the next one begins, if it can still be seen and, where nothing overlaps, still be read. */
function makeGap(cue: Times, nextMs: number, { limits, minGapMs }: Subject): number {
  const gap = nextMs - cue.endMs;
  if (gap >= minGapMs) return cue.endMs;
  const isSeen = (endMs: number): boolean => endMs - cue.startMs >= Math.max(1, limits.minDurationMs);
  const isRead = (endMs: number): boolean => !isTooFast({ ...cue, endMs }, limits.maxSpeed);
  const endMs = nextMs - minGapMs;
  if (gap < 0) return [endMs, nextMs].find(isSeen) ?? cue.endMs;
  return isSeen(endMs) && (isRead(endMs) || !isRead(cue.endMs)) ? endMs : cue.endMs;
}

/** Closes a gap that is too short for a pause. */
function chain(cue: Times, nextMs: number, { limits, minGapMs }: Subject): number {
  const gap = nextMs - cue.endMs;
  const endMs = nextMs - minGapMs;
  if (gap <= closedGapOf(limits) || gap >= limits.chainBelowMs) return cue.endMs;
  return endMs - cue.startMs <= limits.maxDurationMs ? endMs : cue.endMs;
}
