/**
 * Alignment heads: which heads of the decoder's attention follow the speech, as MLX keeps them among the weights.
 * @module
 */
import type { TensorFiles } from './tensor-file.ts';

/** [layer, head] of one head. */
export type AlignmentHead = readonly [layer: number, head: number];

/** Bytes of an integer, by both file formats' words for it. */
const INTEGER_BYTES: Readonly<Record<string, number>> = {
  ...{ I32: 4, U32: 4, I64: 8, U64: 8 },
  ...{ '<i4': 4, '<u4': 4, '<i8': 8, '<u8': 8 },
};
/** More heads than any decoder has. */
const MAX_HEADS = 1024;

/** The heads; undefined where none are stored. Throws StoreError E_MODEL_CORRUPT for something else of that name. */
export async function readAlignmentHeads(files: TensorFiles): Promise<readonly AlignmentHead[] | undefined> {
  const tensor = files.find('alignment_heads');
  if (tensor === undefined) return undefined;
  const [count = 0, pair] = tensor.shape;
  const step = INTEGER_BYTES[tensor.storedAs];
  if (step === undefined || pair !== 2 || tensor.shape.length !== 2 || count > MAX_HEADS)
    throw files.corrupt('its alignment heads are no pairs of integers');
  const bytes = await files.readRows(tensor, { start: 0, end: count });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Layers and heads are small: the low half of a long integer is all of it.
  const at = (index: number): number => view.getUint32(index * step, true);
  return Array.from({ length: count }, (_, head) => [at(2 * head), at(2 * head + 1)] as const);
}
