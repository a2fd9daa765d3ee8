/**
 * Quantile: of a list of numbers, between its values where it falls between two.
 * @module
 */

/**
 * The value below which a share of the values lies; undefined when there are none.
 * Source  Hyndman & Fan, The American Statistician 50(4), 1996: definition 7, which is also numpy's.
 */
export function quantile(sorted: ArrayLike<number>, share: number): number | undefined {
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) return undefined;
  return below + (above - below) * (place - Math.floor(place));
}

/** A copy in ascending order. */
export function ascending(values: readonly number[]): readonly number[] {
  return [...values].sort((a, b) => a - b);
}

/** Rounded to so many decimals; what is no finite number becomes null, which JSON can say. */
export function rounded(value: number | null | undefined, decimals: number): number | null {
  if (value === null || value === undefined || !Number.isFinite(value)) return null;
  // Adding 0 makes -0 a 0.
  return Number(value.toFixed(decimals)) + 0;
}
