/**
 * Audio attention: queries of the decoder against the keys and values of a window (`audio-keys.ts`).
 *
 * In 8 bits each query is bytes of its own scale, and so are its shares of the audio, as wide as the largest of them. Sums are of
 * integers, so a row's result is its own, whatever is beside it.
 * @module
 */
import type { AudioKeys } from './audio-keys.ts';
import type { Graph } from './graph.ts';
import { type ByteInput, quantizeRows, zeroPoint } from './matrices.ts';
import { HEAD_SIZE } from './whisper-checkpoint.ts';

/**
 * Scale of attention scores, 1 / sqrt(HEAD_SIZE). A power of two, so it can be applied to the query without rounding;
 * inside the product, as `FusedMatMul` would, it costs ONNX Runtime its fast path for one row: 337 for 96 us a layer.
 */
export const SCORE_SCALE = 1 / Math.sqrt(HEAD_SIZE);

/** ONNX's number of the type u8. */
const U8 = 2;

/** Largest byte of a share, none of which is negative. */
const MOST_BYTE = 255;

/** What queries get of the audio. */
export interface Looked {
  /** [w, heads, rows, positions], before they become shares. */
  readonly scores: string;
  /** [w, heads, rows, 64] */
  readonly found: string;
}

/** Lets each query [w, heads, rows, 64] look at the audio; `zeros` [w, heads, rows, 1]: the byte that stands for zero, in 8 bits. */
export function attendTo(graph: Graph, query: string, keys: AudioKeys & { readonly zeros: string }): Looked {
  if (keys.units === undefined) {
    const scaled = graph.apply('Mul', [query, graph.floats([SCORE_SCALE], [])]);
    const scores = graph.apply('MatMul', [scaled, keys.key]);
    return { scores, found: graph.apply('MatMul', [softmax(graph, scores), keys.value]) };
  }
  const rows = { zeros: keys.zeros, inputs: HEAD_SIZE };
  const asked = quantizeRows(graph, graph.apply('Mul', [query, keys.units.key]), rows);
  const scores = graph.apply('Mul', [scoresOf(graph, asked.bytes, keys), asked.unit]);
  const shares = shareBytes(graph, softmax(graph, scores), keys.positions);
  const found = multiplied(graph, shares, { bytes: keys.value, zero: keys.zero, worth: 1 });
  const even = graph.apply('Mul', [found, shares.unit]);
  return { scores, found: graph.apply('Mul', [even, keys.units.value]) };
}

/** Shares [.., positions], none of them negative, and in each row some: bytes with zero for zero. `most`: no fewer than positions. */
export function shareBytes(graph: Graph, shares: string, most: number): ByteInput {
  const largest = graph.apply('ReduceMax', [shares, graph.integers([-1])]);
  const unit = graph.apply('Mul', [largest, graph.floats([1 / MOST_BYTE], [])]);
  // A block of each row: a list of the rows' scales takes the operator twice as long.
  const bytes = graph.apply('QuantizeLinear', [shares, unit], {
    attributes: { axis: { int: -1 }, block_size: { int: most }, output_dtype: { int: U8 } },
  });
  return { bytes, unit, zero: '' };
}

/** The scores of all positions, in units of their rows, from keys in blocks. */
function scoresOf(graph: Graph, bytes: string, { key, zero }: AudioKeys): string {
  const rows = graph.apply('Unsqueeze', [bytes, graph.integers([2])]);
  const blocks = multiplied(
    graph,
    { bytes: rows, zero: zeroPoint(graph) },
    { bytes: key, zero, worth: SCORE_SCALE },
  );
  // With one row in a window, as most have, they lie in their order already.
  const joined = graph.apply('Transpose', [blocks], { attributes: { perm: { ints: [0, 1, 3, 2, 4] } } });
  return graph.apply('Reshape', [joined, graph.integers([0, 0, 0, -1])]);
}

/** Rows of bytes times a matrix of bytes that are worth `worth` each; still in units of the rows. */
function multiplied(
  graph: Graph,
  { bytes, zero }: Omit<ByteInput, 'unit'>,
  matrix: { readonly bytes: string; readonly zero: string; readonly worth: number },
): string {
  const [one, worth] = [graph.floats([1], []), graph.floats([matrix.worth], [])];
  const inputs = [bytes, matrix.bytes, one, worth, zero, matrix.zero];
  return graph.applyMicrosoft('MatMulIntegerToFloat', inputs);
}

/** Shares of each row of scores [.., n]: none negative, together 1. */
export function softmax(graph: Graph, scores: string): string {
  return graph.apply('Softmax', [scores], { attributes: { axis: { int: -1 } } });
}
