import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type CutCount,
  checkSpan,
  checkStartWithin,
  cutPcm,
  shortSpanWarning,
  spanInSamples,
} from './span.ts';

async function* pieces(samples: Float32Array, sizes: readonly number[]): AsyncGenerator<Float32Array> {
  let at = 0;
  for (let i = 0; at < samples.length; i++) {
    const size = Math.max(1, sizes[i % sizes.length] ?? 1);
    yield samples.subarray(at, at + size);
    at += size;
  }
}

describe('a span', () => {
  test('cuts exactly its samples out of pieces of any size', async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 });
    const inputs = [
      fc.integer({ min: 0, max: 200 }),
      fc.integer({ min: 0, max: 220 }),
      fc.nat(220),
      sizes,
    ] as const;
    await fc.assert(
      fc.asyncProperty(...inputs, async (length, from, extra, cuts) => {
        const samples = Float32Array.from({ length }, (_, i) => i);
        const count: CutCount = { taken: 0, seen: 0 };
        const out: number[] = [];
        for await (const piece of cutPcm(pieces(samples, cuts), { from, to: from + extra }, count))
          out.push(...piece);
        expect(out).toEqual([...samples.slice(from, from + extra)]);
        expect(count.taken).toBe(out.length);
      }),
    );
  });

  test('keeps the count of a full pass when a later one ends early', async () => {
    const count: CutCount = { taken: 0, seen: 0 };
    const pass = (): AsyncGenerator<Float32Array> =>
      cutPcm(pieces(new Float32Array(100), [10]), { from: 5, to: Infinity }, count);
    for await (const piece of pass()) expect(piece.length).toBeGreaterThan(0);
    for await (const _ of pass()) break;
    expect(count).toEqual({ taken: 95, seen: 100 });
  });

  test('has the same number of samples whatever the offset of the track', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 9, noNaN: true }), (offsetSec) => {
        const { from, to } = spanInSamples({ startSec: 10, endSec: 20 }, offsetSec);
        expect(to - from).toBe(160_000);
      }),
    );
  });

  test('begins with the track when that starts later, and is open where nothing was asked', () => {
    expect(spanInSamples({ startSec: 1, endSec: 3 }, 2)).toEqual({ from: 0, to: 16_000 });
    expect(spanInSamples({}, 2)).toEqual({ from: 0, to: Infinity });
  });

  test('that ends before the track begins is refused, and says where that is', () => {
    for (const endSec of [1, 3.2])
      expect(() => spanInSamples({ startSec: 0.5, endSec }, 3.2)).toThrow(
        expect.objectContaining({ code: 'E_USAGE', message: expect.stringMatching(/begins \(3\.200 s\)/) }),
      );
    expect(spanInSamples({ endSec: 3.21 }, 3.2)).toEqual({ from: 0, to: 160 });
  });

  test('has its ends rounded to the nearest sample of the clock', () => {
    const tick = 1 / 16_000;
    expect(spanInSamples({ startSec: 5 + 0.4 * tick, endSec: 6 - 0.4 * tick }, 0)).toEqual({
      from: 80_000,
      to: 96_000,
    });
    expect(spanInSamples({ startSec: 5 + 0.6 * tick, endSec: 6 + 0.6 * tick }, 0)).toEqual({
      from: 80_001,
      to: 96_001,
    });
    expect(spanInSamples({ startSec: 3723.5, endSec: 3723.5 + tick }, 0)).toEqual({
      from: 59_576_000,
      to: 59_576_001,
    });
  });

  test('is refused when it holds nothing', () => {
    const refused = { code: 'E_USAGE' };
    expect(() => checkSpan({ startSec: 5, endSec: 5 })).toThrow(expect.objectContaining(refused));
    expect(() => checkSpan({ endSec: 0 })).toThrow(expect.objectContaining(refused));
    expect(() => checkSpan({ startSec: -1 })).toThrow(expect.objectContaining(refused));
    for (const odd of [Number.NaN, Infinity, -Infinity, -1e-9]) {
      expect(() => checkSpan({ startSec: odd })).toThrow(expect.objectContaining(refused));
      expect(() => checkSpan({ endSec: odd })).toThrow(expect.objectContaining(refused));
    }
    for (const short of [1e-9, 0.4 / 16_000])
      expect(() => checkSpan({ startSec: 5, endSec: 5 + short })).toThrow(expect.objectContaining(refused));
    checkSpan({ startSec: 5, endSec: 5 + 1 / 16_000 });
    expect(() => checkStartWithin({ startSec: 12 }, 12)).toThrow(expect.objectContaining(refused));
    checkSpan({ startSec: 4.9, endSec: 5 });
    checkStartWithin({ startSec: 11.9 }, 12);
  });

  test('that the audio does not reach is said, with what is missing', () => {
    const span = { startSec: 0, endSec: 20 };
    expect(shortSpanWarning(span, { from: 0, to: 320_000 }, 304_000)).toMatch(/ends 1\.000 s before --end/);
    expect(shortSpanWarning(span, { from: 0, to: 320_000 }, 320_000)).toBeUndefined();
  });
});
