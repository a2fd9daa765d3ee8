import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { snapToSpeech } from './snap.ts';

const regions = [
  { start: 1, end: 5 },
  { start: 7, end: 10 },
];

describe('snapToSpeech', () => {
  it('moves a start out of a pause, and out of the rim before it', () => {
    expect(snapToSpeech({ start: 6, end: 9 }, regions)).toEqual({ start: 7, end: 9 });
    expect(snapToSpeech({ start: 4.8, end: 9 }, regions)).toEqual({ start: 7, end: 9 });
    expect(snapToSpeech({ start: 0, end: 4 }, regions)).toEqual({ start: 1, end: 4 });
  });

  it('moves an end out of a pause, and out of the rim after it', () => {
    expect(snapToSpeech({ start: 2, end: 6 }, regions)).toEqual({ start: 2, end: 5 });
    expect(snapToSpeech({ start: 2, end: 7.2 }, regions)).toEqual({ start: 2, end: 5 });
    expect(snapToSpeech({ start: 8, end: 12 }, regions)).toEqual({ start: 8, end: 10 });
  });

  it('leaves spans alone that begin and end in speech, or lie in silence altogether', () => {
    expect(snapToSpeech({ start: 2, end: 9 }, regions)).toEqual({ start: 2, end: 9 });
    expect(snapToSpeech({ start: 5.5, end: 6.5 }, regions)).toEqual({ start: 5.5, end: 6.5 });
    expect(snapToSpeech({ start: 2, end: 3 }, [])).toEqual({ start: 2, end: 3 });
  });

  it('only ever shrinks a span, and never to nothing', () => {
    const time = fc.double({ min: 0, max: 12, noNaN: true });
    fc.assert(
      fc.property(time, time, (a, b) => {
        fc.pre(Math.abs(a - b) > 1e-6);
        const span = { start: Math.min(a, b), end: Math.max(a, b) };
        const snapped = snapToSpeech(span, regions);
        expect(snapped.start).toBeGreaterThanOrEqual(span.start);
        expect(snapped.end).toBeLessThanOrEqual(span.end);
        expect(snapped.end).toBeGreaterThan(snapped.start);
      }),
    );
  });
});
