/**
 * Confidence weights: what each piece of evidence adds to the log odds that a word is right.
 *
 * Made by `benchmarks/confidence/fit.mjs` from 17 groups of recordings (speakers, where known); each figure is of words
 * whose speaker the weights had not seen:
 *   tiny.en, probability               1495 words  ECE 0.034, Brier 0.071
 *   tiny.en, confidence                1495 words  ECE 0.013, Brier 0.063
 *   base, probability                  1489 words  ECE 0.042, Brier 0.066
 *   base, confidence                   1489 words  ECE 0.010, Brier 0.058
 *   base, other languages, probability 457 words   ECE 0.047, Brier 0.128
 *   base, other languages, confidence  457 words   ECE 0.061, Brier 0.120
 *   tiny.en, beam 5, probability       261 words   ECE 0.047, Brier 0.075
 *   tiny.en, beam 5, confidence        261 words   ECE 0.045, Brier 0.070
 * @module
 */

/** Log odds of a word without evidence. */
export const CONFIDENCE_BIAS = 1.5815;

/** Log odds for one unit of each. */
export const CONFIDENCE_WEIGHTS = {
  logit: 0.7487,
  nearLogit: 0.1691,
  tokens: -0.9408,
  avgLogprob: 2.3949,
} as const;
