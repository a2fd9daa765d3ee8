/**
 * Median: the middle of what was measured.
 * @module
 */

/**
 * @param {readonly number[]} values
 * @returns {number} 0 of none
 */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
