/**
 * Pieces: the smallest parts of a text between which a line may break.
 *
 * A piece is a word with its punctuation; in writing without spaces a word as Intl.Segmenter sees it, its punctuation
 * attached; of a word longer than a line, as much as a line holds. Joined, pieces give the text back.
 * @module
 */
import { cleanLine } from './clean-text.ts';
import { countGraphemes, splitGraphemes } from './graphemes.ts';
import { hasUnspacedScript } from './scripts.ts';

/** How good it is to end a line or a cue behind a piece. */
export type BreakRank = 'sentence' | 'clause' | 'word' | 'inside-word';

/** A part of a text that stays on one line. */
export interface Piece {
  readonly text: string;
  /** Whether a space stands between this piece and the one before it. */
  readonly spaceBefore: boolean;
  readonly graphemes: number;
  /** Code points: the unit that times are shared out by. */
  readonly characters: number;
  readonly breakAfter: BreakRank;
}

/** Made at the first text without spaces between its words. */
let wordSegmenter: Intl.Segmenter | undefined;

const CLOSERS = '[\\p{Pe}\\p{Pf}"\'\u2019\u201d]*$';
const SENTENCE_END = new RegExp(
  `[.?!\u2026\u3002\uff0e\uff01\uff1f\uff61\u061f\u06d4\u0964\u104b\u17d4]${CLOSERS}`,
  'u',
);
const CLAUSE_END = new RegExp(
  `[,;:\u2013\u2014\u3001\uff0c\uff1b\uff1a\uff64\u060c\u061b\u104a]${CLOSERS}`,
  'u',
);
/** A full stop behind these does not end a sentence: titles, initials, and the like. */
const ABBREVIATION = /^(?:\p{Lu}|mrs?|ms|dr|st|prof|jr|sr|vs|no|e\.g|i\.e)\.$/iu;
const OPENING = /^[\p{Ps}\p{Pi}]+$/u;
const ATTACHED = /^[\p{P}\p{M}\u30fc\uff70]+$/u;

/** Splits text into pieces of at most `maxGraphemes` (of a huge word, several). White space and controls are cleaned. */
export function splitPieces(text: string, maxGraphemes: number): Piece[] {
  const words = cleanLine(text).split(' ');
  return words.flatMap((word) => splitWord(word, maxGraphemes));
}

/** Pieces as one line of text. */
export function joinPieces(pieces: readonly Piece[]): string {
  return pieces.map((piece, index) => (index > 0 && piece.spaceBefore ? ' ' : '') + piece.text).join('');
}

/** Length of `joinPieces` in graphemes, or a little more; never less. */
export function widthOf(piece: Piece, isFirst: boolean): number {
  return piece.graphemes + (piece.spaceBefore && !isFirst ? 1 : 0);
}

function splitWord(word: string, maxGraphemes: number): Piece[] {
  if (word === '') return [];
  const parts = hasUnspacedScript(word) ? splitUnspaced(word) : [word];
  const bounded = parts.flatMap((part) => splitLong(part, maxGraphemes));
  return bounded.map(({ text, isCut }, index) => ({
    text,
    spaceBefore: index === 0,
    graphemes: countGraphemes(text),
    characters: [...text].length,
    breakAfter: isCut ? 'inside-word' : rankBreak(text),
  }));
}

/** Words of writing without spaces. A line must not start with closing punctuation nor end with an opening bracket. */
function splitUnspaced(word: string): string[] {
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

function splitLong(text: string, maxGraphemes: number): { text: string; isCut: boolean }[] {
  if (countGraphemes(text) <= maxGraphemes) return [{ text, isCut: false }];
  const graphemes = splitGraphemes(text);
  const cuts: { text: string; isCut: boolean }[] = [];
  for (let from = 0; from < graphemes.length; from += maxGraphemes) {
    const isCut = from + maxGraphemes < graphemes.length;
    cuts.push({ text: graphemes.slice(from, from + maxGraphemes).join(''), isCut });
  }
  return cuts;
}

function rankBreak(text: string): BreakRank {
  if (SENTENCE_END.test(text) && !ABBREVIATION.test(text)) return 'sentence';
  return CLAUSE_END.test(text) ? 'clause' : 'word';
}
