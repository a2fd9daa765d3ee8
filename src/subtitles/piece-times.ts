/**
 * Piece times: when each piece of a segment is spoken.
 *
 * By the segment's words when it has them and they spell its text, else in proportion to characters.
 * @module
 */
import type { Segment } from '../kernel/index.ts';
import { cleanLine } from './clean-text.ts';
import type { Piece } from './pieces.ts';

/** Seconds; `end >= start`, and no piece starts before the one in front of it ends. */
export interface TimeSpan {
  readonly start: number;
  readonly end: number;
}

/** A stretch of the text with known times; counts of characters, white space left out. */
interface Anchor extends TimeSpan {
  readonly from: number;
  readonly to: number;
}

/** Times of the pieces, in order, inside the segment and never going back. */
export function timePieces(segment: Segment, pieces: readonly Piece[]): TimeSpan[] {
  const anchors = anchorsOf(segment, pieces);
  let offset = 0;
  let atAnchor = 0;
  let latest = segment.start;
  const clamp = (time: number): number => {
    latest = Math.min(Math.max(time, latest), segment.end);
    return latest;
  };
  return pieces.map((piece) => {
    atAnchor = advance(anchors, atAnchor, (anchor) => anchor.to <= offset);
    const start = clamp(timeAt(anchors[atAnchor], offset, segment.start));
    offset += piece.characters;
    atAnchor = advance(anchors, atAnchor, (anchor) => anchor.to < offset);
    return { start, end: clamp(timeAt(anchors[atAnchor], offset, segment.end)) };
  });
}

function anchorsOf(segment: Segment, pieces: readonly Piece[]): Anchor[] {
  const text = withoutSpaces(pieces.map((piece) => piece.text).join(''));
  const whole: Anchor = { from: 0, to: [...text].length, start: segment.start, end: segment.end };
  const words = (segment.words ?? []).map((word) => ({ ...word, text: withoutSpaces(word.text) }));
  const isTimed = words.every((word) => Number.isFinite(word.start) && Number.isFinite(word.end));
  if (!isTimed || words.map((word) => word.text).join('') !== text) return [whole];
  let from = 0;
  return words.map(({ text: spelled, start, end }) => {
    const to = from + [...spelled].length;
    const anchor = { from, to, start, end };
    from = to;
    return anchor;
  });
}

function advance(anchors: readonly Anchor[], from: number, isPassed: (anchor: Anchor) => boolean): number {
  let index = from;
  while (index < anchors.length - 1 && isPassed(anchors[index] as Anchor)) index += 1;
  return index;
}

function timeAt(anchor: Anchor | undefined, offset: number, otherwise: number): number {
  if (anchor === undefined) return otherwise;
  const share = anchor.to === anchor.from ? 1 : (offset - anchor.from) / (anchor.to - anchor.from);
  return anchor.start + (anchor.end - anchor.start) * share;
}

function withoutSpaces(text: string): string {
  return cleanLine(text).replaceAll(' ', '');
}
