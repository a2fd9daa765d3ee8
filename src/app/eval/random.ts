/**
 * Random: a seeded sequence, so that the same figures give the same intervals.
 * @module
 */

/** Seed of everything that an evaluation draws; reported beside what was drawn. */
export const EVALUATION_SEED = 20040517;

/**
 * Numbers in [0, 1), the same for the same seed.
 * Source  mulberry32 by Tommy Ettinger (public domain): a 32-bit counter through a mixing function.
 */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
