/**
 * Word times: the segments of a window get their words, and with them their own times.
 * @module
 */
import { type Window, windowTimeToSource } from '../../audio/index.ts';
import type { Segment, Word } from '../../kernel/index.ts';
import type { EngineEvent } from '../engine.ts';
import { alignSegments, type DecodedWindow } from './align-segments.ts';
import type { Aligner, SpokenWord } from './token-times.ts';
import type { WindowOutcome } from './window-events.ts';
import { confidenceOf, evidenceFor } from './word-confidence.ts';

/** The outcome with words in its segments: by attention, or by their shares of the segment where that fails. */
export async function timeWords(aligner: Aligner, decoded: DecodedWindow): Promise<WindowOutcome> {
  const { window, outcome } = decoded;
  const first = outcome.events.find((event) => event.type === 'segment');
  if (first === undefined) return outcome;
  const wordsOf = await alignSegments(aligner, decoded);
  // All segments of a window have its mean log probability.
  const inSource = rateWords(window, [...(wordsOf?.values() ?? [])].flat(), first.segment.avgLogprob);
  const events = outcome.events.map((event): EngineEvent => {
    if (event.type !== 'segment') return event;
    const words = wordsOf?.get(event.segment) ?? [];
    return { ...event, segment: withWords(event.segment, words.map(inSource)) };
  });
  return { ...outcome, events };
}

/** The segment with its words, and its times theirs. */
function withWords(segment: Segment, timed: readonly Word[]): Segment {
  const words = spell(segment.text, timed) ?? spreadWords(segment);
  const [first, last] = [words[0], words.at(-1)];
  if (first === undefined || last === undefined) return segment;
  return { ...segment, start: first.start, end: last.end, words };
}

/** How words of a window become words of the source, each with its confidence. */
function rateWords(
  window: Window,
  words: readonly SpokenWord[],
  avgLogprob: number,
): (word: SpokenWord) => Word {
  const evidence = evidenceFor(words, avgLogprob);
  const evidenceOf = new Map(words.map((word, i) => [word, evidence[i]]));
  return (word) => {
    const { text, start, end, probability, timeSource } = word;
    const known = evidenceOf.get(word);
    return {
      text,
      start: windowTimeToSource(window, start, 'start'),
      end: windowTimeToSource(window, end, 'end'),
      probability,
      ...(known === undefined ? {} : { confidence: confidenceOf(known), evidence: known }),
      timeSource,
    };
  };
}

/** The words so that they spell `text`, which has no spaces around it; undefined where they spell something else. */
function spell(text: string, words: readonly Word[]): readonly Word[] | undefined {
  const whole = joinBlanks(words);
  const trimmed = whole.map((word, i) => {
    const fromLeft = i === 0 ? word.text.trimStart() : word.text;
    return { ...word, text: i === whole.length - 1 ? fromLeft.trimEnd() : fromLeft };
  });
  return trimmed.map((word) => word.text).join('') === text && trimmed.length > 0 ? trimmed : undefined;
}

/** A word of nothing but spaces goes to the one before it, or after it where it is the first. */
function joinBlanks(words: readonly Word[]): readonly Word[] {
  const joined: Word[] = [];
  let waiting = '';
  for (const word of words) {
    const last = joined.at(-1);
    if (word.text.trim() !== '') joined.push({ ...word, text: waiting + word.text });
    else if (last !== undefined) joined[joined.length - 1] = { ...last, text: last.text + word.text };
    waiting = word.text.trim() === '' && last === undefined ? waiting + word.text : '';
  }
  return joined;
}

/** Words at spaces, each with its share of the segment's time by its length. */
function spreadWords({ text, start, end, avgLogprob }: Segment): readonly Word[] {
  const texts = text.match(/\s*\S+/gu) ?? [];
  const probability = Math.min(1, Math.exp(avgLogprob));
  const perCharacter = (end - start) / Math.max(1, text.length);
  let at = start;
  return texts.map((word, i) => {
    const from = at;
    at = i === texts.length - 1 ? end : from + word.length * perCharacter;
    return { text: word, start: from, end: at, probability, timeSource: 'spread' as const };
  });
}
