import { describe, expect, test } from 'vitest';
import { clampPcm, concatPcm, downmixInterleaved, downmixPlanar } from './pcm.ts';

describe('downmix', () => {
  test('interleaved and planar frames give the same mean', () => {
    const interleaved = Float32Array.of(1, 0, -0.5, 0.5, 0.25, 0.75);
    expect([...downmixInterleaved(interleaved, 2)]).toEqual([0.5, 0, 0.5]);
    expect([...downmixPlanar([Float32Array.of(1, -0.5, 0.25), Float32Array.of(0, 0.5, 0.75)])]).toEqual([
      0.5, 0, 0.5,
    ]);
  });

  test('six equal channels keep their level', () => {
    expect([...downmixInterleaved(new Float32Array(12).fill(0.5), 6)]).toEqual([0.5, 0.5]);
  });

  test('a mono input is passed on without a copy', () => {
    const mono = Float32Array.of(0.1, 0.2);
    expect(downmixInterleaved(mono, 1)).toBe(mono);
    expect(downmixPlanar([mono])).toBe(mono);
  });

  test('no channels give no samples', () => {
    expect(downmixPlanar([])).toHaveLength(0);
  });
});

test('concatPcm keeps order and length', () => {
  expect([...concatPcm([Float32Array.of(1, 2), new Float32Array(0), Float32Array.of(3)])]).toEqual([1, 2, 3]);
});

test('clampPcm clips, and turns damaged floats into silence', () => {
  const damaged = Float32Array.of(1.5, -2, Number.NaN, Number.POSITIVE_INFINITY, 0.5, -1);
  expect([...clampPcm(damaged)]).toEqual([1, -1, 0, 1, 0.5, -1]);
});
