/**
 * Window events: a decoded window as segments and removals, in seconds of the input.
 * @module
 */
import { type Window, windowTimeToSource } from '../../audio/index.ts';
import { type Removal, type Segment, samplesToSeconds } from '../../kernel/index.ts';
import type { EngineEvent, TranscribeOptions } from '../engine.ts';
import { hasHole, missedFrom } from '../missed-speech.ts';
import { judgeWindow } from '../truth/judge-window.ts';
import { keyOf } from '../truth/text-units.ts';
import type { WindowSound } from '../truth/window-sound.ts';
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
  /** Some of the text was judged not to have been said: worth another attempt. */
  readonly isInvented: boolean;
  /** Letters and digits of the text that is kept. */
  readonly lettersKept: number;
  /** Window time from which text is unfinished. */
  readonly resumeAt?: number;
  /** Window time at which the text ends though much of the window is left. */
  readonly missedFrom?: number;
}

/** What a hypothesis is judged by, beside its own scores. */
export interface Judging {
  readonly vocabulary: Vocabulary;
  readonly options: TranscribeOptions;
  readonly sound: WindowSound;
}

/** Turns the chosen hypothesis of a window into events. */
export function windowOutcome(
  window: Window,
  hypothesis: Hypothesis,
  { vocabulary, options, sound }: Judging,
): WindowOutcome {
  const length = samplesToSeconds(window.lengthSamples);
  const speak = (tokens: readonly number[]): string => vocabulary.decode(tokens).trim();
  if (isSilence(hypothesis, options)) {
    const tokens = hypothesis.tokens.filter((token) => token < vocabulary.endOfText);
    const whole = { start: 0, end: length, tokens, text: speak(tokens) };
    const { avgLogprob, noSpeechProb } = hypothesis;
    return {
      events:
        whole.text === ''
          ? []
          : [removal(window, whole, { rule: 'no-speech', scores: { avgLogprob, noSpeechProb } })],
      hasHole: false,
      isInvented: false,
      lettersKept: 0,
    };
  }
  const { spans, resumeAt } = segmentWindow(hypothesis.tokens, length, vocabulary);
  const spoken = spans
    .map((span) => ({ ...span, text: speak(span.tokens) }))
    .filter(({ text }) => text !== '');
  const judged = judgeWindow(spoken, { ...hypothesis, sound, spell: (tokens) => vocabulary.decode(tokens) });
  const kept = judged.filter(({ rule }) => rule === undefined).map(({ span }) => span);
  const missed = missedFrom(spoken, length);
  return {
    events: judged.map(({ span, rule, scores }) => {
      if (rule !== undefined) return removal(window, span, { rule, scores });
      return span.end > span.start
        ? segment(window, span, hypothesis)
        : removal(window, span, { rule: 'no-duration', scores });
    }),
    hasHole: hasHole(spoken),
    isInvented: judged.some(({ rule }) => rule === 'invention' || rule === 'loop'),
    lettersKept: kept.reduce((sum, { text }) => sum + keyOf(text).length, 0),
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
  { rule, scores }: Pick<Removal, 'rule' | 'scores'>,
): EngineEvent {
  const { text, tokens } = span;
  return { type: 'removal', removal: { ...inSource(window, span), text, tokens, rule, scores } };
}

function inSource(window: Window, { start, end }: TokenSpan): { start: number; end: number } {
  return { start: windowTimeToSource(window, start, 'start'), end: windowTimeToSource(window, end, 'end') };
}
