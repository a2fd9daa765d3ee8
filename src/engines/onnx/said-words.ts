/**
 * Said words: the segments of a window without words at their edges that nobody said.
 *
 * Only a segment that reaches far beyond likely speech is doubted. Its words are placed by attention then, also where
 * nobody asked for word times: a text must not depend on whether its words are timed.
 * @module
 */
import { windowTimeToSource } from '../../audio/index.ts';
import type { Segment, SpeechRegion } from '../../kernel/index.ts';
import type { EngineEvent } from '../engine.ts';
import { hasBareEdge, type InventedWords, judgeWords } from '../truth/judge-words.ts';
import type { WindowSound } from '../truth/window-sound.ts';
import { alignSegments, type DecodedWindow } from './align-segments.ts';
import type { Aligner, SpokenWord } from './token-times.ts';
import type { WindowOutcome } from './window-events.ts';

/** A decoded window whose words may be doubted, and what is heard in it. */
type DoubtedWindow = DecodedWindow & { readonly sound: WindowSound };

/** Whether any segment reaches far beyond likely speech, in seconds of the source; never where nobody listened. */
export function hasDoubtfulWords(
  { events }: WindowOutcome,
  likely: readonly SpeechRegion[] | undefined,
): boolean {
  return events.some((event) => event.type === 'segment' && hasBareEdge(event.segment, likely));
}

/** The outcome with removals in the place of words that were not said; as it was where attention cannot tell. */
export async function withoutInvented(
  aligner: Aligner,
  doubted: DoubtedWindow,
  likely: readonly SpeechRegion[] | undefined,
): Promise<WindowOutcome> {
  const { outcome } = doubted;
  const wordsOf = await alignSegments(aligner, doubted);
  if (wordsOf === undefined) return outcome;
  const { decode } = aligner.checkpoint.vocabulary;
  const events = outcome.events.flatMap((event): readonly EngineEvent[] => {
    if (event.type !== 'segment' || !hasBareEdge(event.segment, likely)) return [event];
    return saidEvents(event.segment, wordsOf.get(event.segment) ?? [], { ...doubted, spell: decode });
  });
  return { ...outcome, events };
}

/** The segment, cut to its words that were said, between the removals of those that were not. */
function saidEvents(
  segment: Segment,
  words: readonly SpokenWord[],
  { window, sound, spell }: DoubtedWindow & { spell(tokens: readonly number[]): string },
): readonly EngineEvent[] {
  const whole: EngineEvent = { type: 'segment', segment };
  if (textOf(words) !== segment.text) return [whole];
  const { before, kept, after } = judgeWords(words, { noSpeechProb: segment.noSpeechProb, sound, spell });
  if (before === undefined && after === undefined) return [whole];
  const startOf = (word: SpokenWord): number => windowTimeToSource(window, word.start, 'start');
  const endOf = (word: SpokenWord): number => windowTimeToSource(window, word.end, 'end');
  const removal = ({ words: gone, scores }: InventedWords<SpokenWord>): EngineEvent => {
    const start = Math.min(...gone.map(startOf));
    const end = Math.max(start, ...gone.map(endOf));
    const removed = { text: textOf(gone), tokens: tokensOf(gone), rule: 'invented-words', scores };
    return { type: 'removal', removal: { start, end, ...removed } };
  };
  const [first, last] = [kept[0], kept.at(-1)];
  const left: EngineEvent[] = [];
  if (first !== undefined && last !== undefined) {
    const start = before === undefined ? segment.start : startOf(first);
    const end = after === undefined ? segment.end : endOf(last);
    if (end <= start) return [whole];
    left.push({
      type: 'segment',
      segment: { ...segment, start, end, text: textOf(kept), tokens: tokensOf(kept) },
    });
  }
  return [
    ...(before === undefined ? [] : [removal(before)]),
    ...left,
    ...(after === undefined ? [] : [removal(after)]),
  ];
}

function textOf(words: readonly SpokenWord[]): string {
  return words
    .map(({ text }) => text)
    .join('')
    .trim();
}

function tokensOf(words: readonly SpokenWord[]): number[] {
  return words.flatMap(({ tokens }) => tokens);
}
