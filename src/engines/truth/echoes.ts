/**
 * Echoes: text of a second look that only says again what the text before it has said there.
 *
 * A text that is far too short for its time may have been said slowly. A second look at its later part then finds its
 * later words once more. They are an echo where they are a run of that text's words, with words of it before them, and
 * attention finds that very run in the span looked at. Words that were said again have their first place before the
 * span, so they stay; so do other words, and whatever attention places elsewhere.
 * @module
 */
import type { Removal, Segment } from '../../kernel/index.ts';
import type { EngineEvent, SaidWord } from '../engine.ts';
import { keyOf } from './text-units.ts';

/** Attention is mostly within this of the truth, seconds. */
const MARGIN_SEC = 0.3;

/** The events found by a second look, their echoes of `said` as removals with rule `echo`. */
export function withoutEchoes(
  found: readonly EngineEvent[],
  said: readonly (readonly SaidWord[])[],
): readonly EngineEvent[] {
  return found.map((event) => {
    if (event.type !== 'segment') return event;
    const words = said.map((one) => echoedBy(event.segment, one)).find((run) => run !== undefined);
    return words === undefined ? event : { type: 'removal', removal: removalOf(event.segment, words) };
  });
}

/** The run of words that the segment says again in their own place; undefined where there is none. */
function echoedBy(
  { text, start, end }: Segment,
  words: readonly SaidWord[],
): readonly SaidWord[] | undefined {
  const key = keyOf(text);
  for (let from = 1; key !== '' && from < words.length; from += 1) {
    let joined = '';
    for (let to = from; to < words.length && joined.length < key.length; to += 1) {
      joined += keyOf(words[to]?.text ?? '');
      if (joined !== key) continue;
      const run = words.slice(from, to + 1);
      // A word that attention draws out over a pause is there as well.
      const isThere = (word: SaidWord): boolean =>
        word.end > start - MARGIN_SEC && word.start < end + MARGIN_SEC;
      if (run.every(isThere)) return run;
    }
  }
  return undefined;
}

function removalOf({ start, end, text, tokens, avgLogprob }: Segment, run: readonly SaidWord[]): Removal {
  const [first, last] = [run[0]?.start ?? start, run.at(-1)?.end ?? end];
  const scores = { avgLogprob, saidFrom: Number(first.toFixed(2)), saidTo: Number(last.toFixed(2)) };
  return { start, end, text, tokens, rule: 'echo', scores };
}
