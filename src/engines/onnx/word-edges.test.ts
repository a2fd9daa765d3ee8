import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { snapWords } from './word-edges.ts';

const NONE = { pauses: [], seams: [], lengthSec: 10 };

function row(boundaries: readonly number[], ends: readonly boolean[] = []): Parameters<typeof snapWords>[0] {
  return { boundaries, ends: boundaries.slice(1).map((_, i) => ends[i] ?? false) };
}

describe('word edges', () => {
  it('are the boundaries of attention where there is no pause', () => {
    expect(snapWords(row([1, 2, 3]), NONE)).toEqual([
      { start: 1, end: 2 },
      { start: 2, end: 3 },
    ]);
  });

  it('end before a pause and begin after it', () => {
    const sound = { ...NONE, pauses: [{ start: 1.8, end: 2.4 }] };
    expect(snapWords(row([1, 2.5, 3]), sound)).toEqual([
      { start: 1, end: 1.8 },
      { start: 2.4, end: 3 },
    ]);
  });

  it('of the first word leave the silence before it, those of the last the silence behind it', () => {
    const pauses = [
      { start: 0, end: 1.2 },
      { start: 2, end: 10 },
    ];
    expect(snapWords(row([0, 1.6, 9]), { ...NONE, pauses })).toEqual([
      { start: 1.2, end: 1.6 },
      { start: 1.6, end: 2 },
    ]);
  });

  it('leave a short pause inside a word, the closure of a stop', () => {
    const sound = { ...NONE, pauses: [{ start: 1.4, end: 1.52 }] };
    expect(snapWords(row([1, 2, 3]), sound)[0]).toEqual({ start: 1, end: 2 });
  });

  it('put a pause behind the end of a clause, though the next boundary is nearer', () => {
    const sound = { ...NONE, pauses: [{ start: 2.3, end: 2.8 }] };
    const [first, second] = snapWords(row([1, 1.9, 2.15, 3.5], [false, true, false]), sound);
    expect(first).toEqual({ start: 1, end: 1.9 });
    expect(second).toEqual({ start: 1.9, end: 2.3 });
  });

  it('never hold a long pause or a seam, never overlap, are never empty and stay in the window', () => {
    const cases = fc.record({
      boundaries: fc
        .array(fc.integer({ min: 0, max: 1000 }), { minLength: 2, maxLength: 20 })
        .map((all) => all.sort((a, b) => a - b).map((value) => value / 100)),
      cuts: fc
        .uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 0, maxLength: 8 })
        .map((all) => all.sort((a, b) => a - b).map((value) => value / 10)),
      isSeam: fc.boolean(),
    });
    fc.assert(
      fc.property(cases, ({ boundaries, cuts, isSeam }) => {
        const pauses: { start: number; end: number }[] = [];
        for (let i = 0; i + 1 < cuts.length; i += 2)
          pauses.push({ start: cuts[i] ?? 0, end: cuts[i + 1] ?? 0 });
        const seams = isSeam ? pauses.map(({ start, end }) => (start + end) / 2) : [];
        const words = snapWords(row(boundaries), { pauses, seams, lengthSec: 10 });
        let latest = 0;
        for (const { start, end } of words) {
          expect(start).toBeGreaterThanOrEqual(latest);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(10 + 1e-9);
          latest = end;
          for (const pause of pauses)
            expect(start < pause.start - 0.1 && end > pause.end + 0.1 && pause.end - pause.start >= 0.3).toBe(
              false,
            );
        }
      }),
    );
  });
});
