/**
 * Row blocks: a tensor's rows in pieces that fit into memory.
 * @module
 */
import type { RowRange } from './checkpoint.ts';

/** Elements of a tensor held at once. */
const BLOCK_ELEMENTS = 4 << 20;

/** The rows, or some of them, of a tensor of that shape, in order. */
export function* rowBlocks(shape: readonly number[], rows?: RowRange): Generator<RowRange> {
  const [count = 1, ...rest] = shape;
  const rowLength = rest.reduce((product, size) => product * size, 1);
  const perBlock = Math.max(1, Math.floor(BLOCK_ELEMENTS / rowLength));
  const { start: first, end: last } = rows ?? { start: 0, end: count };
  for (let start = first; start < last; start += perBlock)
    yield { start, end: Math.min(last, start + perBlock) };
}
