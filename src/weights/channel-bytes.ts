/**
 * Channel bytes: what a window's positions have in each channel, as bytes of a scale of its own, so that no channel is drowned by a
 * louder one.
 * @module
 */
import type { Graph } from './graph.ts';
import { TOP } from './matrices.ts';

/** A channel that is zero everywhere has this largest value instead, so that nothing is divided by zero. */
const LEAST_MAGNITUDE = 1e-30;

/** What the number of computed positions must be a multiple of in 8 bits: in so many parts they are looked through at once. */
export const POSITION_PARTS = 4;

/** Values [1, n, size] as bytes, `zero` (a scalar) standing for zero; one unit of them is worth `unit` [size]. */
export function channelBytes(
  graph: Graph,
  values: string,
  { size, zero }: { readonly size: number; readonly zero: string },
): { readonly bytes: string; readonly unit: string } {
  const largest = graph.apply('Max', [largestOf(graph, values, size), graph.floats([LEAST_MAGNITUDE], [])]);
  const unit = graph.apply('Mul', [largest, graph.floats([1 / TOP], [])]);
  // Divided first: with a scale for each channel the operator takes 45 ms where these two take one.
  const even = graph.apply('Div', [values, unit]);
  return { bytes: graph.apply('QuantizeLinear', [even, graph.floats([1], []), zero]), unit };
}

/** The mean of each channel of values [1, n, size]: [size]. */
export function channelMeans(graph: Graph, values: string, size: number): string {
  return overPositions(graph, values, { operator: 'ReduceMean', size });
}

/** The largest magnitude of each channel. */
function largestOf(graph: Graph, values: string, size: number): string {
  return overPositions(graph, graph.apply('Abs', [values]), { operator: 'ReduceMax', size });
}

/** One number of each channel: first of each quarter of the rows, since the runtime shares out nothing else. */
function overPositions(
  graph: Graph,
  values: string,
  { operator, size }: { readonly operator: 'ReduceMax' | 'ReduceMean'; readonly size: number },
): string {
  const reduced = (rows: string, axis: number): string =>
    graph.apply(operator, [rows, graph.integers([axis])], { attributes: { keepdims: { int: 0 } } });
  const parts = graph.apply('Reshape', [values, graph.integers([POSITION_PARTS, -1, size])]);
  return reduced(reduced(parts, 1), 0);
}
