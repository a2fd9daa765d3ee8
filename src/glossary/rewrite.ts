/**
 * Rewrite: a piece of a segment's text replaced, and the words that spelt it.
 *
 * Words  each new word takes the time of the old one in its place where there are as many; one that takes the place of
 *        several has their time from the first to the last; otherwise their time is spread by length, and says so.
 *        Probability and confidence stay those of what was heard.
 * @module
 */
import type { Word } from '../kernel/index.ts';
import { placeWords } from './passage.ts';

/** `[from, to)` of a text, in UTF-16 units, and what takes its place. */
export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly after: string;
}

/** The text with the edit made. */
export function editText(text: string, { from, to, after }: Edit): string {
  return text.slice(0, from) + after + text.slice(to);
}

/** The words with the edit made in the text that they spell; they spell the edited text. */
export function editWords(words: readonly Word[], edit: Edit): readonly Word[] {
  const placed = placeWords(words);
  const first = placed.findIndex(({ to }) => to > edit.from);
  const last = placed.findLastIndex(({ from }) => from < edit.to);
  const [start, end] = [placed[first], placed[last]];
  if (start === undefined || end === undefined) return words;
  const old = words.slice(first, last + 1);
  const text = old.map((word) => word.text).join('');
  const within = { ...edit, from: edit.from - start.from, to: edit.to - start.from };
  const fresh = replaceWords(old, splitPieces(editText(text, within)));
  return [...words.slice(0, first), ...fresh, ...words.slice(last + 1)];
}

/** Words with the space before them; what stands behind the last stays with it. */
function splitPieces(text: string): readonly string[] {
  return text.match(/\s*\S+(?:\s+$)?/gu) ?? [text];
}

function replaceWords(old: readonly Word[], pieces: readonly string[]): readonly Word[] {
  const sameNumber = old.length === pieces.length;
  if (sameNumber) return old.map((word, i) => ({ ...word, text: pieces[i] ?? word.text }));
  const whole = joinWords(old);
  if (pieces.length === 1) return [{ ...whole, text: pieces[0] ?? '' }];
  const lengths = pieces.map((piece) => piece.trim().length);
  const total = lengths.reduce((sum, each) => sum + each, 0);
  let done = 0;
  const timeAt = (letters: number): number =>
    letters === total ? whole.end : whole.start + ((whole.end - whole.start) * letters) / total;
  return pieces.map((text, i) => {
    const start = timeAt(done);
    done += lengths[i] ?? 0;
    return { ...whole, text, start, end: timeAt(done), timeSource: 'spread' };
  });
}

/** Several words as one. */
function joinWords(words: readonly Word[]): Omit<Word, 'text'> {
  const [first] = words;
  const last = words.at(-1);
  const mean = (figure: (word: Word) => number): number =>
    words.reduce((sum, word) => sum + figure(word), 0) / words.length;
  const confidence = words.every((word) => word.confidence !== undefined)
    ? { confidence: mean((word) => word.confidence ?? 0) }
    : {};
  const sources = new Set(words.map(({ timeSource }) => timeSource));
  return {
    start: first?.start ?? 0,
    end: last?.end ?? 0,
    probability: mean(({ probability }) => probability),
    ...confidence,
    timeSource: sources.size === 1 ? (first?.timeSource ?? 'spread') : 'spread',
  };
}
