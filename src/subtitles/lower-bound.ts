/**
 * Lower bound: where in an ordered list something begins to hold; by halving, since there may be thousands.
 * @module
 */

/** First of the indices 0 to `length` - 1 at which `holds`, which holds for all behind it; `length` where it never does. */
export function lowerBound(length: number, holds: (index: number) => boolean): number {
  let [from, to] = [0, length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (holds(middle)) to = middle;
    else from = middle + 1;
  }
  return from;
}
