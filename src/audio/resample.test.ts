import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concatPcm } from './pcm.ts';
import { Resampler } from './resample.ts';

function resample(pcm: Float32Array, rates: { inHz: number; outHz?: number; cut?: number }): Float32Array {
  const resampler = new Resampler(rates.inHz, rates.outHz ?? 16_000);
  const pieces: Float32Array[] = [];
  const cut = rates.cut ?? pcm.length;
  for (let at = 0; at < pcm.length; at += cut) pieces.push(resampler.push(pcm.subarray(at, at + cut)));
  return concatPcm([...pieces, resampler.flush()]);
}

const sine = (hz: number, rateHz: number, samples: number): Float32Array =>
  Float32Array.from({ length: samples }, (_, index) => 0.5 * Math.sin((2 * Math.PI * hz * index) / rateHz));

/** Largest difference, the edges left out where the filter sees the silence around the signal. */
function maxError(actual: Float32Array, expected: Float32Array, edge: number): number {
  let worst = 0;
  for (let index = edge; index < actual.length - edge; index++) {
    worst = Math.max(worst, Math.abs((actual[index] ?? 0) - (expected[index] ?? 0)));
  }
  return worst;
}

describe('quality', () => {
  test.each([8000, 11_025, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000, 192_000, 44_056])(
    'a tone at %i Hz arrives at its place in time, to 1e-4',
    (inHz) => {
      const out = resample(sine(1000, inHz, inHz), { inHz });
      expect(maxError(out, sine(1000, 16_000, out.length), 200)).toBeLessThan(1e-4);
    },
  );

  test('a tone above the new Nyquist frequency is gone: below -80 dB', () => {
    const out = resample(sine(9000, 44_100, 44_100), { inHz: 44_100 });
    expect(maxError(out, new Float32Array(out.length), 200)).toBeLessThan(0.5e-4);
  });

  test('the pass band is flat up to 6.4 kHz: 0.01 dB', () => {
    const out = resample(sine(6400, 48_000, 48_000), { inHz: 48_000 });
    expect(maxError(out, sine(6400, 16_000, out.length), 200)).toBeLessThan(0.5 * (10 ** (0.01 / 20) - 1));
  });

  test('a constant stays constant', () => {
    const out = resample(new Float32Array(5000).fill(0.25), { inHz: 44_100 });
    expect(maxError(out, new Float32Array(out.length).fill(0.25), 50)).toBeLessThan(1e-6);
  });
});

describe('properties', () => {
  const rate = fc.constantFrom(8000, 11_025, 16_000, 22_050, 44_100, 48_000, 44_056, 44_101);

  test('n samples give ceil(n * out / in), however they are cut', () => {
    fc.assert(
      fc.property(rate, fc.nat(3000), fc.integer({ min: 1, max: 700 }), (inHz, samples, cut) => {
        const out = resample(new Float32Array(samples), { inHz, cut });
        expect(out).toHaveLength(Math.ceil((samples * 16_000) / inHz));
      }),
      { numRuns: 60 },
    );
  });

  test('the cut does not change a single bit', () => {
    const noise = fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 1500 });
    fc.assert(
      fc.property(noise, fc.integer({ min: 1, max: 400 }), rate, (values, cut, inHz) => {
        const pcm = Float32Array.from(values);
        const out = resample(pcm, { inHz, cut });
        expect(out).toEqual(resample(pcm, { inHz }));
        expect(out.every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});
