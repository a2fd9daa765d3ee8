/**
 * Fit words: a list of words to the text that they were taken from, so that together they spell it.
 *
 * Programs differ in whether a word has the space before it, and the comma behind it; WhisperX leaves out times of words
 * that it could not align. Rules JSN3 and JSN4 in ../SPEC.md.
 * @module
 */
import type { SpokenWord } from './spoken.ts';

/** A word as it stands in a file; times may be missing. */
export interface LooseWord extends Omit<SpokenWord, 'start' | 'end'> {
  readonly start: number | undefined;
  readonly end: number | undefined;
}

/** More text than this between two words was not left out by a tokeniser: the words are of another text. */
const MAX_GAP_CHARS = 24;

/** Words that were fitted, and how many of those given they are. */
export interface FittedWords {
  readonly words: readonly SpokenWord[];
  readonly used: number;
}

/** Fits as many words as `text` holds, from the first on; none where they leave out more than marks. */
export function fitWords(
  text: string,
  given: readonly LooseWord[],
  span: { start: number; end: number },
): FittedWords {
  const fitted: LooseWord[] = [];
  let [at, used] = [0, 0];
  for (const word of given) {
    const core = word.text.trim();
    const from = core === '' ? at : text.indexOf(core, at);
    const gap = text.slice(at, Math.max(at, from));
    if (from < 0 || gap.trim().length > MAX_GAP_CHARS || /[\p{L}\p{N}]/u.test(gap)) break;
    used += 1;
    if (core === '') continue;
    // Marks without a space before them belong to the word in front of them.
    const tail = fitted.length === 0 ? '' : (/^\S+/.exec(gap)?.[0] ?? '');
    const last = fitted.at(-1);
    if (last !== undefined && tail !== '') fitted[fitted.length - 1] = { ...last, text: last.text + tail };
    fitted.push({ ...word, text: gap.slice(tail.length) + core });
    at = from + core.length;
  }
  const rest = text.slice(at);
  const last = fitted.at(-1);
  if (last === undefined || /[\p{L}\p{N}]/u.test(rest)) return { words: [], used };
  fitted[fitted.length - 1] = { ...last, text: last.text + rest };
  return { words: withTimes(fitted, span), used };
}

/** Words without times share the time between their neighbours. */
function withTimes(words: readonly LooseWord[], span: { start: number; end: number }): SpokenWord[] {
  const timed: SpokenWord[] = [];
  let before = span.start;
  for (let index = 0; index < words.length; ) {
    const word = words[index];
    if (word === undefined) break;
    if (word.start !== undefined && word.end !== undefined) {
      const start = word.start;
      timed.push({ ...word, start, end: Math.max(start, word.end) });
      before = Math.max(before, word.end);
      index += 1;
      continue;
    }
    let next = index;
    while (next < words.length && words[next]?.start === undefined) next += 1;
    const untimed = words.slice(index, Math.max(next, index + 1));
    const after = Math.max(before, words[next]?.start ?? span.end);
    untimed.forEach((one, order) => {
      const share = (after - before) / untimed.length;
      timed.push({
        ...one,
        start: before + share * order,
        end: before + share * (order + 1),
        timeSource: 'spread',
      });
    });
    before = after;
    index += untimed.length;
  }
  return timed;
}
