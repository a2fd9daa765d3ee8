/**
 * Media rules: cues against the speech and the shots of their media.
 * @module
 */
import { type Breach, breach, seconds } from './finding.ts';
import { readingMs, type Span, type Subject } from './subject.ts';

/** How far a detector of speech may be off, ms: no cue is called late or early for less. */
const DETECTOR_MS = 200;
/** A silence this long ends a stretch of speech. */
const PAUSE_MS = 200;
/** A frame at 24 a second: a cue this near stands on its shot change. */
const ON_SHOT_MS = 42;

/** Cues that come too early before the first word, too late after it, or while nobody speaks. */
export function checkInTimes({ cues, limits, speech }: Subject): Breach[] {
  if (speech === undefined) return [];
  const stretches = joinSpans(speech);
  let shownUntil = Number.NEGATIVE_INFINITY;
  return cues.flatMap((cue) => {
    const behind = shownUntil;
    shownUntil = Math.max(shownUntil, cue.endMs);
    const first = firstEndingAfter(stretches, cue.startMs);
    if (first === undefined || first.startMs >= cue.endMs) {
      return [breach('in-time', cue, { message: 'Nobody is heard while it is shown.' })];
    }
    const early = first.startMs - cue.startMs;
    if (early > limits.maxLeadMs + DETECTOR_MS) {
      const message = `It comes ${seconds(early)} before the speech.`;
      return [breach('in-time', cue, { measured: early, limit: limits.maxLeadMs, message })];
    }
    // Speech that another cue was showing began with that one.
    if (-early <= limits.maxLateMs + DETECTOR_MS || behind > first.startMs) return [];
    const message = `The speech began ${seconds(-early)} before it.`;
    return [breach('in-time', cue, { measured: -early, limit: limits.maxLateMs, message })];
  });
}

/** Cues that linger though there was time enough to read them. */
export function checkOutTimes({ cues, limits, speech }: Subject): Breach[] {
  if (speech === undefined) return [];
  const stretches = joinSpans(speech);
  return cues.flatMap((cue) => {
    const last = lastStartingBefore(stretches, cue.endMs);
    if (last === undefined || last.endMs <= cue.startMs) return [];
    const over = cue.endMs - last.endMs;
    const needed = Math.max(limits.minDurationMs, readingMs(cue.length, limits.wishedSpeed));
    if (over <= limits.maxTrailMs + DETECTOR_MS || cue.endMs - cue.startMs <= needed) return [];
    const message = `It stays ${seconds(over)} after the speech; at most ${seconds(limits.maxTrailMs)}.`;
    return [breach('out-time', cue, { measured: over, limit: limits.maxTrailMs, message })];
  });
}

/** Cues that begin or end close to a change of shot, and not on it. */
export function checkShots({ cues, limits, shots, minGapMs }: Subject): Breach[] {
  if (shots === undefined || limits.shotSnapMs === 0) return [];
  return cues.flatMap((cue) => {
    const begins = nearestShot(shots, cue.startMs);
    const start = Math.abs(begins - cue.startMs);
    if (start > ON_SHOT_MS && start < limits.shotSnapMs) {
      const message = `It begins ${start} ms ${begins < cue.startMs ? 'after' : 'before'} a shot change; it should begin on it.`;
      return [breach('shot-change', cue, { measured: start, limit: limits.shotSnapMs, message })];
    }
    const ends = nearestShot(shots, cue.endMs);
    const past = cue.endMs - (ends - minGapMs);
    if (Math.abs(past) <= ON_SHOT_MS || Math.abs(cue.endMs - ends) >= limits.shotSnapMs) return [];
    if (past < 0) return [];
    const message = `It ends ${past} ms past the last place before a shot change.`;
    return [breach('shot-change', cue, { measured: past, limit: limits.shotSnapMs, message })];
  });
}

function joinSpans(spans: readonly Span[]): Span[] {
  const joined: { startMs: number; endMs: number }[] = [];
  for (const { startMs, endMs } of [...spans].sort((a, b) => a.startMs - b.startMs)) {
    const last = joined.at(-1);
    if (last !== undefined && startMs - last.endMs < PAUSE_MS) last.endMs = Math.max(last.endMs, endMs);
    else joined.push({ startMs, endMs });
  }
  return joined;
}

function firstEndingAfter(spans: readonly Span[], ms: number): Span | undefined {
  return spans[lowerBound(spans.length, (at) => (spans[at]?.endMs ?? 0) > ms)];
}

function lastStartingBefore(spans: readonly Span[], ms: number): Span | undefined {
  return spans[lowerBound(spans.length, (at) => (spans[at]?.startMs ?? 0) >= ms) - 1];
}

function nearestShot(shots: readonly number[], ms: number): number {
  const at = lowerBound(shots.length, (index) => (shots[index] ?? 0) >= ms);
  const [before, after] = [shots[at - 1], shots[at]];
  if (before === undefined) return after ?? Number.POSITIVE_INFINITY;
  return after !== undefined && after - ms < ms - before ? after : before;
}

/** First index at which `holds`, which holds for all behind it. */
function lowerBound(length: number, holds: (index: number) => boolean): number {
  let [from, to] = [0, length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (holds(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}
