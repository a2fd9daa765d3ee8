/**
 * Bootstrap: how far a pooled error rate may be from the truth, given that the recordings are a sample.
 *
 * Recordings are drawn with replacement, as many as there are; the rate is pooled over each draw. Errors within a
 * recording stay together, since they are not independent.
 * Source  Bisani & Ney, "Bootstrap estimates for confidence intervals in ASR performance evaluation", ICASSP 2004.
 * @module
 */
import { seededRandom } from '../../kernel/index.ts';
import { ascending, quantile, rounded } from './quantile.ts';

/** Seed of everything that an evaluation draws; reported beside what was drawn. */
export const EVALUATION_SEED = 20040517;

/** Times the recordings are drawn. */
export const RESAMPLES = 2000;

/** Share of the draws that an interval holds. */
export const CONFIDENCE_LEVEL = 0.95;

/** Lowest and highest, percent. */
export type Interval = readonly [number, number];

/** Errors of one recording and the reference units they are over. */
export interface Counted {
  readonly errors: number;
  readonly words: number;
}

/** The interval of the pooled rate, percent; null where fewer than two recordings have anything to hear. */
export function rateInterval(counts: readonly Counted[]): Interval | null {
  return resample(counts, (sum) => (100 * sum.errors) / sum.words);
}

/** Draws recordings again and again; of the statistic of each draw's sums, the middle 95 %. */
export function resample(
  counts: readonly Counted[],
  statistic: (sum: { readonly errors: number; readonly words: number }) => number,
): Interval | null {
  if (counts.filter(({ words }) => words > 0).length < 2) return null;
  const random = seededRandom(EVALUATION_SEED);
  const values: number[] = [];
  for (let draw = 0; draw < RESAMPLES; draw += 1) {
    const sum = { errors: 0, words: 0 };
    for (let i = 0; i < counts.length; i += 1) {
      const drawn = counts[Math.floor(random() * counts.length)];
      sum.errors += drawn?.errors ?? 0;
      sum.words += drawn?.words ?? 0;
    }
    // A draw of nothing but recordings without words has no rate.
    if (sum.words > 0) values.push(statistic(sum));
  }
  const sorted = ascending(values);
  const tail = (1 - CONFIDENCE_LEVEL) / 2;
  const [low, high] = [rounded(quantile(sorted, tail), 2), rounded(quantile(sorted, 1 - tail), 2)];
  return low === null || high === null ? null : [low, high];
}
