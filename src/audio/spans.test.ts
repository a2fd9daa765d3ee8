import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outsideOf, overlapSec, secondsOf } from './spans.ts';

const span = fc
  .tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 20 }))
  .map(([start, length]) => ({ start, end: start + length }));
const apart = fc.array(span, { maxLength: 8 }).map((spans) => outsideOf([{ start: 0, end: 80 }], spans));

describe('outsideOf', () => {
  it('cuts what is covered out of the middle, the front and the back', () => {
    const covered = [
      { start: 4, end: 5 },
      { start: 0, end: 2 },
      { start: 9, end: 12 },
    ];
    expect(outsideOf([{ start: 1, end: 10 }], covered)).toEqual([
      { start: 2, end: 4 },
      { start: 5, end: 9 },
    ]);
  });

  it('leaves and covers every second exactly once, whatever overlaps', () => {
    fc.assert(
      fc.property(apart, apart, (regions, covered) => {
        const left = outsideOf(regions, covered);
        const total = (spans: readonly { start: number; end: number }[]): number =>
          spans.reduce((sum, one) => sum + secondsOf(one), 0);
        const shared = regions.reduce((sum, region) => sum + overlapSec(region, covered), 0);
        expect(total(left) + shared).toBe(total(regions));
        for (const one of left) expect(overlapSec(one, covered)).toBe(0);
      }),
    );
  });
});
