import { describe, expect, test } from 'vitest';
import { confidenceOf, evidenceFor, type HeardWord } from './word-confidence.ts';

const confidence = (heard: Partial<HeardWord>): number =>
  confidenceOf(evidenceFor({ text: ' lighthouse', probabilities: [0.9, 0.9], avgLogprob: -0.3, ...heard }));

describe('word confidence', () => {
  test('never falls where a token or the window is likelier, and rises with the first token and the window', () => {
    const chances = [0, 1e-9, 0.001, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 0.999, 1];
    const first = chances.map((p) => confidence({ probabilities: [p, 0.9] }));
    const later = chances.map((p) => confidence({ probabilities: [0.9, p] }));
    const window = [-30, -1.5, -1, -0.5, -0.1, 0].map((avgLogprob) => confidence({ avgLogprob }));
    for (const values of [first, later, window]) expect(values).toEqual([...values].sort((a, b) => a - b));
    for (const values of [first, window]) expect(values.at(-1) ?? 0).toBeGreaterThan(values[0] ?? 1);
  });

  test('trusts a likely word and doubts an unlikely one', () => {
    expect(confidence({ probabilities: [0.99] })).toBeGreaterThan(0.9);
    expect(confidence({ probabilities: [0.05] })).toBeLessThan(0.5);
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
    for (const text of ['', ' ', '...', 'a', '東京', 'ж'.repeat(5000)])
      for (const probability of odd)
        for (const avgLogprob of odd)
          for (const probabilities of [[], [probability], [0.5, probability]]) {
            const evidence = evidenceFor({ text, probabilities, avgLogprob });
            expect(Object.values(evidence).every(Number.isFinite)).toBe(true);
            expect(confidenceOf(evidence)).toBeGreaterThanOrEqual(0);
            expect(confidenceOf(evidence)).toBeLessThanOrEqual(1);
          }
  });
});
