/**
 * Window events: a decoded window as segments and removals, in seconds of the input.
 * @module
 */
import { type Window, windowTimeToSource } from '../../audio/index.ts';
import { type Removal, type Segment, samplesToSeconds } from '../../kernel/index.ts';
import type { EngineEvent, TranscribeOptions } from '../engine.ts';
import { hasHole, missedFrom } from '../missed-speech.ts';
import { type Hypothesis, isSilence } from './decode-window.ts';
import { segmentWindow, type TokenSpan } from './segmenting.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Tokens with the text they spell. */
interface SpokenTokens extends TokenSpan {
  readonly text: string;
}

/** What a window holds, and what is left to do about it. */
export interface WindowOutcome {
  readonly events: readonly EngineEvent[];
  /** Text is missing inside the window. */
  readonly hasHole: boolean;
  /** Window time from which text is unfinished. */
  readonly resumeAt?: number;
  /** Window time at which the text ends though much of the window is left. */
  readonly missedFrom?: number;
}

/** Turns the chosen hypothesis of a window into events. */
export function windowOutcome(
  window: Window,
  hypothesis: Hypothesis,
  { vocabulary, options }: { vocabulary: Vocabulary; options: TranscribeOptions },
): WindowOutcome {
  const length = samplesToSeconds(window.lengthSamples);
  const speak = (tokens: readonly number[]): string => vocabulary.decode(tokens).trim();
  if (isSilence(hypothesis, options)) {
    const tokens = hypothesis.tokens.filter((token) => token < vocabulary.endOfText);
    const whole = { start: 0, end: length, tokens, text: speak(tokens) };
    return {
      events: whole.text === '' ? [] : [removal(window, whole, hypothesis, 'no-speech')],
      hasHole: false,
    };
  }
  const { spans, resumeAt } = segmentWindow(hypothesis.tokens, length, vocabulary);
  const spoken = spans
    .map((span) => ({ ...span, text: speak(span.tokens) }))
    .filter(({ text }) => text !== '');
  const missed = missedFrom(spoken, length);
  return {
    events: spoken.map((span) =>
      span.end > span.start
        ? segment(window, span, hypothesis)
        : removal(window, span, hypothesis, 'no-duration'),
    ),
    hasHole: hasHole(spoken),
    ...(resumeAt === undefined ? {} : { resumeAt }),
    ...(missed === undefined ? {} : { missedFrom: missed }),
  };
}

function segment(window: Window, span: SpokenTokens, hypothesis: Hypothesis): EngineEvent {
  const { avgLogprob, compressionRatio, noSpeechProb, temperature } = hypothesis;
  const scores = { avgLogprob, compressionRatio, noSpeechProb, temperature };
  const found: Segment = { ...inSource(window, span), text: span.text, ...scores, tokens: span.tokens };
  return { type: 'segment', segment: found };
}

function removal(
  window: Window,
  span: SpokenTokens,
  ...[{ avgLogprob, noSpeechProb }, rule]: [hypothesis: Hypothesis, rule: string]
): EngineEvent {
  const { text, tokens } = span;
  const removed: Removal = {
    ...inSource(window, span),
    text,
    tokens,
    rule,
    scores: { avgLogprob, noSpeechProb },
  };
  return { type: 'removal', removal: removed };
}

function inSource(window: Window, { start, end }: TokenSpan): { start: number; end: number } {
  return { start: windowTimeToSource(window, start, 'start'), end: windowTimeToSource(window, end, 'end') };
}
