/**
 * WAV samples: bytes of each PCM encoding to floats in [-1, 1].
 *
 * Integers are divided by 2^(bits-1), as ffmpeg and libsndfile do, so full-scale negative is exactly -1.
 * Source  ITU-T G.711 for A-law and mu-law; Microsoft WAVEFORMATEX for the rest.
 * @module
 */

/** How samples are stored; `u8` is unsigned, as WAV defines 8-bit PCM. */
export type WavEncoding = 'u8' | 's16' | 's24' | 's32' | 'f32' | 'f64' | 'alaw' | 'mulaw';

/** Bytes of one sample of each encoding. */
export const WAV_SAMPLE_BYTES: Readonly<Record<WavEncoding, number>> = {
  u8: 1,
  s16: 2,
  s24: 3,
  s32: 4,
  f32: 4,
  f64: 8,
  alaw: 1,
  mulaw: 1,
};

type SampleReader = (view: DataView, at: number) => number;

const ALAW_TABLE = Float32Array.from({ length: 256 }, (_, byte) => expandAlaw(byte) / 32768);
const MULAW_TABLE = Float32Array.from({ length: 256 }, (_, byte) => expandMulaw(byte) / 32768);

const READERS: Readonly<Record<WavEncoding, SampleReader>> = {
  u8: (view, at) => (view.getUint8(at) - 128) / 128,
  s16: (view, at) => view.getInt16(at, true) / 32768,
  s24: (view, at) => (view.getUint16(at, true) | (view.getInt8(at + 2) << 16)) / 8388608,
  s32: (view, at) => view.getInt32(at, true) / 2147483648,
  f32: (view, at) => view.getFloat32(at, true),
  f64: (view, at) => view.getFloat64(at, true),
  alaw: (view, at) => ALAW_TABLE[view.getUint8(at)] ?? 0,
  mulaw: (view, at) => MULAW_TABLE[view.getUint8(at)] ?? 0,
};

/** Samples of whole bytes; a part of a sample at the end is left out. */
export function decodeWavSamples(bytes: Uint8Array, encoding: WavEncoding): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const width = WAV_SAMPLE_BYTES[encoding];
  const read = READERS[encoding];
  const samples = new Float32Array(Math.floor(bytes.length / width));
  for (let index = 0; index < samples.length; index++) samples[index] = read(view, index * width);
  return samples;
}

/** One G.711 A-law byte as a 16-bit sample. */
function expandAlaw(byte: number): number {
  const code = byte ^ 0x55;
  const exponent = (code >> 4) & 7;
  const mantissa = ((code & 15) << 4) | 8;
  const magnitude = exponent === 0 ? mantissa : (mantissa | 0x100) << (exponent - 1);
  return code & 0x80 ? magnitude : -magnitude;
}

/** One G.711 mu-law byte as a 16-bit sample. */
function expandMulaw(byte: number): number {
  const code = ~byte & 0xff;
  const magnitude = ((((code & 15) << 3) | 0x84) << ((code >> 4) & 7)) - 0x84;
  return code & 0x80 ? -magnitude : magnitude;
}
