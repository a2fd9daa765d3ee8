/**
 * Random: a seeded sequence, so that what is drawn can be drawn again.
 * @module
 */

/** Numbers in [0, 1), one at each call. */
export type Random = () => number;

/** A seeded generator: the same seed gives the same numbers on every machine. Source: mulberry32, public domain. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
