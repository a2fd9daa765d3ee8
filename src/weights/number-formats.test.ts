import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bytesOf, toFloats, toHalves } from './number-formats.ts';

const words = (values: readonly number[]): Uint8Array => new Uint8Array(Uint16Array.from(values).buffer);

it('reads halves: normal, largest, smallest, signed zero, infinite, not a number', () => {
  const bits = [0x3c00, 0xc000, 0x3555, 0x7bff, 0x0400, 0x0001, 0x83ff, 0x8000, 0x7c00, 0xfc00, 0x7e00];
  const third = 1365 / 4096;
  expect([...toFloats(words(bits), 'f16')]).toEqual([
    1,
    -2,
    third,
    65_504,
    2 ** -14,
    2 ** -24,
    -1023 * 2 ** -24,
    -0,
    Infinity,
    -Infinity,
    Number.NaN,
  ]);
});

it('reads a bfloat16 as the upper half of a float', () => {
  fc.assert(
    fc.property(fc.float({ noNaN: true }), (value) => {
      const [bits = 0] = new Uint32Array(Float32Array.of(value).buffer);
      const [upper = 0] = new Float32Array(Uint32Array.of(bits & 0xffff0000).buffer);
      expect(toFloats(words([bits >>> 16]), 'bf16')[0]).toBe(upper);
    }),
  );
});

it('reads floats and integers wherever in a buffer they start', () => {
  fc.assert(
    fc.property(fc.array(fc.float({ noNaN: true })), fc.nat(7), (values, shift) => {
      const floats = Float32Array.from(values);
      const shifted = new Uint8Array(floats.byteLength + shift);
      shifted.set(new Uint8Array(floats.buffer), shift);
      expect(toFloats(shifted.subarray(shift), 'f32')).toEqual(floats);
    }),
  );
  expect([...toFloats(Uint8Array.of(0x80, 0x7f), 'i8')]).toEqual([-128, 127]);
  expect([...toFloats(words([0x8000, 0x7fff]), 'i16')]).toEqual([-32_768, 32_767]);
  expect([...toFloats(Uint8Array.of(0xfe, 0xff, 0xff, 0xff), 'i32')]).toEqual([-2]);
});

it('writes every half as itself', () => {
  const bits = Uint16Array.from({ length: 65_536 }, (_, index) => index);
  const back = toHalves(toFloats(bytesOf(bits), 'f16'));
  const wrong = bits.filter((half, index) => back[index] !== half && (half & 0x7fff) <= 0x7c00);
  expect([...wrong]).toEqual([]);
});

it('writes any float as the nearest half, of two the even one', () => {
  const floats = fc.oneof(
    fc.float({ noNaN: true, noDefaultInfinity: true, min: -65_504, max: 65_504 }),
    fc.float({ noNaN: true, min: Math.fround(-1e-4), max: Math.fround(1e-4) }),
    // Half-way between two halves.
    fc.nat(0x7bfe).map((half) => {
      const [low = 0, high = 0] = toFloats(bytesOf(Uint16Array.of(half, half + 1)), 'f16');
      return (low + high) / 2;
    }),
  );
  fc.assert(
    fc.property(floats, (value) => {
      const [half = 0] = toHalves(Float32Array.of(value));
      const around = [half - 1, half, half + 1].filter((bits) => bits >= 0 && (bits & 0x7fff) <= 0x7bff);
      const errors = around.map((bits) => {
        const [other = 0] = toFloats(bytesOf(Uint16Array.of(bits)), 'f16');
        return { bits, error: Math.abs(other - value) };
      });
      const own = errors.find(({ bits }) => bits === half)?.error ?? Number.POSITIVE_INFINITY;
      for (const { bits, error } of errors) {
        if (bits === half) continue;
        expect(own).toBeLessThanOrEqual(error);
        if (own === error) expect(half & 1).toBe(0);
      }
    }),
    { numRuns: 3000 },
  );
});

it('writes what is beyond all halves as infinite, and keeps what is no number', () => {
  const values = Float32Array.of(65_520, -1e9, Number.POSITIVE_INFINITY, Number.NaN);
  expect([...toHalves(values)]).toEqual([0x7c00, 0xfc00, 0x7c00, 0x7e00]);
});
