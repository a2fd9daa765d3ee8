/**
 * Exponential: e to the power of numbers that are not above zero, for sums over a vocabulary.
 *
 * Three times as fast as `Math.exp`, which 51,864 tokens for every window and 1,500 timestamps for every token make felt: a
 * hundredth of a transcription. Within 1e-14 of it, relatively.
 * Method  x is split into whole 1024ths of ln 2 and a rest r: a power of two, a table's entry and four terms of the series
 *         (Tang 1989, "Table-driven implementation of the exponential function").
 * @module
 */

const STEPS = 1024;
const STEPS_PER_UNIT = STEPS / Math.LN2;
const STEP = Math.LN2 / STEPS;
/** Below it the result counts as zero: 1e-304. */
const LOWEST = -700;

/** 2 to the power of n / 1024. */
const ROOTS = Float64Array.from({ length: STEPS }, (_, n) => 2 ** (n / STEPS));
/** 2 to the power of -n. */
const HALVES = Float64Array.from({ length: 1024 }, (_, n) => 2 ** -n);

/** e to the power of `x`, which is at most 0; 0 for minus infinity and what is no number. */
export function expOf(x: number): number {
  if (!(x > LOWEST)) return 0;
  // Cut off, hence towards zero: r is negative, and no smaller than -STEP.
  const steps = (x * STEPS_PER_UNIT) | 0;
  const r = x - steps * STEP;
  const root = ROOTS[steps & (STEPS - 1)] as number;
  return root * (HALVES[-(steps >> 10)] as number) * (1 + r * (1 + r * (0.5 + r / 6)));
}
