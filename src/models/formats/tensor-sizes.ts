/**
 * Tensor sizes: how many bytes ggml's number formats take, by their numbers in GGUF and ggml files.
 * @module
 */

/** [elements in a block, bytes of a block]; numbers that are missing were given up. */
const BLOCKS: Readonly<Record<number, readonly [number, number]>> = {
  ...{ 0: [1, 4], 1: [1, 2], 2: [32, 18], 3: [32, 20], 6: [32, 22], 7: [32, 24], 8: [32, 34], 9: [32, 36] },
  ...{ 10: [256, 84], 11: [256, 110], 12: [256, 144], 13: [256, 176], 14: [256, 210], 15: [256, 292] },
  ...{ 16: [256, 66], 17: [256, 74], 18: [256, 98], 19: [256, 50], 20: [32, 18], 21: [256, 110] },
  ...{ 22: [256, 82], 23: [256, 136], 24: [1, 1], 25: [1, 2], 26: [1, 4], 27: [1, 8], 28: [1, 8] },
  ...{ 29: [256, 56], 30: [1, 2], 34: [256, 54], 35: [256, 66], 39: [32, 17] },
};

/**
 * Bytes of a tensor; undefined for an unknown format, or rows that are not made of whole blocks.
 * Source  ggml.h `enum ggml_type`, ggml-common.h block structures.
 */
export function tensorBytes(format: number, shape: readonly number[]): number | undefined {
  const [elements, bytes] = BLOCKS[format] ?? [0, 0];
  if (elements === 0 || (shape[0] ?? 1) % elements !== 0) return undefined;
  return (shape.reduce((product, size) => product * size, 1) / elements) * bytes;
}
