import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchUnits, type UnitPair } from './match-units.ts';
import { wordErrors } from './word-errors.ts';

/** Edits that a path through the pairs takes: between two of them units are replaced, and the longer side has more. */
function editsAround(pairs: readonly UnitPair[], [left, right]: UnitPair): number {
  let edits = 0;
  let [fromLeft, fromRight] = [0, 0];
  for (const [l, r] of [...pairs, [left, right] as const]) {
    edits += Math.max(l - fromLeft, r - fromRight);
    [fromLeft, fromRight] = [l + 1, r + 1];
  }
  return edits;
}

describe('matched units', () => {
  it('are equal, ascending, and on a path with the fewest edits', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 40 });
    fc.assert(
      fc.property(text, text, (left, right) => {
        const pairs = matchUnits(left, right);
        const { errors, hits } = wordErrors(left, right);
        expect(editsAround(pairs, [left.length, right.length])).toBe(errors);
        // Of the paths with the fewest edits this is one with the most pairs; the scorer breaks ties in another way.
        expect(pairs.length).toBeGreaterThanOrEqual(hits);
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
