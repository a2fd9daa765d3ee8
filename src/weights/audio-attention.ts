/**
 * Audio attention: queries of the decoder against the keys and values of a window (`audio-keys.ts`).
 *
 * In 8 bits each query is bytes of its own scale, and so are its shares of the audio, as wide as the largest of them. Sums are of
 * integers, so a row's result is its own, whatever is beside it.
 * @module
 */
import { type AudioKeys, TOP } from './audio-keys.ts';
import type { Graph } from './graph.ts';
import { zeroPoint } from './matrices.ts';
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

/** What each query [w, heads, rows, 64] finds in the audio, [w, heads, rows, 64]. */
export function attendTo(graph: Graph, query: string, keys: AudioKeys): string {
  if (keys.units === undefined) {
    const scaled = graph.apply('Mul', [query, graph.floats([SCORE_SCALE], [])]);
    return graph.apply('MatMul', [softmax(graph, graph.apply('MatMul', [scaled, keys.key])), keys.value]);
  }
  const { bytes: asked, unit } = queryBytes(graph, graph.apply('Mul', [query, keys.units.key]));
  const scale = graph.floats([SCORE_SCALE], []);
  const scores = graph.apply('Mul', [
    multiplied(graph, { bytes: asked, zero: zeroPoint(graph) }, { bytes: keys.key, scale }),
    unit,
  ]);
  const shares = shareBytes(graph, softmax(graph, scores), keys.positions);
  const one = graph.floats([1], []);
  const found = multiplied(graph, { bytes: shares.bytes, zero: '' }, { bytes: keys.value, scale: one });
  return graph.apply('Mul', [graph.apply('Mul', [found, shares.unit]), keys.units.value]);
}

/** Bytes, and what one unit of each row is worth, [.., rows, 1]. */
interface ByteRows {
  readonly bytes: string;
  readonly unit: string;
}

function queryBytes(graph: Graph, rows: string): ByteRows {
  const largest = graph.apply('ReduceMax', [graph.apply('Abs', [rows]), graph.integers([-1])]);
  // A query of zeros has unit 0 and any bytes at all; multiplied by the unit in the end, they are zeros again.
  const unit = graph.apply('Mul', [largest, graph.floats([1 / TOP], [])]);
  const even = graph.apply('Div', [rows, unit]);
  return { bytes: graph.apply('QuantizeLinear', [even, graph.floats([1], []), zeroPoint(graph)]), unit };
}

/** Shares are none of them negative, and add up to 1: their bytes have no zero point, and some unit. */
function shareBytes(graph: Graph, shares: string, positions: number): ByteRows {
  const largest = graph.apply('ReduceMax', [shares, graph.integers([-1])]);
  const unit = graph.apply('Mul', [largest, graph.floats([1 / MOST_BYTE], [])]);
  const bytes = graph.apply('QuantizeLinear', [shares, unit], {
    attributes: { axis: { int: -1 }, block_size: { int: positions }, output_dtype: { int: U8 } },
  });
  return { bytes, unit };
}

function multiplied(
  graph: Graph,
  rows: { readonly bytes: string; readonly zero: string },
  keys: { readonly bytes: string; readonly scale: string },
): string {
  const one = graph.floats([1], []);
  return graph.applyMicrosoft('MatMulIntegerToFloat', [rows.bytes, keys.bytes, one, keys.scale, rows.zero]);
}

function softmax(graph: Graph, scores: string): string {
  return graph.apply('Softmax', [scores], { attributes: { axis: { int: -1 } } });
}
