/**
 * Loops: the same run of items said over and over, with nothing between.
 * @module
 */

/** A run of whole repeats: items [from, to) are `repeats` times the first `period` of them, and a part of one more. */
export interface Loop {
  readonly from: number;
  readonly to: number;
  /** Items said again. */
  readonly period: number;
  readonly repeats: number;
}

/** Longest run of items that is looked for, in items: a long sentence. */
const LONGEST_PERIOD = 40;

/** Loops of at least `atLeast` repeats, shortest period first; one of them may lie within another. */
export function findLoops(keys: readonly (string | number)[], atLeast: number): Loop[] {
  const most = Math.min(LONGEST_PERIOD, Math.floor(keys.length / atLeast));
  return Array.from({ length: Math.max(0, most) }, (_, i) => runsOf(keys, i + 1, atLeast)).flat();
}

function runsOf(keys: readonly (string | number)[], period: number, atLeast: number): Loop[] {
  const runs: Loop[] = [];
  let from = 0;
  for (let at = period; at <= keys.length; at += 1) {
    if (at < keys.length && keys[at] === keys[at - period]) continue;
    const repeats = Math.floor((at - from) / period);
    if (repeats >= atLeast) runs.push({ from, to: at, period, repeats });
    from = at - period + 1;
  }
  return runs;
}
