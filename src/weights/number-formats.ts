/**
 * Number formats: the element types of a checkpoint, read as 32-bit floats and written as them.
 *
 * All are little-endian, as CTranslate2 and ONNX store them. Every half, bfloat16 and int8 value is exact as a float.
 * @module
 */

/** Element types that weights come in; `i32` only ever holds settings. */
export type NumberFormat = 'f32' | 'f16' | 'bf16' | 'i8' | 'i16' | 'i32';

/** Bytes of one element. */
export const ELEMENT_BYTES: Readonly<Record<NumberFormat, number>> = {
  f32: 4,
  f16: 2,
  bf16: 2,
  i8: 1,
  i16: 2,
  i32: 4,
};

/** All 65,536 halves as floats, made once: a look-up is several times faster than computing each. */
let halves: Float32Array | undefined;

/** The elements of `bytes` (a whole number of them) as floats. */
export function toFloats(bytes: Uint8Array, format: NumberFormat): Float32Array {
  const count = bytes.byteLength / ELEMENT_BYTES[format];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const floats = new Float32Array(count);
  switch (format) {
    case 'f32':
      for (let i = 0; i < count; i++) floats[i] = view.getFloat32(4 * i, true);
      break;
    case 'f16': {
      halves ??= Float32Array.from({ length: 65_536 }, (_, bits) => halfToFloat(bits));
      for (let i = 0; i < count; i++) floats[i] = halves[view.getUint16(2 * i, true)] ?? 0;
      break;
    }
    case 'bf16': {
      const bits = new Uint32Array(floats.buffer);
      for (let i = 0; i < count; i++) bits[i] = view.getUint16(2 * i, true) << 16;
      break;
    }
    case 'i8':
      for (let i = 0; i < count; i++) floats[i] = view.getInt8(i);
      break;
    case 'i16':
      for (let i = 0; i < count; i++) floats[i] = view.getInt16(2 * i, true);
      break;
    case 'i32':
      for (let i = 0; i < count; i++) floats[i] = view.getInt32(4 * i, true);
  }
  return floats;
}

/** The bytes of a typed array, little-endian. Node runs on little-endian machines only, so this is a view. */
export function bytesOf(
  values: Float32Array | Int32Array | Uint16Array | Uint8Array | Int8Array,
): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** One IEEE 754 binary16 value from its bits. */
function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** Floats as halves, rounded to the nearest, ties to even; beyond 65504 infinite. The way back of every half is exact. */
export function toHalves(values: Float32Array): Uint16Array {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  return Uint16Array.from(words, halfFromWord);
}

/** Half from the bits of a float. */
function halfFromWord(word: number): number {
  const sign = (word >>> 16) & 0x8000;
  const size = word & 0x7fff_ffff;
  if (size > 0x7f80_0000) return sign | 0x7e00;
  if (size >= 0x4780_0000) return sign | 0x7c00;
  // Exponent 15 instead of 127; a fraction that is rounded up may carry into the exponent, as it should.
  if (size >= 0x3880_0000) return sign | ((size - 0x3800_0000 + 0xfff + ((size >>> 13) & 1)) >>> 13);
  if (size < 0x3300_0000) return sign;
  const shift = 126 - (size >>> 23);
  const fraction = (size & 0x7f_ffff) | 0x80_0000;
  const half = fraction >>> shift;
  const rest = fraction & ((1 << shift) - 1);
  const tie = 1 << (shift - 1);
  return sign | (half + (rest > tie || (rest === tie && (half & 1) === 1) ? 1 : 0));
}
