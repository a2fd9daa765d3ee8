import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alignUnits } from './alignment.ts';
import { countSteps } from './word-errors.ts';

const units = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 });

describe('alignUnits', () => {
  test('has every unit of both sides in one step, in order', () => {
    fc.assert(
      fc.property(units, units, (reference, hypothesis) => {
        const steps = alignUnits(reference, hypothesis);
        const side = (name: 'reference' | 'hypothesis'): number[] =>
          steps.map((step) => step[name]).filter((index) => index >= 0);
        expect(side('reference')).toEqual(reference.map((_, i) => i));
        expect(side('hypothesis')).toEqual(hypothesis.map((_, i) => i));
        for (const { kind, reference: row, hypothesis: column } of steps) {
          if (kind === 'hit') expect(reference[row]).toBe(hypothesis[column]);
          if (kind === 'substitution') expect(reference[row]).not.toBe(hypothesis[column]);
        }
      }),
    );
  });

  test('costs the same in halves as in one table', () => {
    fc.assert(
      fc.property(units, units, (reference, hypothesis) => {
        const whole = countSteps(alignUnits(reference, hypothesis));
        const halves = countSteps(alignUnits(reference, hypothesis, 8));
        expect([halves.errors, halves.words]).toEqual([whole.errors, whole.words]);
      }),
    );
  });

  test('takes texts of ten thousand units', () => {
    const long = Array.from({ length: 10_000 }, (_, i) => String((i * 7919) % 613));
    const damaged = long.filter((_, i) => i % 50 !== 0);
    expect(countSteps(alignUnits(long, damaged))).toMatchObject({ deletions: 200, errors: 200 });
  });
});
