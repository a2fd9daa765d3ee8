/**
 * Loop guard: the last look at a stream of segments. No run of words is told more often than `MOST_REPEATS` in a row, also
 * where every window for itself kept to that.
 *
 * What is cut becomes a removal with rule `loop`. Windows are not decoded differently by it: only what is told depends on
 * what was told before.
 * @module
 */
import type { Removal, Segment, Word } from '../../kernel/index.ts';
import type { EngineEvent } from '../engine.ts';
import { cutLoops, MOST_REPEATS } from './cut-loops.ts';
import { type Spell, textUnits } from './text-units.ts';

/** Units kept in mind: enough for the longest loop that is looked for. */
const MEMORY_UNITS = 440;

/** Passes events on, and cuts what goes on repeating. */
export async function* guardLoops(
  events: AsyncIterable<EngineEvent>,
  spell: Spell,
): AsyncGenerator<EngineEvent> {
  let said: readonly string[] = [];
  for await (const event of events) {
    if (event.type !== 'segment') {
      yield event;
      continue;
    }
    const { segment } = event;
    const rules = { spell, before: said, atLeast: MOST_REPEATS + 1, allowed: () => MOST_REPEATS };
    const [cut] = cutLoops([segment], rules);
    const kept = cut?.kept ?? segment.tokens;
    const keys = textUnits(kept, spell).flatMap(({ key }) => (key === '' ? [] : [key]));
    said = [...said, ...keys].slice(-MEMORY_UNITS);
    if (cut === undefined || cut.cut.length === 0) yield event;
    else yield* cutEvents(segment, { ...cut, spell });
  }
}

function* cutEvents(
  segment: Segment,
  {
    kept,
    cut,
    repeats,
    spell,
  }: { kept: readonly number[]; cut: readonly number[]; repeats: number; spell: Spell },
): Generator<EngineEvent> {
  const text = spell(kept).trim();
  const share = text.length / Math.max(1, segment.text.length);
  const middle = segment.start + (segment.end - segment.start) * Math.min(1, share);
  const isLeft = text !== '' && middle > segment.start;
  const { words, ...rest } = segment;
  const left = words === undefined ? {} : { words: wordsOf(words, text, middle) };
  if (isLeft) yield { type: 'segment', segment: { ...rest, end: middle, text, tokens: kept, ...left } };
  const removal: Removal = {
    start: isLeft ? middle : segment.start,
    end: segment.end,
    text: spell(isLeft ? cut : segment.tokens).trim(),
    tokens: isLeft ? cut : segment.tokens,
    rule: 'loop',
    scores: { repeats, compressionRatio: segment.compressionRatio },
  };
  yield { type: 'removal', removal };
}

/** The words that spell what is left, taken from the front; none reaches beyond the new end. */
function wordsOf(words: readonly Word[], text: string, end: number): Word[] {
  const left: Word[] = [];
  let length = 0;
  for (const word of words) {
    if (length >= text.length) break;
    left.push({ ...word, start: Math.min(word.start, end), end: Math.min(word.end, end) });
    length += word.text.length;
  }
  return left;
}
