/**
 * Quantize: floats to 8-bit integers and scales, symmetric about zero.
 *
 * A value is integer x scale; scale = largest magnitude / 127, so the error is at most half a scale. Values that are
 * all zero get scale 0. Round half away from zero upwards (`Math.round`): the same on every machine.
 * @module
 */

/** Rows below it count as zero: a scale near the smallest floats would be rounded so far that integers overflow. */
const LEAST_MAGNITUDE = 1e-30;

/** Largest integer used; -128 is left out so that the range is symmetric. */
const TOP = 127;

/** A matrix under way to 8 bits: `integers` [inputs, outputs] (two's complement), `scales` [outputs]. */
export interface ColumnMatrix {
  readonly integers: Int8Array;
  readonly scales: Float32Array;
}

/** Where rows of a matrix go. */
export interface ColumnPlace {
  /** The first of them, counted from the matrix's first. */
  readonly first: number;
  readonly inputs: number;
  /** Behind so many rows a column is left as it is. */
  readonly group?: number | undefined;
}

/** Quantizes rows of `inputs` floats into the columns of `target`. */
export function quantizeRowsInto(
  target: ColumnMatrix,
  values: Float32Array,
  { first, inputs, group = Number.POSITIVE_INFINITY }: ColumnPlace,
): void {
  const outputs = target.scales.length;
  for (let row = 0; row < values.length / inputs; row++) {
    const { scale, inverse } = scaleOf(values.subarray(row * inputs, (row + 1) * inputs));
    const column = first + row + Math.floor((first + row) / group);
    target.scales[column] = scale;
    for (let i = 0; i < inputs; i++) {
      target.integers[i * outputs + column] = Math.round((values[row * inputs + i] ?? 0) * inverse);
    }
  }
}

/** The scale of a group and what to multiply by. Rounded to a float first: the graph multiplies by that very value. */
function scaleOf(values: Float32Array): { readonly scale: number; readonly inverse: number } {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  if (largest < LEAST_MAGNITUDE) return { scale: 0, inverse: 0 };
  const scale = Math.fround(largest / TOP);
  return { scale, inverse: 1 / scale };
}
