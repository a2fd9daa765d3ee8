import fc from 'fast-check';
import { expect, it } from 'vitest';
import { expOf } from './exponential.ts';

it('is that of Math.exp to 13 digits', () => {
  fc.assert(
    fc.property(fc.double({ min: -699, max: 0, noNaN: true }), (x) => {
      expect(Math.abs(expOf(x) / Math.exp(x) - 1)).toBeLessThan(1e-13);
    }),
    { numRuns: 2000 },
  );
});

it('is one at zero, and zero for what has no chance at all', () => {
  expect(expOf(0)).toBe(1);
  for (const x of [-Infinity, Number.NaN, -701, -1e300]) expect(expOf(x)).toBe(0);
});
