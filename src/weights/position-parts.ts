/**
 * Position parts: what is done for all computed positions of a window in parts, which the runtime's threads share.
 * @module
 */
import type { Graph } from './graph.ts';

/** What the number of computed positions must be a multiple of in 8 bits: in so many parts they are looked through at once. */
export const POSITION_PARTS = 4;

/** The largest magnitude of each channel of [1, n, size]: first of each quarter of the rows, since the runtime shares out nothing else. */
export function largestOfChannels(graph: Graph, values: string, size: number): string {
  const top = (rows: string, axis: number): string =>
    graph.apply('ReduceMax', [rows, graph.integers([axis])], { attributes: { keepdims: { int: 0 } } });
  const parts = graph.apply('Reshape', [
    graph.apply('Abs', [values]),
    graph.integers([POSITION_PARTS, -1, size]),
  ]);
  return top(top(parts, 1), 0);
}
