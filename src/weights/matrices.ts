/**
 * Matrices: x W^T in the number formats that the graphs come in.
 * @module
 */
import type { RowRange } from './checkpoint.ts';
import type { Graph } from './graph.ts';
import type { QuantizedMatrix, TensorWriter } from './tensor-writer.ts';

/** Largest 8-bit magnitude used for an activation; where it is stored with 128 added, bytes lie in 1..255. */
export const TOP = 127;

/** No Gelu is lower than -0.16998, at -0.7518: behind one, bytes as wide as the largest value are wide enough. */
const GELU_DEPTH = 0.17;

/** Number format of converted weights: `f32` is the reference, `int8` what is normally used. */
export type WeightPrecision = 'f32' | 'int8';

/**
 * What a processor multiplies bytes by: instructions for them and no tiles (VNNI without AMX, `vnni`), or `any` other way. Graphs
 * for one work on the other, slower.
 */
export type ByteKernels = 'vnni' | 'any';

/** What a set of graphs is made for. */
export interface GraphForm {
  readonly precision: WeightPrecision;
  /** Of no account in f32. */
  readonly kernels: ByteKernels;
}

/**
 * How matrices are stored and multiplied.
 *
 * `f32`      floats, read straight from the checkpoint's layout.
 * `rowwise`  8-bit weights, one scale an output; activations to 8 bits with one scale a row. The sums are of integers,
 *            hence exact, hence the same in whatever order and with whatever neighbours: on every machine a row's
 *            result is its own. `zeros` names a u8 [b, n, 1] of zero points for the rows.
 *            `isOneWindow`: all rows are of one window, so an input may have one scale for all of it: a row changes with the
 *            others then, but they are always the same. A quarter less time for the encoder, and nothing lost but behind
 *            a Gelu, whose rows differ too much (`base`: 0.01 more of a reference token's negative log probability).
 *            Rejected: `MatMulNBits`. As fast, and row-independent with blocks of 32 or 64 on AVX-512, but not with
 *            blocks of 128 (float sums, whose order follows the number of rows), so no promise for other machines.
 */
export type MatrixForm =
  | 'f32'
  | { readonly rowwise: { readonly zeros: string; readonly isOneWindow?: boolean } };

/** What every layer function works on. */
export interface LayerContext {
  readonly graph: Graph;
  readonly tensors: TensorWriter;
  readonly form: MatrixForm;
}

/** A matrix by name, `name`/weight [outputs, inputs] and `name`/bias [outputs], or some rows (outputs) of it. */
export interface MatrixLayer {
  readonly name: string;
  readonly rows?: RowRange;
  /** Behind so many outputs there is one more, which is `bias` whatever goes in. */
  readonly gap?: { readonly group: number; readonly bias: number };
  /** What each output is multiplied by, in the weights: powers of two, which change no digits. */
  readonly factors?: Float32Array;
  /** The input comes out of a Gelu. */
  readonly isBehindGelu?: boolean;
}

/** x W^T + b. x is [batch, n, inputs]. */
export async function linear(context: LayerContext, input: string, layer: MatrixLayer): Promise<string> {
  const { graph, tensors } = context;
  const { name, rows, gap } = layer;
  const bias = await biasOf(context, layer);
  if (!hasOneScale(context, layer)) {
    const sums = graph.apply('Add', [await multiply(context, input, layer), bias]);
    return withGaps(graph, sums, { gap, outer: [0, 0] });
  }
  // Constants alone, so the runtime makes room among them once, when it loads the graph; the products come that wide.
  const matrix = await tensors.columns(`${name}/weight`, { rows, group: gap?.group });
  return multiplyBytes(graph, toBytes(graph, input), {
    ...matrix,
    bias: withGaps(graph, bias, { gap, outer: [] }),
  });
}

/** Values [outer sizes ..., outputs] with the gaps; `outer` as a reshape wants them. */
function withGaps(
  graph: Graph,
  values: string,
  { gap, outer }: { readonly gap: MatrixLayer['gap']; readonly outer: readonly number[] },
): string {
  if (gap === undefined) return values;
  const groups = graph.apply('Reshape', [values, graph.integers([...outer, -1, gap.group])]);
  const ends = [...outer.map(() => 0), 0];
  const pads = graph.integers([...ends, 0, ...ends, 1]);
  const padded = graph.apply('Pad', [groups, pads, graph.floats([gap.bias], [])]);
  return graph.apply('Reshape', [padded, graph.integers([...outer, -1])]);
}

function hasOneScale({ form }: LayerContext, { isBehindGelu = false }: MatrixLayer): boolean {
  return form !== 'f32' && form.rowwise.isOneWindow === true && !isBehindGelu;
}

/** The bias, or some rows of it. */
export async function biasOf({ graph, tensors }: LayerContext, layer: MatrixLayer): Promise<string> {
  const bias = graph.constant(await tensors.floats(`${layer.name}/bias`, layer.rows));
  return times(graph, bias, { factors: layer.factors });
}

/** Constants of each output, or a row of them, times its factor, if there is any; the runtime multiplies once, when it loads the graph. */
function times(
  graph: Graph,
  constants: string,
  { factors, areRows = false }: { readonly factors: Float32Array | undefined; readonly areRows?: boolean },
): string {
  if (factors === undefined) return constants;
  const shape = areRows ? [factors.length, 1] : [factors.length];
  return graph.apply('Mul', [constants, graph.floats([...factors], shape)]);
}

/** x W^T without a bias, in 8 bits always with one scale a row. */
export async function multiply(
  context: LayerContext,
  input: string,
  layer: MatrixLayer & { readonly output?: string },
): Promise<string> {
  const { graph, tensors, form } = context;
  const name = `${layer.name}/weight`;
  const output = layer.output === undefined ? {} : { output: layer.output };
  if (form === 'f32') {
    const weight = graph.constant(await tensors.floats(name, layer.rows));
    const rows = times(graph, weight, { factors: layer.factors, areRows: true });
    return graph.applyMicrosoft('FusedMatMul', [input, rows], {
      attributes: { transB: { int: 1 } },
      ...output,
    });
  }
  const { integers, scales } = await tensors.columns(name, { rows: layer.rows });
  const { bytes, unit } = quantizeRows(graph, input, {
    zeros: form.rowwise.zeros,
    inputs: integers.shape[0] ?? 0,
    ...(layer.isBehindGelu === undefined ? {} : { isBehindGelu: layer.isBehindGelu }),
  });
  const one = graph.floats([1], []);
  const sums = graph.applyMicrosoft('MatMulIntegerToFloat', [
    bytes,
    graph.constant(integers),
    one,
    times(graph, graph.constant(scales), { factors: layer.factors }),
    zeroPoint(graph),
  ]);
  return graph.apply('Mul', [sums, unit], output);
}

/** Zero point of the activations' bytes, a u8 scalar. */
export function zeroPoint(graph: Graph): string {
  const bytes = { inline: Uint8Array.of(TOP + 1) };
  return graph.constant({ name: 'zero_point', type: 'u8', shape: [], bytes });
}

/** Zero point of bytes with a sign, an i8 scalar. */
export function signedZero(graph: Graph): string {
  return graph.constant({ name: 'signed_zero', type: 'i8', shape: [], bytes: { inline: Uint8Array.of(0) } });
}

/** Bytes, what one unit of them is worth, and the byte that stands for zero. */
export interface ByteInput {
  readonly bytes: string;
  readonly unit: string;
  readonly zero: string;
}

/** All of an input to bytes of one scale. */
export function toBytes(graph: Graph, input: string): ByteInput {
  const [bytes, unit, zero] = [graph.newName(), graph.newName(), graph.newName()];
  graph.apply('DynamicQuantizeLinear', [input], { outputs: [bytes, unit, zero] });
  return { bytes, unit, zero };
}

/** x W^T + b of such an input. */
export function multiplyBytes(
  graph: Graph,
  { bytes, unit, zero }: ByteInput,
  { integers, scales, bias }: QuantizedMatrix & { readonly bias: string },
): string {
  const [matrix, worth] = [graph.constant(integers), graph.constant(scales)];
  return graph.applyMicrosoft('MatMulIntegerToFloat', [bytes, matrix, unit, worth, zero, '', bias]);
}

/** Each row of [.., inputs] to bytes of its own scale: the bytes, and [.., 1] what one unit is worth; `zeros` [.., 1]. */
export function quantizeRows(
  graph: Graph,
  input: string,
  rows: { readonly zeros: string; readonly inputs: number; readonly isBehindGelu?: boolean },
): { readonly bytes: string; readonly unit: string } {
  const largest = magnitudes(graph, input, rows.isBehindGelu ?? false);
  // A row of zeros has unit 0 and any bytes at all; multiplied by the unit in the end, they are zeros again.
  const unit = graph.apply('Mul', [largest, graph.floats([1 / TOP], [])]);
  const bytes = graph.apply('QuantizeLinear', [input, unit, rows.zeros], {
    attributes: { axis: { int: -1 }, block_size: { int: rows.inputs } },
  });
  return { bytes, unit };
}

/** The largest magnitude of each row of [.., inputs], behind a Gelu no less than its depth: [.., 1]. */
function magnitudes(graph: Graph, input: string, isBehindGelu: boolean): string {
  const values = isBehindGelu ? input : graph.apply('Abs', [input]);
  const largest = graph.apply('ReduceMax', [values, graph.integers([-1])], {
    attributes: { keepdims: { int: 1 } },
  });
  return isBehindGelu ? graph.apply('Max', [largest, graph.floats([GELU_DEPTH], [])]) : largest;
}
