/**
 * Line breaks: a cue's pieces as one line, or as two that are balanced and break where the sense does.
 * @module
 */
import { type BreakRank, joinPieces, type Piece, widthOf } from './pieces.ts';

/** What a good place to break is worth, in characters of imbalance. */
const WORTH: Readonly<Record<BreakRank, number>> = { sentence: 24, clause: 16, word: 0, 'inside-word': -40 };
/** A longer upper line hides more of the picture: it must be worth this much balance. */
const TOP_HEAVY_COST = 4;

/** Room for a cue's text; lengths in graphemes. */
export interface LineLimits {
  readonly maxLineChars: number;
  readonly maxLines: 1 | 2;
}

/** Lines for pieces that fit (`fitsLines`); the last line takes what is left if they do not. */
export function breakLines(pieces: readonly Piece[], limits: LineLimits): string[] {
  const total = widthOfAll(pieces);
  if (total <= limits.maxLineChars || limits.maxLines === 1) return [joinPieces(pieces)];
  let best = { cost: Number.POSITIVE_INFINITY, at: 0 };
  let upper = 0;
  for (let at = 1; at < pieces.length; at += 1) {
    const last = pieces[at - 1] as Piece;
    const first = pieces[at] as Piece;
    upper += widthOf(last, at === 1);
    const lower = total - upper - (first.spaceBefore ? 1 : 0);
    if (upper > limits.maxLineChars || lower > limits.maxLineChars) continue;
    const cost = Math.abs(upper - lower) + (upper > lower ? TOP_HEAVY_COST : 0) - WORTH[last.breakAfter];
    if (cost < best.cost) best = { cost, at };
  }
  return [pieces.slice(0, best.at), pieces.slice(best.at)].map(joinPieces).filter((line) => line !== '');
}

/** Where lines of a growing row of pieces stand: how many are used, and how full the last one is. */
export interface Fill {
  readonly lines: number;
  readonly width: number;
}

/** The fill after one more piece, breaking as late as possible: the fewest lines that hold them all. */
export function fillOneMore(fill: Fill, piece: Piece, maxLineChars: number): Fill {
  const width = fill.width + widthOf(piece, fill.width === 0);
  if (fill.lines > 0 && width <= maxLineChars) return { lines: fill.lines, width };
  return { lines: fill.lines + 1, width: piece.graphemes };
}

function widthOfAll(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, piece, index) => sum + widthOf(piece, index === 0), 0);
}
