import fc from 'fast-check';
import { expect, it } from 'vitest';
import { toFloats } from './number-formats.ts';

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
