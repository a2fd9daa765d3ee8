/**
 * Robust line: a straight line through points of which many are wrong.
 * Source  Theil 1950, Sen 1968 (median of slopes; stands up to 29 % of wrong points); Hampel 1974 (median deviation).
 * @module
 */

/** A point: `x` is a time, `y` a difference, both ms. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** `y = middle + slope * (x - centre)`. */
export interface RobustLine {
  readonly slope: number;
  readonly centre: number;
  readonly middle: number;
  /** Standard error of the slope, by the spread of the residuals. */
  readonly slopeError: number;
  /** Standard error of `middle`. */
  readonly middleError: number;
}

/** Points beyond so many are thinned out: slopes are counted in pairs. */
const MAX_POINTS = 600;
/** Median deviation to standard deviation of a normal distribution. */
const NORMAL_SPREAD = 1.4826;
/** How much wider the median spreads than the mean, for a normal distribution. */
const MEDIAN_SPREAD = 1.2533;

/** The line through at least two points with different `x`; level where there are fewer. */
export function fitLine(points: readonly Point[]): RobustLine {
  const centre = median(points.map(({ x }) => x)) ?? 0;
  const slope = median(slopes(points)) ?? 0;
  const levelled = points.map(({ x, y }) => y - slope * (x - centre));
  const middle = median(levelled) ?? 0;
  const spread = NORMAL_SPREAD * (median(levelled.map((y) => Math.abs(y - middle))) ?? 0);
  const count = Math.max(1, points.length);
  const width = Math.sqrt(points.reduce((sum, { x }) => sum + (x - centre) ** 2, 0) / count);
  const middleError = (MEDIAN_SPREAD * spread) / Math.sqrt(count);
  return { slope, centre, middle, middleError, slopeError: width > 0 ? middleError / width : 0 };
}

/** Where the line is at `x`. */
export function lineAt({ slope, centre, middle }: RobustLine, x: number): number {
  return middle + slope * (x - centre);
}

/** The middle value; of an even number the mean of the two. Undefined when there is none. */
export function median(values: readonly number[]): number | undefined {
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  const upper = sorted[half];
  if (upper === undefined || sorted.length % 2 === 1) return upper;
  return ((sorted[half - 1] ?? upper) + upper) / 2;
}

/** The value below which a share of all lies, nearest rank. Undefined when there is none. */
export function quantile(values: readonly number[], share: number): number | undefined {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

function slopes(points: readonly Point[]): number[] {
  const step = Math.max(1, points.length / MAX_POINTS);
  const some: Point[] = [];
  for (let index = 0; index < points.length; index += step) {
    const point = points[Math.floor(index)];
    if (point !== undefined) some.push(point);
  }
  return some.flatMap((a, index) =>
    some.slice(index + 1).flatMap((b) => (b.x === a.x ? [] : [(b.y - a.y) / (b.x - a.x)])),
  );
}
