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
  /** Whether the window ends at a pause, and not wherever 30 s are over. */
  readonly endsAtPause: boolean;
}

/** Turns the chosen hypothesis of a window into events. */
export function windowOutcome(
  window: Window,
  hypothesis: Hypothesis,
  { vocabulary, options, sound, endsAtPause }: Judging,
): WindowOutcome {
  const length = samplesToSeconds(window.lengthSamples);
  const speak = (tokens: readonly number[]): string => vocabulary.decode(tokens).trim();
  if (isSilence(hypothesis, options)) {
    const tokens = hypothesis.tokens.filter((token) => token < vocabulary.endOfText);
    const whole = { start: 0, end: length, tokens, text: speak(tokens) };
    const { avgLogprob, noSpeechProb } = hypothesis;
    return {
      events:
        tokens.length === 0
          ? []
          : [removal(window, whole, { rule: 'no-speech', scores: { avgLogprob, noSpeechProb } })],
      hasHole: false,
      isInvented: false,
      lettersKept: 0,
    };
  }
  const { spans, resumeAt } = segmentWindow(
    hypothesis.tokens,
    { length, isWhole: endsAtPause && !hypothesis.isCut },
    vocabulary,
  );
  const written = spans
    .filter(({ tokens }) => tokens.length > 0)
    .map((span) => ({ ...span, text: speak(span.tokens) }));
  const judged = judgeWindow(written, { ...hypothesis, sound, spell: (tokens) => vocabulary.decode(tokens) });
  const events = judged.map(({ span, rule, scores }) => {
    if (rule !== undefined) return removal(window, span, { rule, scores });
    const { start, end } = inSource(window, span);
    return end > start
      ? segment(window, span, hypothesis)
      : removal(window, span, { rule: 'no-duration', scores });
  });
  const spoken = written.filter(({ text }) => text !== '');
  const missed = missedFrom(spoken, length);
  return {
    events,
    hasHole: hasHole(spoken),
    isInvented: judged.some(({ rule }) => rule === 'invention' || rule === 'loop'),
    lettersKept: lettersIn(events),
    ...(resumeAt === undefined ? {} : { resumeAt }),
    ...(missed === undefined ? {} : { missedFrom: missed }),
  };
}

function lettersIn(events: readonly EngineEvent[]): number {
  return events.reduce(
    (sum, event) => sum + (event.type === 'segment' ? keyOf(event.segment.text).length : 0),
    0,
  );
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
  const { start, end } = inSource(window, span);
  return { type: 'removal', removal: { start, end: Math.max(start, end), text, tokens, rule, scores } };
}

function inSource(window: Window, { start, end }: TokenSpan): { start: number; end: number } {
  return { start: windowTimeToSource(window, start, 'start'), end: windowTimeToSource(window, end, 'end') };
}
