import { describe, expect, test } from 'vitest';
import { confidenceOf, evidenceFor, type HeardWord } from './word-confidence.ts';

const word = (probability: number, count = 1): HeardWord => ({
  probability,
  tokens: new Array<number>(count).fill(1),
});

function confidences(words: readonly HeardWord[], avgLogprob = -0.3): number[] {
  return evidenceFor(words, avgLogprob).map(confidenceOf);
}

/** Confidence of the middle one of three words. */
function middle(probability: number, { near = 0.9, avgLogprob = -0.3 } = {}): number {
  return confidences([word(near), word(probability), word(near)], avgLogprob)[1] ?? Number.NaN;
}

describe('word confidence', () => {
  test('rises with the probability of the word, of the words beside it, and of the window', () => {
    const chances = [0, 1e-9, 0.001, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 0.999, 1];
    const rising = [
      chances.map((p) => middle(p)),
      chances.map((p) => middle(0.7, { near: p })),
      [-30, -1.5, -1, -0.5, -0.1, 0].map((avgLogprob) => middle(0.7, { avgLogprob })),
    ];
    for (const values of rising) {
      expect(values).toEqual([...values].sort((a, b) => a - b));
      expect(values.at(-1) ?? 0).toBeGreaterThan(values[0] ?? 1);
    }
  });

  test('trusts a likely word, doubts an unlikely one, and a rare word more than a common one', () => {
    expect(middle(0.99)).toBeGreaterThan(0.9);
    expect(middle(0.05)).toBeLessThan(0.5);
    const [common = 0, rare = 1] = confidences([word(0.8, 1), word(0.8, 4)]);
    expect(rare).toBeLessThan(common);
  });

  test('is a number in [0, 1], made of finite evidence, whatever the model says', () => {
    const odd = [
      0,
      1,
      -1,
      2,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      Number.MIN_VALUE,
    ];
    for (const probability of odd)
      for (const avgLogprob of odd)
        for (const words of [[word(probability, 0)], [word(0.5), word(probability, 5000)]])
          for (const evidence of evidenceFor(words, avgLogprob)) {
            expect(Object.values(evidence).every(Number.isFinite)).toBe(true);
            expect(confidenceOf(evidence)).toBeGreaterThanOrEqual(0);
            expect(confidenceOf(evidence)).toBeLessThanOrEqual(1);
          }
  });

  test('of a word alone depends on it alone, and there is none of no words', () => {
    expect(confidences([])).toEqual([]);
    expect(confidences([word(0.9)])).toEqual(confidences([word(0.9), word(0.9)]).slice(0, 1));
  });
});
