/**
 * Matrices: x W^T in the number formats that the graphs come in.
 * @module
 */
import type { RowRange } from './checkpoint.ts';
import type { Graph } from './graph.ts';
import type { TensorWriter } from './tensor-writer.ts';

/** Largest 8-bit magnitude used for an activation; stored with 128 added, so bytes lie in 1..255. */
const TOP = 127;

/** Number format of converted weights: `f32` is the reference, `int8` what is normally used. */
export type WeightPrecision = 'f32' | 'int8';

/**
 * How matrices are stored and multiplied.
 *
 * `f32`      floats, read straight from the checkpoint's layout.
 * `rowwise`  8-bit weights, one scale an output; activations to 8 bits with one scale a row. The sums are of integers,
 *            hence exact, hence the same in whatever order and with whatever neighbours: on every machine a row's
 *            result is its own. `zeros` names a u8 [b, n, 1] of zero points for the rows.
 *            Rejected: one scale for the whole tensor (`DynamicQuantizeMatMul`): a row changes with the others, which the
 *            encoder, fed one window a call, could bear; but there it is 8 % faster for 0.7 points more word errors
 *            (`base`, 10.5 against 9.8 %; f32 10.1 %).
 *            Rejected: `MatMulNBits`. As fast, and row-independent with blocks of 32 or 64 on AVX-512, but not with
 *            blocks of 128 (float sums, whose order follows the number of rows), so no promise for other machines.
 */
export type MatrixForm = 'f32' | { readonly rowwise: { readonly zeros: string } };

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
  /** The input never lies further below zero than this: then bytes are as wide as its largest value, and no magnitudes are taken. */
  readonly depth?: number;
}

/** x W^T + b. x is [batch, n, inputs]. */
export async function linear(context: LayerContext, input: string, layer: MatrixLayer): Promise<string> {
  const bias = await biasOf(context, layer);
  return context.graph.apply('Add', [await multiply(context, input, layer), bias]);
}

/** The bias, or some rows of it. */
export async function biasOf(context: LayerContext, layer: MatrixLayer): Promise<string> {
  return context.graph.constant(await context.tensors.floats(`${layer.name}/bias`, layer.rows));
}

/** x W^T without a bias. */
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
    return graph.applyMicrosoft('FusedMatMul', [input, weight], {
      attributes: { transB: { int: 1 } },
      ...output,
    });
  }
  const { integers, scales } = await tensors.columns(name, layer.rows);
  const { bytes, unit } = quantizeRows(graph, input, {
    zeros: form.rowwise.zeros,
    inputs: integers.shape[0] ?? 0,
    depth: layer.depth,
  });
  const one = graph.floats([1], []);
  const sums = graph.applyMicrosoft('MatMulIntegerToFloat', [
    bytes,
    graph.constant(integers),
    one,
    graph.constant(scales),
    zeroPoint(graph),
  ]);
  return graph.apply('Mul', [sums, unit], output);
}

/** Zero point of the activations' bytes, a u8 scalar. */
export function zeroPoint(graph: Graph): string {
  const bytes = { inline: Uint8Array.of(TOP + 1) };
  return graph.constant({ name: 'zero_point', type: 'u8', shape: [], bytes });
}

/** Each row of [b, n, inputs] to bytes of its own scale: the bytes, and [b, n, 1] what one unit is worth. */
function quantizeRows(
  graph: Graph,
  input: string,
  rows: { readonly zeros: string; readonly inputs: number; readonly depth: number | undefined },
): { readonly bytes: string; readonly unit: string } {
  const largest = magnitudes(graph, input, rows.depth);
  // A row of zeros has unit 0 and any bytes at all; multiplied by the unit in the end, they are zeros again.
  const unit = graph.apply('Mul', [largest, graph.floats([1 / TOP], [])]);
  const bytes = graph.apply('QuantizeLinear', [input, unit, rows.zeros], {
    attributes: { axis: { int: -1 }, block_size: { int: rows.inputs } },
  });
  return { bytes, unit };
}

/** The largest magnitude of each row of [b, n, inputs], or what it is at least where the values are not deep: [b, n, 1]. */
function magnitudes(graph: Graph, input: string, depth: number | undefined): string {
  const values = depth === undefined ? graph.apply('Abs', [input]) : input;
  const largest = graph.apply('ReduceMax', [values, graph.integers([-1])], {
    attributes: { keepdims: { int: 1 } },
  });
  return depth === undefined ? largest : graph.apply('Max', [largest, graph.floats([depth], [])]);
}
