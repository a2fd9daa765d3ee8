import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_TRANSCRIBE_OPTIONS, type EngineEvent } from '../engine.ts';
import { soundLevels } from '../truth/sound-levels.ts';
import type { Hypothesis } from './decode-window.ts';
import { segmentWindow } from './segmenting.ts';
import type { Vocabulary } from './vocabulary.ts';
import { windowOutcome } from './window-events.ts';

/** Blanks, marks, cut characters, words and a stock phrase: whatever a model may say. */
const PIECES = [' ', '  ', '.', ' no', ' yes', ' Thank you', ' for watching', '谢', '�', '\n', ' ha', 'ha'];
const LENGTH_SEC = 20;
const vocabulary = {
  timestampBegin: 100,
  endOfText: 50,
  decode: (tokens: readonly number[]) => tokens.map((token) => PIECES[token] ?? '?').join(''),
} as Vocabulary;
const at = (seconds: number): number => 100 + Math.round(seconds / 0.02);

const samples = new Float32Array(LENGTH_SEC * 16_000);
const window = {
  pieces: [{ startSamples: 0, endSamples: samples.length, atSamples: 0 }],
  lengthSamples: samples.length,
};
const LEVELS = soundLevels(samples);

const run = fc.tuple(fc.array(fc.nat(PIECES.length - 1), { maxLength: 6 }), fc.integer({ min: 1, max: 15 }));
const text = run.map(([tokens, times]) => Array.from({ length: times }, () => tokens).flat());
const stamps = fc.array(
  fc.integer({ min: 0, max: 1100 }).map((step) => 100 + step),
  { maxLength: 2 },
);
const tokens = fc.array(fc.oneof(text, stamps), { maxLength: 9 }).map((parts) => parts.flat());
const hypotheses = fc.record<Hypothesis>({
  tokens,
  avgLogprob: fc.constantFrom(-0.2, -0.9, -2),
  compressionRatio: fc.constantFrom(1, 3),
  noSpeechProb: fc.constantFrom(0, 0.5, 0.9),
  temperature: fc.constant(0),
  isCut: fc.boolean(),
});
const likelies = fc.option(fc.constantFrom([], [{ start: 0, end: LENGTH_SEC }], [{ start: 3, end: 3.3 }]), {
  nil: undefined,
});

function outcomeOf(hypothesis: Hypothesis, likely?: readonly { start: number; end: number }[]) {
  const sound = likely === undefined ? { levels: LEVELS } : { levels: LEVELS, likely };
  return windowOutcome(window, hypothesis, {
    vocabulary,
    options: DEFAULT_TRANSCRIBE_OPTIONS,
    sound,
    endsAtPause: true,
  });
}

function toldTokens(events: readonly EngineEvent[]): number[] {
  return events.flatMap((event) => {
    if (event.type === 'segment') return [...event.segment.tokens];
    return event.type === 'removal' ? [...event.removal.tokens] : [];
  });
}

const sorted = (ids: readonly number[]): number[] => [...ids].sort((left, right) => left - right);

describe('windowOutcome', () => {
  it('has every text token in exactly one segment or removal, but for text that is decoded again', () => {
    fc.assert(
      fc.property(hypotheses, likelies, (hypothesis, likely) => {
        const { events, resumeAt } = outcomeOf(hypothesis, likely);
        const spoken = hypothesis.tokens.filter((token) => token < vocabulary.endOfText);
        const { unfinished } = segmentWindow(
          hypothesis.tokens,
          { length: LENGTH_SEC, isWhole: !hypothesis.isCut },
          vocabulary,
        );
        const again = resumeAt === undefined ? [] : unfinished;
        expect(sorted([...toldTokens(events), ...again])).toEqual(sorted(spoken));
      }),
      { numRuns: 300 },
    );
  });

  it('tells segments whose text their tokens spell, which take time and are not empty', () => {
    fc.assert(
      fc.property(hypotheses, likelies, (hypothesis, likely) => {
        for (const event of outcomeOf(hypothesis, likely).events) {
          if (event.type !== 'segment') continue;
          const { segment } = event;
          expect(segment.text).toBe(vocabulary.decode(segment.tokens).trim());
          expect(segment.text).not.toBe('');
          expect(segment.end).toBeGreaterThan(segment.start);
        }
      }),
    );
  });

  it('records text of nothing but white space, which no reader would see', () => {
    const tokens = [at(0), 3, at(2), at(2), 0, 1, at(4)];
    const scores = { avgLogprob: -0.2, compressionRatio: 1, noSpeechProb: 0, temperature: 0 };
    const spoken = { tokens, ...scores, isCut: false };
    const { events } = outcomeOf(spoken, [{ start: 0, end: LENGTH_SEC }]);
    expect(events.map((event) => (event.type === 'removal' ? event.removal.rule : event.type))).toEqual([
      'segment',
      'blank',
    ]);
  });
});
