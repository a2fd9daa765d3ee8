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
export function bytesOf(values: Float32Array | Uint8Array | Int8Array): Uint8Array {
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
