import { describe, expect, it } from 'vitest';
import type { EngineEvent, SaidWord } from '../engine.ts';
import { withoutEchoes } from './echoes.ts';

/** "Testing 1, 2, 3, 4." at a word a second. */
const COUNTED: readonly SaidWord[] = ['Testing', ' 1,', ' 2,', ' 3,', ' 4.'].map((text, start) => ({
  text,
  start,
  end: start + 0.6,
}));
const found = (text: string, start: number, end: number): EngineEvent => ({
  type: 'segment',
  segment: {
    text,
    start,
    end,
    tokens: [7, 8],
    avgLogprob: -0.3,
    compressionRatio: 1,
    noSpeechProb: 0,
    temperature: 0,
  },
});
const kindsOf = (events: readonly EngineEvent[], said = [COUNTED]): string[] =>
  withoutEchoes(events, said).map(({ type }) => type);

describe('withoutEchoes', () => {
  it('removes words that lie there already, and says by which places', () => {
    expect(withoutEchoes([found('3, 4', 2.8, 5)], [COUNTED])).toEqual([
      {
        type: 'removal',
        removal: {
          text: '3, 4',
          start: 2.8,
          end: 5,
          tokens: [7, 8],
          rule: 'echo',
          scores: { avgLogprob: -0.3, saidFrom: 3, saidTo: 4.6 },
        },
      },
    ]);
  });

  it('keeps the same words where attention places them elsewhere: they were said again', () => {
    expect(kindsOf([found('3, 4', 6, 8)])).toEqual(['segment']);
    expect(kindsOf([found('1, 2', 2.8, 5)])).toEqual(['segment']);
  });

  it('keeps a text said again from its beginning, and other or more words', () => {
    expect(kindsOf([found('Testing 1, 2, 3, 4.', 0, 5)])).toEqual(['segment']);
    expect(kindsOf([found('3, 4, 5', 2.8, 6)])).toEqual(['segment']);
    expect(kindsOf([found('4, 3', 2.8, 5)])).toEqual(['segment']);
  });

  it('keeps everything where no places are known', () => {
    expect(kindsOf([found('3, 4', 2.8, 5)], [])).toEqual(['segment']);
  });

  it('compares scripts without spaces by their letters', () => {
    const said = ['一', '二', '三', '四'].map((text, start) => ({ text, start, end: start + 0.6 }));
    expect(kindsOf([found('三四。', 1.9, 4)], [said])).toEqual(['removal']);
  });
});
