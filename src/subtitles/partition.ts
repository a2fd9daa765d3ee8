/**
 * Partition: cut a segment's pieces into cues where the sense breaks, and into few of them.
 *
 * Dynamic programming over the places to cut; a cue holds a bounded number of pieces, so time is linear in the text.
 * @module
 */
import { type Fill, fillOneMore, type LineLimits } from './line-breaks.ts';
import type { TimeSpan } from './piece-times.ts';
import type { BreakRank, Piece } from './pieces.ts';

/** Limits of one cue. */
export interface CueLimits extends LineLimits {
  readonly maxDurationMs: number;
  readonly minDurationMs: number;
}

/** A piece with its times in seconds. */
export interface TimedPiece {
  readonly piece: Piece;
  readonly time: TimeSpan;
}

/** Cost of one more cue: no text is cut that fits one, and a sentence more makes no cue more for looks alone. */
const CUE_COST = 60;
const CUT_COST: Readonly<Record<BreakRank, number>> = {
  sentence: 0,
  clause: 60,
  word: 300,
  'inside-word': 600,
};
/** Cost of a cue too short to read, and of one that is emptier than need be (times the empty share, squared). */
const SHORT_COST = 300;
const THIN_COST = 60;

/** Groups of pieces in order, each within the limits; a single piece that lasts too long is a group of its own. */
export function partition(pieces: readonly TimedPiece[], limits: CueLimits): TimedPiece[][] {
  const best = [{ cost: 0, from: 0 }];
  for (let end = 1; end <= pieces.length; end += 1) {
    best.push({ cost: Number.POSITIVE_INFINITY, from: end - 1 });
  }
  for (let from = 0; from < pieces.length; from += 1) {
    const before = best[from]?.cost ?? 0;
    forEachEnd(pieces, { from, limits }, (end, characters) => {
      const cost = before + costOf(pieces, { from, end, characters, limits });
      if (cost < (best[end]?.cost ?? 0)) best[end] = { cost, from };
    });
  }
  const groups: TimedPiece[][] = [];
  for (let end = pieces.length; end > 0; end = best[end]?.from ?? 0) {
    groups.push(pieces.slice(best[end]?.from ?? 0, end));
  }
  return groups.reverse();
}

/** Visits every `end` for which the pieces `from` to `end` fit one cue; the first always does. */
function forEachEnd(
  pieces: readonly TimedPiece[],
  { from, limits }: { from: number; limits: CueLimits },
  visit: (end: number, characters: number) => void,
): void {
  let fill: Fill = { lines: 0, width: 0 };
  let characters = 0;
  const start = pieces[from]?.time.start ?? 0;
  for (let index = from; index < pieces.length; index += 1) {
    const { piece, time } = pieces[index] as TimedPiece;
    fill = fillOneMore(fill, piece, limits.maxLineChars);
    characters += piece.graphemes;
    const isTooMuch = fill.lines > limits.maxLines || (time.end - start) * 1000 > limits.maxDurationMs;
    if (isTooMuch && index > from) return;
    visit(index + 1, characters);
  }
}

interface Candidate {
  readonly from: number;
  readonly end: number;
  readonly characters: number;
  readonly limits: CueLimits;
}

function costOf(pieces: readonly TimedPiece[], { from, end, characters, limits }: Candidate): number {
  const last = pieces[end - 1] as TimedPiece;
  const durationMs = (last.time.end - (pieces[from]?.time.start ?? 0)) * 1000;
  const emptiness = 1 - characters / (limits.maxLineChars * limits.maxLines);
  const isLast = end === pieces.length;
  return (
    CUE_COST +
    (isLast ? 0 : CUT_COST[last.piece.breakAfter]) +
    (durationMs < limits.minDurationMs ? SHORT_COST : 0) +
    THIN_COST * emptiness * emptiness
  );
}
