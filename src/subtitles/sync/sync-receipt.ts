/**
 * Sync receipt: whether cues stand where the speech is, over the whole length.
 *
 * In/out  cues (ms) and speech regions (seconds, on the same media clock) -> offset, drift, spread and a verdict. Pure.
 * Holds   for speech without cues and for cues that begin inside speech: neither counts for or against. With little
 *         to go by the verdict is `unknown`; no figure is ever NaN.
 * Source  rules SYNC1 to SYNC6 in ../SPEC.md.
 * @module
 */
import { type SpeechRegion, secondsToMs } from '../../kernel/index.ts';
import type { Cue } from '../cue.ts';
import { firstFrom, isBeyondChance, isNoLuck, type ShiftVote, searchShift } from './onset-search.ts';
import { fitLine, lineAt, median, type Point, quantile, type RobustLine } from './robust-line.ts';

/** Most that cues may stand beside the speech at their median, ms. */
export const SHIFT_LIMIT_MS = 500;
/** Most that cues may wander away from the speech between the first and the last, ms. */
export const DRIFT_LIMIT_MS = 500;

/** A speech onset has at least so much silence before it. */
const PAUSE_MS = 200;
/** Largest shift that is looked for. */
const REACH_MS = 30_000;
/** Largest drift over the whole length that is looked for, and the steps. */
const DRIFT_REACH_MS = 30_000;
const DRIFT_STEP_MS = 400;
/** How far from where it is expected an onset may lie, at first and once the line is known. */
const TOLERANCES_MS = [750, 500];
/** Fewer matches say nothing of a shift, or of a drift. */
const MIN_MATCHES = 5;
const MIN_DRIFT_MATCHES = 8;
/** Cues that are looked at together for a jump in the middle. */
const PART_CUES = 40;
/** How many standard errors a figure must be beyond its limit. */
const SURE = 3;

/** What a comparison of cues with speech came to. */
export interface SyncReceipt {
  readonly verdict: 'in-sync' | 'shifted' | 'unknown';
  /** The verdict as a sentence. */
  readonly reason: string;
  readonly cues: number;
  /** Beginnings of speech after a pause. */
  readonly onsets: number;
  /** Cues that have an onset of their own. */
  readonly matched: number;
  /** `matched / cues`; 0 without cues. */
  readonly matchedShare: number;
  /** Median of cue minus onset, ms: positive when cues are late. Null when unknown. */
  readonly offsetMs: number | null;
  /** How the offset grows, ms a minute. Null when unknown. */
  readonly driftMsPerMinute: number | null;
  /** 95 of 100 matched cues lie no further than this from the line of offset and drift, ms. Null when unknown. */
  readonly p95Ms: number | null;
}

/** Compares cues with speech. */
export function judgeSync(cues: readonly Cue[], regions: readonly SpeechRegion[]): SyncReceipt {
  const starts = cues.map(({ startMs }) => startMs).sort((a, b) => a - b);
  const onsets = speechOnsets(regions);
  const counts = { cues: starts.length, onsets: onsets.length };
  const course = findCourse(starts, onsets);
  const line = course === undefined ? undefined : refine(starts, onsets, course);
  if (course === undefined || line === undefined) return unknown(counts);
  const { matches, fit } = line;
  const residuals = matches.map(({ x, y }) => Math.abs(y - lineAt(fit, x)));
  const offset = median(matches.map(({ y }) => y)) ?? 0;
  const hasDrift = matches.length >= MIN_DRIFT_MATCHES;
  const figures = {
    ...counts,
    matched: matches.length,
    matchedShare: matches.length / Math.max(1, starts.length),
    offsetMs: Math.round(offset),
    driftMsPerMinute: hasDrift ? round(fit.slope * 60_000) : null,
    p95Ms: Math.round(quantile(residuals, 0.95) ?? 0),
  };
  const flaw = flawOf(starts, onsets, { fit, offset, hasDrift });
  if (flaw !== undefined) return { verdict: 'shifted', reason: flaw, ...figures };
  const reason = `Cues are ${inWords(offset)} at the median, over the whole length.`;
  return { verdict: 'in-sync', reason, ...figures };
}

/** Where speech begins after a pause, ms. */
export function speechOnsets(regions: readonly SpeechRegion[]): number[] {
  const sorted = regions
    .filter(({ start, end }) => Number.isFinite(start) && end > start)
    .sort((a, b) => a.start - b.start);
  let lastEnd = Number.NEGATIVE_INFINITY;
  const onsets: number[] = [];
  for (const { start, end } of sorted) {
    if (secondsToMs(start - lastEnd) >= PAUSE_MS) onsets.push(secondsToMs(start));
    lastEnd = Math.max(lastEnd, end);
  }
  return onsets;
}

/** Where onsets are to be looked for: cue minus onset is `shiftMs + slope * (cue - centre)`. */
interface Course {
  readonly shiftMs: number;
  readonly slope: number;
  readonly centre: number;
}

/** The course that most cues agree on; undefined when they agree on none. */
function findCourse(starts: readonly number[], onsets: readonly number[]): Course | undefined {
  const [first = 0, last = 0] = [starts[0], starts.at(-1)];
  const [centre, length] = [(first + last) / 2, Math.max(1, last - first)];
  const options = { reachMs: REACH_MS, nearMs: SHIFT_LIMIT_MS };
  const level = searchShift(starts, onsets, options);
  const straight = isNoLuck(level.best, level.near, level.chance) ? level.best : level.near;
  let found: { readonly vote: ShiftVote; readonly slope: number } = { vote: straight, slope: 0 };
  if (starts.length >= 2 * MIN_DRIFT_MATCHES) {
    for (let drift = DRIFT_STEP_MS; drift <= DRIFT_REACH_MS; drift += DRIFT_STEP_MS) {
      for (const slope of [drift / length, -drift / length]) {
        const levelled = starts.map((start) => start - slope * (start - centre));
        const { best } = searchShift(levelled, onsets, options);
        const isFirst = found.slope === 0;
        if (isFirst ? isNoLuck(best, found.vote, level.chance) : best.cues > found.vote.cues)
          found = { vote: best, slope };
      }
    }
  }
  if (found.vote.cues < MIN_MATCHES || !isBeyondChance(found.vote, level.chance)) return undefined;
  return { shiftMs: found.vote.shiftMs, slope: found.slope, centre };
}

interface Refined {
  readonly matches: readonly Point[];
  readonly fit: RobustLine;
}

/** Pairs cues with onsets along the course, and lays a line through the pairs; twice, closer the second time. */
function refine(starts: readonly number[], onsets: readonly number[], course: Course): Refined | undefined {
  const { shiftMs, slope, centre } = course;
  let expected = (start: number): number => shiftMs + slope * (start - centre);
  let refined: Refined | undefined;
  for (const toleranceMs of TOLERANCES_MS) {
    const matches = matchOnsets(starts, onsets, { expected, toleranceMs });
    if (matches.length < MIN_MATCHES) return undefined;
    const line = fitLine(matches);
    const isSteep = matches.length >= MIN_DRIFT_MATCHES;
    const fit = isSteep ? line : { ...line, slope, middle: median(matches.map(({ y }) => y)) ?? 0 };
    expected = (start) => lineAt(fit, start);
    refined = { matches, fit };
  }
  return refined;
}

/** Cue start and its distance from the onset that is nearest to where it is expected; each onset serves once. */
function matchOnsets(
  starts: readonly number[],
  onsets: readonly number[],
  { expected, toleranceMs }: { expected: (start: number) => number; toleranceMs: number },
): Point[] {
  const byOnset = new Map<number, Point & { readonly far: number }>();
  for (const start of starts) {
    const onset = nearest(onsets, start - expected(start));
    if (onset === undefined) continue;
    const far = Math.abs(start - expected(start) - onset);
    if (far > toleranceMs || far >= (byOnset.get(onset)?.far ?? Number.POSITIVE_INFINITY)) continue;
    byOnset.set(onset, { x: start, y: start - onset, far });
  }
  return [...byOnset.values()].map(({ x, y }) => ({ x, y })).sort((a, b) => a.x - b.x);
}

function nearest(ascending: readonly number[], place: number): number | undefined {
  const at = firstFrom(ascending, place);
  const [before, after] = [ascending[at - 1], ascending[at]];
  if (before === undefined || after === undefined) return before ?? after;
  return place - before <= after - place ? before : after;
}

/** What is wrong, as a sentence. */
function flawOf(
  starts: readonly number[],
  onsets: readonly number[],
  {
    fit,
    offset,
    hasDrift,
  }: { readonly fit: RobustLine; readonly offset: number; readonly hasDrift: boolean },
): string | undefined {
  const length = (starts.at(-1) ?? 0) - (starts[0] ?? 0);
  const drift = fit.slope * length;
  const isSteep = Math.abs(fit.slope) > SURE * fit.slopeError && hasDrift;
  if (isSteep && Math.abs(drift) - SURE * fit.slopeError * length > DRIFT_LIMIT_MS) {
    return `Cues drift by ${round(fit.slope * 60_000)} ms a minute, ${Math.round(drift)} ms over the whole length.`;
  }
  if (Math.abs(offset) - SURE * fit.middleError > SHIFT_LIMIT_MS) return `Cues are ${inWords(offset)}.`;
  return jumpOf(starts, onsets, fit);
}

/** A part of the cues that stands somewhere else than the rest. */
function jumpOf(starts: readonly number[], onsets: readonly number[], fit: RobustLine): string | undefined {
  for (let from = 0; from + PART_CUES <= starts.length; from += PART_CUES / 2) {
    const part = starts.slice(from, from + PART_CUES);
    const levelled = part.map((start) => start - lineAt(fit, start));
    const options = { reachMs: REACH_MS, nearMs: SHIFT_LIMIT_MS };
    const { best, near, chance } = searchShift(levelled, onsets, options);
    if (!isNoLuck(best, near, chance)) continue;
    const [first = 0, last = 0] = [part[0], part.at(-1)];
    const where = `${Math.round(first / 1000)} s and ${Math.round(last / 1000)} s`;
    return `Between ${where} cues are ${inWords(best.shiftMs + lineAt(fit, (first + last) / 2))}.`;
  }
  return undefined;
}

function unknown(counts: Pick<SyncReceipt, 'cues' | 'onsets'>): SyncReceipt {
  return {
    verdict: 'unknown',
    reason: 'There is not enough to judge by: too few cues begin where speech begins after a pause.',
    ...counts,
    matched: 0,
    matchedShare: 0,
    offsetMs: null,
    driftMsPerMinute: null,
    p95Ms: null,
  };
}

/** `120 ms late`. */
function inWords(offsetMs: number): string {
  const ms = Math.round(Math.abs(offsetMs));
  return ms === 0 ? 'on time' : `${ms} ms ${offsetMs > 0 ? 'late' : 'early'}`;
}

/** One decimal, and no negative zero. */
function round(value: number): number {
  return Math.round(value * 10) / 10 || 0;
}
