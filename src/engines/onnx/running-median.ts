/**
 * Running median: of seven numbers side by side, at every place of a row.
 *
 * Two neighbouring runs share six numbers. Their median is the seventh where it lies between the two middle ones of the six,
 * and otherwise the nearer of those. The six are three pairs, and the next two runs share two of the three: so a row costs half
 * of what a median each would.
 * Source  openai-whisper `timing.py`, `median_filter`.
 * @module
 */

/** Numbers a median is taken over, as in the reference: single frames that draw attention by accident vanish. */
const WIDTH = 7;

/** Numbers of a run on either side of its middle. */
export const REACH = (WIDTH - 1) / 2;

/**
 * Adds `weight` times the median of `padded[i]` to `padded[i + 6]` to `target[i]`, for all of `target`; `padded` is 2 x REACH
 * longer.
 */
export function addMedians(padded: Float32Array, target: Float32Array, weight: number): void {
  // One function and no arrays: a number that leaves a function or enters an array is an object, and these are millions.
  const at = (i: number): number => padded[i] as number;
  let [firstLow, firstHigh] = [lower(at(1), at(2)), higher(at(1), at(2))];
  let [secondLow, secondHigh] = [lower(at(3), at(4)), higher(at(3), at(4))];
  for (let i = 0; i < target.length; i += 2) {
    const thirdLow = lower(at(i + 5), at(i + 6));
    const thirdHigh = higher(at(i + 5), at(i + 6));
    // Of the three lower ones the upper two, of the three higher ones the lower two: among those four are the middle ones.
    const lowerPair = higher(firstLow, secondLow);
    const topLow = higher(lowerPair, thirdLow);
    const midLow = higher(lower(firstLow, secondLow), lower(lowerPair, thirdLow));
    const higherPair = lower(firstHigh, secondHigh);
    const bottomHigh = lower(higherPair, thirdHigh);
    const midHigh = lower(higher(firstHigh, secondHigh), higher(higherPair, thirdHigh));
    const left = higher(midLow, bottomHigh);
    const right = lower(topLow, midHigh);
    const below = lower(left, right);
    const above = higher(left, right);
    target[i] = (target[i] as number) + weight * higher(below, lower(above, at(i)));
    if (i + 1 < target.length)
      target[i + 1] = (target[i + 1] as number) + weight * higher(below, lower(above, at(i + WIDTH)));
    [firstLow, firstHigh, secondLow, secondHigh] = [secondLow, secondHigh, thirdLow, thirdHigh];
  }
}

/**
 * The lower of two numbers, to the last digit of the higher one's size. Arithmetic, since a comparison that goes either way
 * every time costs a processor more: two thirds of the time.
 */
function lower(left: number, right: number): number {
  return (left + right - Math.abs(left - right)) / 2;
}

/** The higher of two numbers, as exactly. */
function higher(left: number, right: number): number {
  return (left + right + Math.abs(left - right)) / 2;
}
