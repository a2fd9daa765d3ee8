/**
 * Silero matrices: the published weights rearranged, by operators on constants, so that the runtime does it at load.
 *
 * Matrices are [outputs, inputs], as `Gemm` with `transB` reads them.
 * @module
 */
import type { Graph } from '../graph.ts';

const BINS = 129;
const WINDOW_SAMPLES = 256;
/** Samples of the last window that there are; the rest is their mirror image. */
const KEPT_SAMPLES = 192;

/** Columns of an image: which a matrix reads, and where its results lie among them. */
export interface Columns {
  readonly from: readonly number[];
  readonly to: readonly number[];
}

/** A part of a value along one axis, backwards where `step` is -1. */
export function slice(
  graph: Graph,
  value: string,
  { axis, from, to, step = 1 }: { readonly axis: number; from: number; to: number; step?: 1 | -1 },
): string {
  return graph.apply('Slice', [value, ...[from, to, axis, step].map((number) => graph.integers([number]))]);
}

/** The cosines (0) or the sines (1) of the STFT's basis [2 * 129, 1, 256], windowed. [129, 256]. */
export function halfOfWaves(graph: Graph, basis: string, half: number): string {
  const rows = slice(graph, basis, { axis: 0, from: half * BINS, to: (half + 1) * BINS });
  return graph.apply('Reshape', [rows, graph.integers([BINS, WINDOW_SAMPLES])]);
}

/** The waves for 192 samples that go on as their own mirror image, the last one not twice. [129, 192]. */
export function mirroredEnd(graph: Graph, waves: string): string {
  const kept = slice(graph, waves, { axis: 1, from: 0, to: KEPT_SAMPLES });
  const from = WINDOW_SAMPLES - 1;
  const mirrored = slice(graph, waves, { axis: 1, from, to: KEPT_SAMPLES - 1, step: -1 });
  const before = 2 * KEPT_SAMPLES - 2 - from;
  const inPlace = graph.apply('Pad', [mirrored, graph.integers([0, before, 0, 1])]);
  return graph.apply('Add', [kept, inPlace]);
}

/**
 * A convolution, [outputs, inputs, 3] with a column of zeros on either side of the image, as a matrix from some columns
 * of the image to some of its results. A result is where its middle tap is; columns lie one behind the other.
 */
export function columnMatrix(
  graph: Graph,
  convolution: { readonly name: string; readonly shape: readonly number[] },
  { from, to }: Columns,
): string {
  const size = convolution.shape.slice(0, 2);
  const zeros = graph.apply('ConstantOfShape', [graph.integers(size)]);
  const taps = [0, 1, 2].map((tap) => {
    const values = slice(graph, convolution.name, { axis: 2, from: tap, to: tap + 1 });
    return graph.apply('Reshape', [values, graph.integers(size)]);
  });
  const rows = to.map((middle) => {
    const blocks = from.map((column) => taps[column - middle + 1] ?? zeros);
    return graph.apply('Concat', blocks, { attributes: { axis: { int: 1 } } });
  });
  return graph.apply('Concat', rows, { attributes: { axis: { int: 0 } } });
}
