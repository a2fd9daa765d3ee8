/**
 * Confidence weights: what each piece of evidence adds to the log odds that a word is right.
 *
 * Made by `benchmarks/confidence/fit.mjs` from 17 groups of recordings (speakers, where known); each figure is of words
 * whose speaker the weights had not seen:
 *   tiny.en, probability               1495 words  ECE 0.034, Brier 0.071
 *   tiny.en, confidence                1495 words  ECE 0.014, Brier 0.062
 * @module
 */

/** Log odds of a word without evidence. */
export const CONFIDENCE_BIAS = 3.2422;

/** Log odds for one unit of each. */
export const CONFIDENCE_WEIGHTS = {
  firstLogit: 0.7935,
  letters: -0.8017,
  avgLogprob: 3.1998,
} as const;
