/**
 * Token times: when each part of a segment is spoken.
 *
 * By the segment's words when it has them and they spell its text, else in proportion to characters.
 * @module
 */
import type { Segment, Word } from '../../kernel/index.ts';
import { cleanLine } from '../clean-text.ts';

/** Seconds; `end >= start`. */
export interface TimeSpan {
  readonly start: number;
  readonly end: number;
}

/** A stretch of a segment's text with known times; code points, white space left out. */
export interface Anchor extends TimeSpan {
  readonly from: number;
  readonly to: number;
}

/** Times of the parts of a segment's text, in order, inside the segment and never going back. */
export function timeTexts(segment: Segment, texts: readonly string[]): TimeSpan[] {
  const length = [...texts.join('')].length;
  const whole: Anchor = { from: 0, to: length, start: segment.start, end: segment.end };
  const known = wordAnchors(segment);
  const anchors = known.length > 0 ? known : [whole];
  let offset = 0;
  let atAnchor = 0;
  let latest = segment.start;
  const clamp = (time: number): number => {
    latest = Math.min(Math.max(time, latest), segment.end);
    return latest;
  };
  return texts.map((text) => {
    atAnchor = advance(anchors, atAnchor, (anchor) => anchor.to <= offset);
    const start = clamp(timeAt(anchors[atAnchor] ?? whole, offset));
    offset += [...text].length;
    atAnchor = advance(anchors, atAnchor, (anchor) => anchor.to < offset);
    return { start, end: clamp(timeAt(anchors[atAnchor] ?? whole, offset)) };
  });
}

/** The segment's words by their place in its text; none unless they have times and spell it. */
export function wordAnchors(segment: Segment): Anchor[] {
  const words = (segment.words ?? []).map((word) => ({ ...word, text: withoutSpaces(word.text) }));
  if (!words.every(isTimed) || words.map((word) => word.text).join('') !== withoutSpaces(segment.text))
    return [];
  let from = 0;
  return words.map(({ text, start, end }) => {
    const to = from + [...text].length;
    const anchor = { from, to, start, end };
    from = to;
    return anchor;
  });
}

/** When the character at `offset` is said. */
export function timeAt({ from, to, start, end }: Anchor, offset: number): number {
  const share = to === from ? 1 : (offset - from) / (to - from);
  return start + (end - start) * share;
}

function isTimed({ start, end }: Pick<Word, 'start' | 'end'>): boolean {
  return Number.isFinite(start) && Number.isFinite(end);
}

function advance(anchors: readonly Anchor[], from: number, isPassed: (anchor: Anchor) => boolean): number {
  let index = from;
  while (index < anchors.length - 1 && isPassed(anchors[index] as Anchor)) index += 1;
  return index;
}

function withoutSpaces(text: string): string {
  return cleanLine(text).replaceAll(' ', '');
}
