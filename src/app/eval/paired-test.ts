/**
 * Paired test: whether two systems that heard the same recordings really differ.
 *
 * Difference  pooled rate of the one less that of the other, percent points, with its bootstrap interval over recordings.
 * p           share of random exchanges of the two systems' results, recording by recording, that differ at least as
 *             much as what was seen: small means that chance hardly does that.
 * Source      the matched pairs of Gillick & Cox, ICASSP 1989; approximate randomisation, Noreen 1989; the interval and
 *             the probability of improvement, Bisani & Ney, ICASSP 2004.
 * @module
 */
import { seededRandom } from '../../kernel/index.ts';
import { EVALUATION_SEED, type Interval, resample } from './bootstrap.ts';
import { rounded } from './quantile.ts';

/** Random exchanges; the smallest p that can be seen is one over this. */
export const EXCHANGES = 10_000;

/** Errors of two systems on one recording. */
export interface Pair {
  readonly errors: number;
  readonly otherErrors: number;
  readonly words: number;
}

/** What the test says; rates in percent. */
export interface PairedFigures {
  readonly rate: number;
  readonly otherRate: number;
  /** rate - otherRate: below 0 the first has fewer errors. */
  readonly difference: number;
  readonly interval: Interval | null;
  /** Two-sided, in (0, 1]; null with fewer than two recordings. */
  readonly p: number | null;
}

/** Compares two systems; null when nothing was there to hear. */
export function comparePairs(pairs: readonly Pair[]): PairedFigures | null {
  const words = sumOf(pairs, (pair) => pair.words);
  if (words === 0) return null;
  const rate = (100 * sumOf(pairs, ({ errors }) => errors)) / words;
  const otherRate = (100 * sumOf(pairs, ({ otherErrors }) => otherErrors)) / words;
  const differences = pairs.map(({ errors, otherErrors, words: count }) => ({
    errors: errors - otherErrors,
    words: count,
  }));
  return {
    rate: rounded(rate, 2) ?? 0,
    otherRate: rounded(otherRate, 2) ?? 0,
    difference: rounded(rate - otherRate, 2) ?? 0,
    interval: resample(differences, (sum) => (100 * sum.errors) / sum.words),
    p: pairs.length < 2 ? null : exchangeTest(differences.map(({ errors }) => errors)),
  };
}

/** Recordings without a difference look the same exchanged, so that only the others are drawn for. */
function exchangeTest(differences: readonly number[]): number {
  const seen = Math.abs(sumOf(differences, (each) => each));
  const moving = differences.filter((each) => each !== 0);
  const random = seededRandom(EVALUATION_SEED);
  let asFar = 0;
  for (let draw = 0; draw < EXCHANGES; draw += 1) {
    let sum = 0;
    for (const each of moving) sum += random() < 0.5 ? each : -each;
    if (Math.abs(sum) >= seen) asFar += 1;
  }
  // What was seen is itself one of the possible exchanges.
  return rounded((asFar + 1) / (EXCHANGES + 1), 4) ?? 1;
}

function sumOf<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((total, value) => total + of(value), 0);
}
