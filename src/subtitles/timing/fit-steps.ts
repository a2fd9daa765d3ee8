/**
 * Fit steps: one slope and as few levels as explain points of which some are wrong: drift, and jumps where another edit of a
 * film has more or less in it.
 *
 * Method  for each slope that is likely (film and video rates, and the points' own), the points less the slope are cut into
 *         level stretches by dynamic programming: squares of what is left plus a price for each stretch. The cheapest
 *         slope wins, and is made better by the slopes inside stretches. O(slopes * n^2), n at most 2,000.
 * Source  Jackson et al., "An algorithm for optimal partitioning of data on an interval", IEEE SPL 12(2), 2005; price after
 *         Yao, "Estimating the number of change-points via Schwarz' criterion", 1988; Theil 1950, Sen 1968.
 * @module
 */
import { fitLine, median, type Point } from '../sync/robust-line.ts';

/** A level stretch: points `from` to `to` (exclusive) lie at `level + slope * x`. */
export interface LevelStretch {
  readonly from: number;
  readonly to: number;
  readonly level: number;
}

/** What was found. */
export interface StepFit {
  readonly slope: number;
  /** In order; together all of `points`. */
  readonly stretches: readonly LevelStretch[];
  /** The points that are explained, ascending in x. */
  readonly points: readonly Point[];
}

const [FILM, NTSC_FILM, PAL] = [24, 24_000 / 1001, 25];
/** Slopes that conversions between film and video make. */
const KNOWN_SLOPES = [FILM, NTSC_FILM, PAL].flatMap((from) =>
  [FILM, NTSC_FILM, PAL].filter((to) => to !== from).map((to) => from / to - 1),
);
/** Points beyond so many are thinned out. */
const MAX_POINTS = 2000;
/** A stretch has so many points at least: fewer may be wrong together. */
const MIN_POINTS = 3;
/** Word times are not surer than that, ms. */
const LEAST_SPREAD = 40;
/** Levels closer than that are one, ms: nobody sees it. */
const LEAST_JUMP = 100;
/** Neighbours whose median tells whether a point is wrong. */
const NEIGHBOURS = 5;
/** Points by which a local slope is measured. */
const WINDOW = 15;
/** A slope that is known is taken as it is where a better one would move no end by more than this, ms. */
const SAME_SLOPE = 120;

/** Fits points that ascend in x. */
export function fitSteps(given: readonly Point[]): StepFit {
  const points = thin(given);
  const own = localSlope(points);
  const spread = Math.max(LEAST_SPREAD, spreadOf(points, own));
  const slopes = [0, ...KNOWN_SLOPES, own];
  const tried = slopes.map((slope) => fitLevels(points, slope, spread));
  const best = tried.reduce((a, b) => (b.cost < a.cost ? b : a));
  const slope = slopeInside(best) ?? best.slope;
  const reach = (points.at(-1)?.x ?? 0) - (points[0]?.x ?? 0);
  const isSame = best.slope !== own && Math.abs(slope - best.slope) * reach < SAME_SLOPE;
  return isSame ? best : fitLevels(points, slope, spread);
}

interface CostedFit extends StepFit {
  readonly cost: number;
}

function fitLevels(all: readonly Point[], slope: number, spread: number): CostedFit {
  const points = withoutWrong(all, slope, spread);
  const heights = points.map(({ x, y }) => y - slope * x);
  const price = 8 * spread ** 2 * Math.log(all.length + 2);
  const { cost, cuts } = partition(heights, price);
  const stretches = joinEqual(heights, cuts);
  // A wrong point costs about what the price of a stretch would be for it alone.
  return { slope, stretches, points, cost: cost + (all.length - points.length) * price };
}

/** Cheapest cuts of heights into level stretches. */
function partition(heights: readonly number[], price: number): { cost: number; cuts: readonly number[] } {
  const count = heights.length;
  const [sums, squares] = [new Float64Array(count + 1), new Float64Array(count + 1)];
  // Less the first one: the squares of large numbers would lose what differs.
  const base = heights[0] ?? 0;
  heights.forEach((height, index) => {
    sums[index + 1] = (sums[index] ?? 0) + height - base;
    squares[index + 1] = (squares[index] ?? 0) + (height - base) ** 2;
  });
  const costs = new Float64Array(count + 1).fill(Number.POSITIVE_INFINITY);
  const starts = new Int32Array(count + 1);
  costs[0] = 0;
  const least = Math.max(1, Math.min(MIN_POINTS, count));
  for (let to = least; to <= count; to++) {
    for (let from = 0; from + least <= to; from++) {
      const sum = (sums[to] ?? 0) - (sums[from] ?? 0);
      const rest = (squares[to] ?? 0) - (squares[from] ?? 0) - sum ** 2 / (to - from);
      const cost = (costs[from] ?? 0) + rest + price;
      if (cost >= (costs[to] ?? 0)) continue;
      costs[to] = cost;
      starts[to] = from;
    }
  }
  const cuts: number[] = [];
  for (let at = count; at > 0; at = starts[at] ?? 0) cuts.push(at);
  return { cost: costs[count] ?? 0, cuts: cuts.reverse() };
}

/** Stretches between cuts at their medians; neighbours at about one level are one. */
function joinEqual(heights: readonly number[], cuts: readonly number[]): LevelStretch[] {
  const stretches: LevelStretch[] = [];
  const between = (from: number, to: number): LevelStretch => ({
    from,
    to,
    level: median(heights.slice(from, to)) ?? 0,
  });
  for (const to of cuts) {
    const last = stretches.at(-1);
    const next = between(last?.to ?? 0, to);
    if (last === undefined || Math.abs(last.level - next.level) >= LEAST_JUMP) stretches.push(next);
    else stretches[stretches.length - 1] = between(last.from, to);
  }
  return stretches;
}

/** Points that agree with those before, behind or around them. */
function withoutWrong(points: readonly Point[], slope: number, spread: number): readonly Point[] {
  const heights = points.map(({ x, y }) => y - slope * x);
  const limit = 3 * spread + LEAST_JUMP;
  return points.filter((_, index) => {
    const height = heights[index] ?? 0;
    const before = heights.slice(Math.max(0, index - NEIGHBOURS), index);
    const behind = heights.slice(index + 1, index + 1 + NEIGHBOURS);
    const middles = [before, behind, [...before.slice(-2), ...behind.slice(0, 2)]].map(median);
    return middles.some((middle) => middle !== undefined && Math.abs(height - middle) <= limit);
  });
}

/** Slope of most places: the median of lines through a few neighbours. */
function localSlope(points: readonly Point[]): number {
  const slopes: number[] = [];
  for (let from = 0; from === 0 || from + WINDOW <= points.length; from += 5) {
    slopes.push(fitLine(points.slice(from, from + WINDOW)).slope);
  }
  return median(slopes) ?? 0;
}

/** Standard deviation of neighbours' differences, robustly. */
function spreadOf(points: readonly Point[], slope: number): number {
  const steps = points.slice(1).map(({ x, y }, index) => {
    const before = points[index] ?? { x, y };
    return y - before.y - slope * (x - before.x);
  });
  const middle = median(steps) ?? 0;
  return ((median(steps.map((step) => Math.abs(step - middle))) ?? 0) * 1.4826) / Math.SQRT2;
}

/** Slope by the points inside stretches, longer ones counting more; undefined where there are too few. */
function slopeInside({ points, stretches }: StepFit): number | undefined {
  let [weights, sum] = [0, 0];
  for (const { from, to } of stretches) {
    const own = points.slice(from, to);
    const reach = (own.at(-1)?.x ?? 0) - (own[0]?.x ?? 0);
    if (own.length < 2 * MIN_POINTS || reach === 0) continue;
    const weight = own.length * reach ** 2;
    weights += weight;
    sum += weight * fitLine(own).slope;
  }
  return weights === 0 ? undefined : sum / weights;
}

function thin(points: readonly Point[]): readonly Point[] {
  const step = Math.max(1, points.length / MAX_POINTS);
  const count = Math.floor(points.length / step);
  return Array.from({ length: count }, (_, index) => points[Math.floor(index * step)]).filter(
    (point) => point !== undefined,
  );
}
