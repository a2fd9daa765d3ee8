/**
 * Tokens: the smallest parts of a transcript between which a line may break, in order, across its segments.
 *
 * A token is a word with its punctuation; in writing without spaces a word as Intl.Segmenter sees it, its punctuation
 * attached; of a word longer than a line, as much as a line holds. Joined, the tokens of a segment give its text back.
 * @module
 */
import type { Segment } from '../../kernel/index.ts';
import { cleanLine, isBlank } from '../clean-text.ts';
import { splitGraphemes } from '../graphemes.ts';
import type { Counting } from '../profiles/profile.ts';
import { graphemeLength, textLength } from '../profiles/text-length.ts';
import { hasUnspacedScript, joinsWithoutSpace } from '../scripts.ts';
import { type TimeSpan, timeTexts } from './token-times.ts';

/** A part of a transcript that stays on one line. */
export interface Token {
  readonly text: string;
  /** Whether a space stands between this token and the one before it, where both are on one line. */
  readonly spaceBefore: boolean;
  /** As the profile counts. */
  readonly width: number;
  /** Whether this is a part of a word that goes on behind it. */
  readonly isCut: boolean;
  /** Whole ms; no token starts before the one in front of it, and each ends no sooner than it starts. */
  readonly startMs: number;
  readonly endMs: number;
  /** Index among the segments that were given. */
  readonly segment: number;
  /** Place in its segment's text, white space left out, in code points: `from` to `to`. */
  readonly from: number;
  readonly to: number;
}

/** What lines hold. */
export interface LineRoom {
  readonly counting: Counting;
  readonly maxLineChars: number;
}

interface Part {
  readonly text: string;
  readonly spaceBefore: boolean;
  readonly isCut: boolean;
}

/** Made at the first text without spaces between its words. */
let wordSegmenter: Intl.Segmenter | undefined;

const OPENING = /^[\p{Ps}\p{Pi}]+$/u;
const ATTACHED = /^[\p{P}\p{M}\u30fc\uff70]+$/u;

/** Tokens of segments that are in order of start. */
export function tokensOf(segments: readonly Segment[], room: LineRoom): Token[] {
  const tokens: Token[] = [];
  segments.forEach((segment, index) => {
    if (isBlank(segment.text)) return;
    const parts = partsOf(segment.text, room);
    const times = timeTexts(
      segment,
      parts.map((part) => part.text),
    );
    let from = 0;
    parts.forEach((part, at) => {
      const to = from + [...part.text].length;
      const before = tokens.at(-1);
      const isFirst = at === 0;
      tokens.push({
        ...part,
        spaceBefore: isFirst ? joinsBySpace(before, part.text) : part.spaceBefore,
        width: textLength(part.text, room.counting),
        ...wholeMs(times[at] ?? segment, before?.startMs ?? 0),
        segment: index,
        from,
        to,
      });
      from = to;
    });
  });
  return tokens;
}

/** Tokens as one line of text. */
export function joinTokens(tokens: readonly Token[]): string {
  return tokens.map((token, index) => (index > 0 && token.spaceBefore ? ' ' : '') + token.text).join('');
}

function joinsBySpace(before: Token | undefined, text: string): boolean {
  return before !== undefined && !joinsWithoutSpace(before.text, text);
}

function wholeMs({ start, end }: TimeSpan, earliestMs: number): { startMs: number; endMs: number } {
  const startMs = Math.max(earliestMs, Math.round(start * 1000));
  return { startMs, endMs: Math.max(startMs, Math.round(end * 1000)) };
}

function partsOf(text: string, room: LineRoom): Part[] {
  return cleanLine(text)
    .split(' ')
    .filter((word) => word !== '')
    .flatMap((word) => {
      const words = hasUnspacedScript(word) ? splitUnspaced(word) : [word];
      const parts = words.flatMap((part) => splitLong(part, room));
      return parts.map((part, index) => ({ ...part, spaceBefore: index === 0 }));
    });
}

/** Words of writing without spaces. A line must not start with closing punctuation nor end with an opening bracket. */
export function splitUnspaced(word: string): string[] {
  const parts: string[] = [];
  let opening = '';
  wordSegmenter ??= new Intl.Segmenter('und', { granularity: 'word' });
  for (const { segment } of wordSegmenter.segment(word)) {
    if (OPENING.test(segment)) {
      opening += segment;
    } else if (ATTACHED.test(segment) && opening === '' && parts.length > 0) {
      parts.push(parts.pop() + segment);
    } else {
      parts.push(opening + segment);
      opening = '';
    }
  }
  if (opening !== '') parts.push((parts.pop() ?? '') + opening);
  return parts;
}

/** A word in parts that each fit a line. */
function splitLong(text: string, { counting, maxLineChars }: LineRoom): Omit<Part, 'spaceBefore'>[] {
  if (textLength(text, counting) <= maxLineChars) return [{ text, isCut: false }];
  const cuts: string[] = [];
  let part = '';
  let width = 0;
  for (const grapheme of splitGraphemes(text)) {
    const more = graphemeLength(grapheme, counting);
    if (part !== '' && width + more > maxLineChars) {
      cuts.push(part);
      part = '';
      width = 0;
    }
    part += grapheme;
    width += more;
  }
  return [...cuts.map((cut) => ({ text: cut, isCut: true })), { text: part, isCut: false }];
}
