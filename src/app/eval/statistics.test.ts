import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../kernel/index.ts';
import { rateInterval } from './bootstrap.ts';
import { comparePairs } from './paired-test.ts';
import { ascending, quantile, rounded } from './quantile.ts';

describe('quantile', () => {
  test('is that of numpy', () => {
    const sorted = ascending([7, 1, 3, 10]);
    expect([0, 0.25, 0.5, 0.95, 1].map((share) => quantile(sorted, share))).toEqual([
      1, 2.5, 5, 9.549999999999999, 10,
    ]);
    expect(quantile([], 0.5)).toBeUndefined();
  });

  test('rounding makes what is no number null, and -0 a 0', () => {
    expect([Number.NaN, 1 / 0, null, undefined].map((value) => rounded(value, 2))).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect(Object.is(rounded(-0.001, 2), 0)).toBe(true);
  });
});

describe('a seeded sequence', () => {
  test('is the same for the same seed, in [0, 1), and evenly spread', () => {
    const [one, same, other] = [seededRandom(5), seededRandom(5), seededRandom(6)];
    const drawn = Array.from({ length: 10_000 }, one);
    expect(Array.from({ length: 10_000 }, same)).toEqual(drawn);
    expect(Array.from({ length: 10_000 }, other)).not.toEqual(drawn);
    const tenths = Array.from({ length: 10 }, (_, i) => drawn.filter((x) => Math.floor(x * 10) === i).length);
    expect(Math.min(...tenths)).toBeGreaterThan(900);
    expect(Math.max(...tenths)).toBeLessThan(1100);
  });
});

describe('an interval', () => {
  test('holds the pooled rate, and does not change from run to run', () => {
    const counts = fc.array(
      fc.record({ errors: fc.integer({ min: 0, max: 20 }), words: fc.integer({ min: 1, max: 40 }) }),
      { minLength: 5, maxLength: 30 },
    );
    fc.assert(
      fc.property(counts, (rows) => {
        const interval = rateInterval(rows);
        const [errors, words] = [
          rows.reduce((n, r) => n + r.errors, 0),
          rows.reduce((n, r) => n + r.words, 0),
        ];
        const [low = 0, high = 0] = interval ?? [];
        expect(low).toBeLessThanOrEqual((100 * errors) / words + 0.01);
        expect(high).toBeGreaterThanOrEqual((100 * errors) / words - 0.01);
        expect(rateInterval(rows)).toEqual(interval);
      }),
      { numRuns: 30 },
    );
  });

  test('is as wide as the binomial one where each recording is one word', () => {
    const rows = Array.from({ length: 400 }, (_, i) => ({ errors: i % 5 === 0 ? 1 : 0, words: 1 }));
    const [low = 0, high = 0] = rateInterval(rows) ?? [];
    // 20 % of 400: 1.96 standard errors of 2 points.
    expect(low).toBeCloseTo(16.1, 0);
    expect(high).toBeCloseTo(23.9, 0);
  });

  test('needs two recordings with words', () => {
    expect(rateInterval([])).toBeNull();
    expect(rateInterval([{ errors: 1, words: 10 }])).toBeNull();
    expect(
      rateInterval([
        { errors: 1, words: 10 },
        { errors: 1, words: 0 },
      ]),
    ).toBeNull();
  });
});

describe('a comparison of pairs', () => {
  const pairs = (differences: readonly number[]): { errors: number; otherErrors: number; words: number }[] =>
    differences.map((difference) => ({ errors: 10 + difference, otherErrors: 10, words: 100 }));

  test('finds a difference that nearly every recording shows', () => {
    const result = comparePairs(pairs([-2, -1, -3, -2, -1, -2, -1, -4, -2, -1, 0, -2]));
    expect(result).toMatchObject({ rate: 8.25, otherRate: 10, difference: -1.75 });
    expect(result?.p).toBeLessThan(0.01);
    expect(result?.interval?.[1]).toBeLessThan(0);
  });

  test('finds none where they go either way, and none at all between equals', () => {
    const mixed = comparePairs(pairs([3, -3, 2, -2, 1, -2, 4, -3]));
    expect(mixed?.p).toBeGreaterThan(0.5);
    expect(mixed?.interval?.[0]).toBeLessThan(0);
    expect(mixed?.interval?.[1]).toBeGreaterThan(0);
    expect(comparePairs(pairs([0, 0, 0]))).toMatchObject({ difference: 0, p: 1, interval: [0, 0] });
  });

  test('gives the exact share where it can be counted by hand', () => {
    // Four recordings that all differ by 1 the same way: 2 of 16 exchanges are as far.
    expect(comparePairs(pairs([1, 1, 1, 1]))?.p).toBeCloseTo(0.125, 1);
  });

  test('has no p for one recording, and says nothing of none', () => {
    expect(comparePairs(pairs([1]))).toMatchObject({ difference: 1, p: null, interval: null });
    expect(comparePairs([])).toBeNull();
  });
});
