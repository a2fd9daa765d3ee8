/**
 * Passage: a segment's text taken apart for comparing, with what is known of each token.
 * @module
 */
import type { Segment, Word } from '../kernel/index.ts';
import { type Boundary, boundaryBetween, type Token, tokenise } from './tokens.ts';

/** Words with a longer silence between them are not one name, seconds. */
const LONGEST_PAUSE_SEC = 0.6;

/** A word of the segment and its place in the text. */
interface PlacedWord {
  readonly from: number;
  readonly to: number;
  readonly word: Word;
}

/** A text and its tokens. */
export interface Passage {
  readonly text: string;
  readonly tokens: readonly Token[];
  /** What stands behind each token; a long pause is a `stop`. */
  readonly boundaries: readonly Boundary[];
  /** How likely each token is right, in [0, 1]; undefined where the segment has no words. */
  readonly confidences: readonly (number | undefined)[];
  /** Whether each token begins a sentence, or may do so. */
  readonly starts: readonly boolean[];
}

/** The text of the words where there are any; else the segment's own. */
export function readPassage({ text: own, words = [] }: Pick<Segment, 'text' | 'words'>): Passage {
  const text = words.length === 0 ? own : words.map((word) => word.text).join('');
  const tokens = tokenise(text);
  const placed = placeWords(words);
  const wordOf = wordsOf(tokens, placed);
  const boundaries = tokens.map((token, i) => {
    const next = tokens[i + 1];
    if (next === undefined) return 'stop';
    const [before, after] = [wordOf[i], wordOf[i + 1]];
    const isApart =
      before !== undefined && after !== undefined && after.word.start - before.word.end > LONGEST_PAUSE_SEC;
    return isApart ? 'stop' : boundaryBetween(text, token, next);
  });
  return {
    text,
    tokens,
    boundaries,
    confidences: wordOf.map((placedWord) =>
      placedWord === undefined ? undefined : (placedWord.word.confidence ?? placedWord.word.probability),
    ),
    starts: tokens.map((_, i) => i === 0 || boundaries[i - 1] === 'stop'),
  };
}

/** Each word with its place in the text that the words spell. */
export function placeWords(words: readonly Word[]): readonly PlacedWord[] {
  let at = 0;
  return words.map((word) => {
    const from = at;
    at += word.text.length;
    return { from, to: at, word };
  });
}

function wordsOf(
  tokens: readonly Token[],
  placed: readonly PlacedWord[],
): readonly (PlacedWord | undefined)[] {
  let at = 0;
  return tokens.map((token) => {
    while (at < placed.length && (placed[at]?.to ?? 0) <= token.from) at += 1;
    return placed[at];
  });
}

/** Mean confidence of the tokens `[from, to)`; undefined where there are no words. */
export function confidenceOf({ confidences }: Passage, from: number, to: number): number | undefined {
  let sum = 0;
  for (let i = from; i < to; i += 1) {
    const each = confidences[i];
    if (each === undefined) return undefined;
    sum += each;
  }
  return sum / (to - from);
}
