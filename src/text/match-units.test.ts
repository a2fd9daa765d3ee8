import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchUnits } from './match-units.ts';
import { wordErrors } from './word-errors.ts';

describe('matched units', () => {
  it('are equal, ascending, and as many as the fewest edits leave', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 40 });
    fc.assert(
      fc.property(text, text, (left, right) => {
        const pairs = matchUnits(left, right);
        expect(pairs).toHaveLength(wordErrors(left, right).hits);
        let [lastLeft, lastRight] = [-1, -1];
        for (const [l, r] of pairs) {
          expect(left[l]).toBe(right[r]);
          expect(l).toBeGreaterThan(lastLeft);
          expect(r).toBeGreaterThan(lastRight);
          [lastLeft, lastRight] = [l, r];
        }
      }),
    );
  });

  it('are found in texts too long for one table', () => {
    const left = Array.from({ length: 3000 }, (_, i) => `w${(i * 7919) % 1009}`);
    const right = left.filter((_, i) => i % 10 !== 3);
    expect(matchUnits(left, right)).toHaveLength(wordErrors(left, right).hits);
  });
});
