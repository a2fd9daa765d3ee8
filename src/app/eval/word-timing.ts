/**
 * Word timing: how far the times of recognised words are from those of the reference.
 *
 * Only words that were recognised count: the alignment of the error rate says which hypothesis word stands for which
 * reference word. A start is measured where both units begin their words, an end where both end them.
 * @module
 */
import type { AlignmentStep } from '../../text/index.ts';
import { ascending, quantile, rounded } from './quantile.ts';
import type { Trace } from './traced-units.ts';

/** A word with its times, seconds on the media clock. */
export interface TimedWord {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Hypothesis time less reference time, seconds: above 0 is late. */
export interface TimingErrors {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** Words of the reference that have times. */
  readonly referenceWords: number;
}

/** Absolute errors of one kind. */
export interface TimingSpread {
  readonly count: number;
  readonly medianMs: number | null;
  readonly p95Ms: number | null;
  /** Median of the signed errors: above 0 is late. */
  readonly biasMs: number | null;
  /** Percent of the errors of at most so many milliseconds. */
  readonly within: Readonly<Record<'50' | '100' | '200', number | null>>;
}

/** Timing of an evaluation. */
export interface TimingFigures {
  readonly referenceWords: number;
  readonly start: TimingSpread;
  readonly end: TimingSpread;
  readonly both: TimingSpread;
}

/** Errors of one recording's words. */
export function timingErrors(
  steps: readonly AlignmentStep[],
  reference: readonly (Trace<TimedWord> | undefined)[],
  hypothesis: readonly (Trace<TimedWord> | undefined)[],
): Omit<TimingErrors, 'referenceWords'> {
  const starts: number[] = [];
  const ends: number[] = [];
  for (const step of steps) {
    if (step.kind !== 'hit') continue;
    const said = reference[step.reference];
    const heard = hypothesis[step.hypothesis];
    if (said?.isExact !== true || heard?.isExact !== true) continue;
    if (said.isFirst && heard.isFirst) starts.push(heard.word.start - said.word.start);
    if (said.isLast && heard.isLast) ends.push(heard.word.end - said.word.end);
  }
  return { starts, ends };
}

/** Errors of many recordings as figures; null when no reference has times. */
export function timingFigures(errors: readonly TimingErrors[]): TimingFigures | null {
  const referenceWords = errors.reduce((total, each) => total + each.referenceWords, 0);
  if (referenceWords === 0) return null;
  const starts = errors.flatMap((each) => each.starts);
  const ends = errors.flatMap((each) => each.ends);
  return {
    referenceWords,
    start: spreadOf(starts),
    end: spreadOf(ends),
    both: spreadOf([...starts, ...ends]),
  };
}

function spreadOf(errorsSec: readonly number[]): TimingSpread {
  const sizes = ascending(errorsSec.map((error) => Math.abs(error) * 1000));
  const within = (ms: number): number | null => {
    // A microsecond of grace: 1.05 - 1 is a hair above 0.05 in binary.
    const count = sizes.filter((size) => size <= ms + 0.001).length;
    return rounded((100 * count) / sizes.length, 1);
  };
  const bias = quantile(ascending(errorsSec), 0.5);
  return {
    count: sizes.length,
    medianMs: rounded(quantile(sizes, 0.5), 1),
    p95Ms: rounded(quantile(sizes, 0.95), 1),
    biasMs: rounded(bias === undefined ? undefined : bias * 1000, 1),
    within: { 50: within(50), 100: within(100), 200: within(200) },
  };
}
