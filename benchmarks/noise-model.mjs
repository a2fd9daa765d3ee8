/**
 * Noise model: a safetensors file of any size that holds one tensor of noise, without holding it in memory.
 * @module
 */
import { createHash } from 'node:crypto';

/** The repository that holds it. */
export const REPOSITORY = 'bench/noise';
/** The name under which the benchmark's offscribe.toml lists it. */
export const MODEL = 'bench-noise';

/** No two pages of it are alike, so that no file system or link makes it smaller; long enough to defeat caches. */
const BLOCK_BYTES = 64 << 20;

/** @typedef {{ sizeBytes: number, sha256: string, piece(start: number, end: number): Uint8Array }} Content */

const CONFIG_BYTES = Buffer.from('{"model_type": "noise"}\n');

/** The repository's small file. @type {Content} */
export const CONFIG = {
  sizeBytes: CONFIG_BYTES.length,
  sha256: createHash('sha256').update(CONFIG_BYTES).digest('hex'),
  piece: (start, end) => CONFIG_BYTES.subarray(start, end),
};

/**
 * @param {number} sizeBytes of the whole file
 * @returns {Content}
 */
export function makeWeights(sizeBytes) {
  const header = safetensorsHeader(sizeBytes);
  const block = noise(Math.min(BLOCK_BYTES, sizeBytes));
  /** @param {number} start @param {number} end */
  const piece = (start, end) => {
    /** @type {Uint8Array[]} */
    const parts = [];
    if (start < header.length) parts.push(header.subarray(start, Math.min(end, header.length)));
    for (let at = Math.max(start, header.length); at < end; ) {
      const inBlock = (at - header.length) % block.length;
      const length = Math.min(end - at, block.length - inBlock);
      parts.push(block.subarray(inBlock, inBlock + length));
      at += length;
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
  };
  const hash = createHash('sha256');
  for (let at = 0; at < sizeBytes; at += 1 << 22) hash.update(piece(at, Math.min(sizeBytes, at + (1 << 22))));
  return { sizeBytes, sha256: hash.digest('hex'), piece };
}

/**
 * Length of the JSON as 8 bytes, then the JSON, padded to a fixed length so that the tensor's size is known.
 * @param {number} sizeBytes
 */
function safetensorsHeader(sizeBytes) {
  const jsonBytes = 128;
  const data = sizeBytes - 8 - jsonBytes;
  const json = JSON.stringify({ noise: { dtype: 'U8', shape: [data], data_offsets: [0, data] } });
  const header = Buffer.alloc(8 + jsonBytes, ' ');
  header.writeBigUInt64LE(BigInt(jsonBytes), 0);
  header.write(json, 8);
  return header;
}

/** @param {number} length */
function noise(length) {
  const words = new Uint32Array(Math.ceil(length / 4));
  let state = 0x9e3779b9;
  for (let index = 0; index < words.length; index += 1) {
    // xorshift32: Marsaglia, "Xorshift RNGs", 2003.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[index] = state;
  }
  return new Uint8Array(words.buffer, 0, length);
}
