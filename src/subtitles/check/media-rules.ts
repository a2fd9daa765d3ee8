/**
 * Media rules: cues against the speech and the shots of their media.
 * @module
 */
import { lowerBound } from '../lower-bound.ts';
import { gaugeOf, snappedIn, snappedOut } from '../timing/snap-to-shots.ts';
import { type Breach, breach, seconds } from './finding.ts';
import { readingMs, type Span, type Subject } from './subject.ts';

/** How far a detector of speech may be off, ms: no cue is called late or early for less. */
const DETECTOR_MS = 200;
/** A silence this long ends a stretch of speech. */
const PAUSE_MS = 200;

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

/** Cues that begin or end close to a change of shot, and not where snapping would put them. */
export function checkShots({ cues, limits, shots }: Subject): Breach[] {
  if (shots === undefined || limits.shotSnapMs === 0) return [];
  const gauge = gaugeOf(limits);
  const offBy = (ms: number, wish: number | undefined): number =>
    wish === undefined || Math.abs(ms - wish) <= gauge.frameMs ? 0 : ms - wish;
  return cues.flatMap((cue) => {
    const begins = offBy(cue.startMs, snappedIn(cue.startMs, shots, gauge));
    const ends = offBy(cue.endMs, snappedOut(cue.endMs, shots, gauge));
    if (begins === 0 && ends === 0) return [];
    const [verb, off] = begins === 0 ? ['ends', ends] : ['begins', begins];
    const side = off > 0 ? 'after' : 'before';
    const message = `It ${verb} ${Math.abs(off)} ms ${side} the place that a shot change nearby gives it.`;
    return [breach('shot-change', cue, { measured: Math.abs(off), limit: limits.shotSnapMs, message })];
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
