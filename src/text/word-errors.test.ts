import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import expected from '../../tests/golden/word-errors/expected.json' with { type: 'json' };
import { splitWords } from './unicode-pattern.ts';
import { errorRate, poolErrors, scoreText, type WordErrors, wordErrors } from './word-errors.ts';

const words = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 });

function sorted(counts: object): unknown {
  return Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The definition itself, exponential: the peer of last resort. */
function editDistance(left: readonly string[], right: readonly string[]): number {
  if (left.length === 0 || right.length === 0) return Math.max(left.length, right.length);
  const [first, ...rest] = left;
  const [head, ...tail] = right;
  if (first === head) return editDistance(rest, tail);
  return 1 + Math.min(editDistance(rest, tail), editDistance(rest, right), editDistance(left, tail));
}

function expectConsistent(counts: WordErrors, reference: number, hypothesis: number): void {
  expect(counts.errors).toBe(counts.substitutions + counts.deletions + counts.insertions);
  expect(counts.words).toBe(reference);
  expect(counts.hits + counts.substitutions + counts.deletions).toBe(reference);
  expect(counts.hits + counts.substitutions + counts.insertions).toBe(hypothesis);
  expect(
    Math.min(counts.hits, counts.substitutions, counts.deletions, counts.insertions),
  ).toBeGreaterThanOrEqual(0);
}

describe('wordErrors', () => {
  test('counts hits, substitutions, deletions and insertions as jiwer does, on every golden pair', () => {
    expect(expected.length).toBeGreaterThanOrEqual(1000);
    const differing = expected.flatMap((pair) => {
      const { reference, hypothesis, ...theirs } = pair;
      const { words: _, ...ours } = wordErrors(splitWords(reference), splitWords(hypothesis));
      return JSON.stringify(sorted(ours)) === JSON.stringify(sorted(theirs)) ? [] : [{ ours, pair }];
    });
    expect(differing).toEqual([]);
  });

  test('names the kind of each error', () => {
    expect(wordErrors(['a', 'b', 'c'], ['a', 'x', 'c', 'd'])).toEqual({
      hits: 2,
      substitutions: 1,
      deletions: 0,
      insertions: 1,
      words: 3,
      errors: 2,
    });
    expect(wordErrors(['a', 'b'], [])).toMatchObject({ deletions: 2, errors: 2 });
    expect(wordErrors([], ['a'])).toMatchObject({ insertions: 1, words: 0 });
  });

  test('is the edit distance, and its counts add up', () => {
    fc.assert(
      fc.property(
        words.filter((one) => one.length <= 6),
        words.filter((one) => one.length <= 6),
        (left, right) => {
          const counts = wordErrors(left, right);
          expect(counts.errors).toBe(editDistance(left, right));
          expectConsistent(counts, left.length, right.length);
        },
      ),
    );
  });
});

describe('rates', () => {
  test('a pooled rate weighs each text by its length', () => {
    const long = wordErrors(
      ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'],
      ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'],
    );
    const short = wordErrors(['a'], ['b']);
    expect(errorRate(poolErrors([long, short]))).toBe(10);
  });

  test('an empty reference has no rate, and pooling nothing gives zeros', () => {
    expect(errorRate(wordErrors([], ['a']))).toBeNull();
    expect(poolErrors([])).toEqual({
      hits: 0,
      substitutions: 0,
      deletions: 0,
      insertions: 0,
      words: 0,
      errors: 0,
    });
  });

  test('scores words in English and characters in Japanese', () => {
    expect(scoreText("I won't go.", 'i will not go', 'en')).toMatchObject({ errors: 0, words: 4 });
    expect(scoreText('今日は、いい天気', '今日はいい元気', 'ja')).toMatchObject({ errors: 1, words: 7 });
  });
});
