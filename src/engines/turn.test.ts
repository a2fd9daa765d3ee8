import { describe, expect, it } from 'vitest';
import type { EngineEvent } from './engine.ts';
import { type ToldEvent, Turn } from './turn.ts';

const ENGLISH = { code: 'en', probability: 1 };
const SENTENCE = 'Forty characters of quite ordinary speech.';
const segment = (start: number, end: number, text = SENTENCE): EngineEvent => ({
  type: 'segment',
  segment: {
    start,
    end,
    text,
    avgLogprob: -0.3,
    compressionRatio: 1,
    noSpeechProb: 0,
    temperature: 0,
    tokens: [],
  },
});
const LIKELY = [
  { start: 1, end: 4 },
  { start: 6, end: 9 },
  { start: 12, end: 15 },
];

describe('speech without text', () => {
  it('is likely speech that no segment covers, looked for once', () => {
    const turn = new Turn(LIKELY);
    turn.note([segment(1, 4)], ENGLISH);
    expect(turn.withoutText(10)).toEqual([{ start: 6, end: 9 }]);
    turn.take();
    expect(turn.withoutText(20)).toEqual([{ start: 12, end: 15 }]);
    expect(turn.withoutText(20)).toEqual([]);
  });

  it('is not the edge of a segment, nor a breath', () => {
    const turn = new Turn([
      { start: 1, end: 4.5 },
      { start: 6, end: 6.7 },
    ]);
    turn.note([segment(1.4, 4)], ENGLISH);
    expect(turn.withoutText(10)).toEqual([]);
  });

  it('may lie under a segment whose text is far too short for its time', () => {
    const turn = new Turn([{ start: 0, end: 28 }]);
    turn.note([segment(0, 28, 'Well, good evening.')], ENGLISH);
    const [span] = turn.withoutText(30);
    expect(span?.start).toBeCloseTo(2.2, 1);
    expect(span?.end).toBe(28);
  });
});

/** Where the segments among some events lie. */
const spansOf = (told: readonly ToldEvent[]): number[][] =>
  told.map(({ event }) => (event.type === 'segment' ? [event.segment.start, event.segment.end] : []));

describe('a turn', () => {
  it('tells its events in order, and ends a segment where the next one begins', () => {
    const turn = new Turn([]);
    turn.note([segment(0, 28, 'Well.'), segment(28, 29)], ENGLISH);
    turn.note([segment(4, 7)], ENGLISH);
    expect(spansOf(turn.take())).toEqual([
      [0, 4],
      [4, 7],
      [28, 29],
    ]);
  });

  it('pads a span only with audio that has no text', () => {
    const turn = new Turn([]);
    turn.note([segment(0, 5.9), segment(9.1, 12)], ENGLISH);
    expect(turn.padded({ start: 6, end: 9 }, 0.3)).toEqual({ start: 5.9, end: 9.1 });
    expect(turn.padded({ start: 7, end: 8 }, 0.3)).toEqual({ start: 6.7, end: 8.3 });
  });

  it('gives what ends before a second look first, once, and it stays covered', () => {
    const turn = new Turn([{ start: 0, end: 20 }]);
    turn.note([segment(6, 9), segment(0, 6.5), segment(14, 20)], ENGLISH);
    const [span] = turn.withoutText(20);
    expect(span).toEqual({ start: 9.3, end: 13.7 });
    expect(spansOf(turn.takeBefore(9))).toEqual([
      [0, 6],
      [6, 9],
    ]);
    expect(turn.padded({ start: 9.3, end: 13.7 }, 0.5)).toEqual({ start: 9, end: 14 });
    turn.note([segment(10, 13)], ENGLISH);
    expect(spansOf(turn.take())).toEqual([
      [10, 13],
      [14, 20],
    ]);
  });

  it('holds back a segment that reaches into a second look, and all behind it', () => {
    const turn = new Turn([]);
    turn.note([segment(0, 3), segment(3, 28, 'Well.'), segment(28, 29)], ENGLISH);
    expect(spansOf(turn.takeBefore(5))).toEqual([[0, 3]]);
    turn.note([segment(5, 8)], ENGLISH);
    expect(spansOf(turn.take())).toEqual([
      [3, 5],
      [5, 8],
      [28, 29],
    ]);
  });
});
