/**
 * Time map: where each moment of one clock lies on another; straight pieces, each kept as a ratio of whole numbers, so
 * that what a piece was made of is met exactly.
 *
 * Units   ms in and out; a mapped time is the nearest whole one (halves upward).
 * Throws  UsageError E_USAGE: anchors that go backwards, or say two things of one moment.
 * Source  NTSC rates as ratios: SMPTE ST 12-1 (24000/1001, 30000/1001, 60000/1001).
 * @module
 */
import { UsageError } from '../../kernel/index.ts';

/** `to = toMs + (time - fromMs) * num / den` for times from `sinceMs` on, up to the next piece. */
export interface TimePiece {
  readonly sinceMs: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** Whole numbers above 0. */
  readonly num: number;
  readonly den: number;
}

/** At least one piece, in order; the first one holds for all times before it too. */
export type TimeMap = readonly TimePiece[];

/** What stands at `fromMs` in the file belongs at `toMs`; whole ms. */
export interface Anchor {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Frames a second as a ratio. */
export interface FrameRate {
  readonly num: number;
  readonly den: number;
}

/** Everything later by so much; earlier where it is negative. */
export function shiftMap(ms: number): TimeMap {
  return [{ sinceMs: 0, fromMs: 0, toMs: ms, num: 1, den: 1 }];
}

/**
 * The map that meets every anchor, straight in between, and beyond them as between the two nearest. One anchor alone
 * shifts.
 */
export function anchorMap(anchors: readonly Anchor[]): TimeMap {
  const sorted = [...anchors].sort((a, b) => a.fromMs - b.fromMs);
  const [first, second] = sorted;
  if (first === undefined) return shiftMap(0);
  if (second === undefined) return shiftMap(first.toMs - first.fromMs);
  return sorted.slice(0, -1).map((anchor, index): TimePiece => {
    const next = sorted[index + 1] ?? anchor;
    const [num, den] = [next.toMs - anchor.toMs, next.fromMs - anchor.fromMs];
    if (num > 0 && den > 0) return { sinceMs: anchor.fromMs, ...anchor, num, den };
    throw new UsageError(
      'E_USAGE',
      `The anchors ${told(anchor)} and ${told(next)} do not both go forward in time.`,
      {
        hint: 'offscribe retime IN --anchor 1:00=1:02.5 --anchor 50:00=50:10   (time in the file = right time)',
      },
    );
  });
}

/**
 * From pictures shown at one rate to the same pictures shown at another: times times `from / to`.
 * 25 to 24000/1001 makes everything 4.3 % later.
 */
export function rateMap(from: FrameRate, to: FrameRate): TimeMap {
  const [num, den] = [from.num * to.den, from.den * to.num];
  return [{ sinceMs: 0, fromMs: 0, toMs: 0, num, den }];
}

/** Where a moment lies on the other clock, to the nearest whole ms; may be negative. */
export function mapTime(map: TimeMap, ms: number): number {
  return mapBy(pieceAt(map, ms), ms);
}

/** The piece that holds at a moment. */
export function pieceAt(map: TimeMap, ms: number): TimePiece {
  let [low, high] = [0, map.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((map[middle]?.sinceMs ?? 0) <= ms) low = middle;
    else high = middle - 1;
  }
  return map[low] ?? { sinceMs: 0, fromMs: 0, toMs: 0, num: 1, den: 1 };
}

/** A moment by one piece, also beyond where it holds. */
export function mapBy({ fromMs, toMs, num, den }: TimePiece, ms: number): number {
  // Halves upward on both sides of zero, so that a shift there and back is the same.
  return toMs + Math.floor(((ms - fromMs) * num) / den + 0.5);
}

/** Whether two pieces do not meet (by more than rounding). */
export function hasJumps(map: TimeMap): boolean {
  return map.some((piece, index) => {
    const before = map[index - 1] ?? piece;
    return Math.abs(mapBy(before, piece.sinceMs) - mapBy(piece, piece.sinceMs)) > 1;
  });
}

function told({ fromMs, toMs }: Anchor): string {
  return `${fromMs / 1000}=${toMs / 1000}`;
}
