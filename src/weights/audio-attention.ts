/**
 * Audio attention: queries of the decoder against the keys and values of a window (`audio-keys.ts`).
 *
 * In 8 bits a query, and later its shares, are two bytes each: the nearest whole number of units, and what is left of it
 * in units 254 times as small. Both are rows of one product, which costs no more than one row, since it is the keys that
 * take the time. Only the keys and values are rounded then; single bytes would lose the many small shares of a head that
 * looks everywhere. Sums are of integers, so a row's result is its own, whatever is beside it.
 * @module
 */
import { type AudioKeys, LEAST_MAGNITUDE, TOP } from './audio-keys.ts';
import type { Graph } from './graph.ts';
import { zeroPoint } from './matrices.ts';
import { HEAD_SIZE } from './whisper-checkpoint.ts';

/**
 * Scale of attention scores, 1 / sqrt(HEAD_SIZE). A power of two, so it can be applied to the query without rounding;
 * inside the product, as `FusedMatMul` would, it costs ONNX Runtime its fast path for one row: 337 for 96 us a layer.
 */
export const SCORE_SCALE = 1 / Math.sqrt(HEAD_SIZE);

/** Fine units in a whole one: what is left is at most half a unit, and at most `TOP` fine ones. */
const FINE = 2 * TOP;

/** What each query [w, heads, rows, 64] finds in the audio, [w, heads, rows, 64]. */
export function attendTo(graph: Graph, query: string, keys: AudioKeys): string {
  if (keys.units === undefined) {
    const scaled = graph.apply('Mul', [query, graph.floats([SCORE_SCALE], [])]);
    return graph.apply('MatMul', [softmax(graph, graph.apply('MatMul', [scaled, keys.key])), keys.value]);
  }
  const even = graph.apply('Mul', [query, keys.units.key]);
  const largest = graph.apply('ReduceMax', [graph.apply('Abs', [even]), graph.integers([-1])]);
  const unit = graph.apply('Mul', [
    graph.apply('Max', [largest, graph.floats([LEAST_MAGNITUDE], [])]),
    graph.floats([1 / TOP], []),
  ]);
  const product = multiplyFinely(graph, graph.apply('Div', [even, unit]), keys.key);
  const scale = graph.apply('Mul', [unit, graph.floats([SCORE_SCALE], [])]);
  const shares = softmax(graph, graph.apply('Mul', [product, scale]));
  const found = multiplyFinely(graph, graph.apply('Mul', [shares, graph.floats([TOP], [])]), keys.value);
  const worth = graph.apply('Mul', [keys.units.value, graph.floats([1 / TOP], [])]);
  return graph.apply('Mul', [found, worth]);
}

/** Rows of numbers up to `TOP`, as two bytes each, times a matrix of bytes. */
function multiplyFinely(graph: Graph, rows: string, bytes: string): string {
  const whole = graph.apply('Round', [rows]);
  const rest = graph.apply('Mul', [graph.apply('Sub', [rows, whole]), graph.floats([FINE], [])]);
  const both = graph.apply('Concat', [whole, rest], { attributes: { axis: { int: 2 } } });
  const one = graph.floats([1], []);
  const zero = zeroPoint(graph);
  const sums = graph.applyMicrosoft('MatMulIntegerToFloat', [
    graph.apply('QuantizeLinear', [both, one, zero]),
    bytes,
    one,
    one,
    zero,
  ]);
  const [coarse, fine] = [graph.newName(), graph.newName()];
  graph.apply('Split', [sums], {
    attributes: { axis: { int: 2 }, num_outputs: { int: 2 } },
    outputs: [coarse, fine],
  });
  return graph.apply('Add', [coarse, graph.apply('Mul', [fine, graph.floats([1 / FINE], [])])]);
}

function softmax(graph: Graph, scores: string): string {
  return graph.apply('Softmax', [scores], { attributes: { axis: { int: -1 } } });
}
