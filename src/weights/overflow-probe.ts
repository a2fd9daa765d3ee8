/**
 * Overflow probe: a graph of one operator whose answer tells whether 8-bit products overflow on this processor.
 *
 * x86 processors with AVX2 but without VNNI add two products of an unsigned and a signed byte in 16 bits, which
 * saturates: sums come out as little as half of what they are, and which sums do depends on how the work is cut up.
 * ONNX Runtime's session option `session.x64quantprecision` = `1` avoids it by slower products (encoder x 1.4), so it is
 * for those processors alone. Asking the arithmetic itself needs no list of processors.
 * @module
 */
import { buildModel } from './onnx-model.ts';

const ROWS = 4;
const INPUTS = 64;
const OUTPUTS = 16;
const LARGEST_WEIGHT = 127;

/** A graph to run, what to feed it, and what to make of the answer. */
export interface OverflowProbe {
  readonly model: Uint8Array;
  /** The input `x`, f32. */
  readonly input: Float32Array;
  readonly shape: readonly number[];
  /** Whether the values of the output `y` show an overflow. */
  isOverflow(output: Float32Array): boolean;
}

/** The probe: ones, which become the largest byte 255, times the largest weights. */
export function overflowProbe(): OverflowProbe {
  const exact = INPUTS * LARGEST_WEIGHT;
  const weights = new Uint8Array(INPUTS * OUTPUTS).fill(LARGEST_WEIGHT);
  const unit = new Uint8Array(Float32Array.of(1).buffer);
  const model = buildModel({
    inputs: [{ name: 'x', type: 'f32', shape: [ROWS, INPUTS] }],
    outputs: [{ name: 'y', type: 'f32', shape: [ROWS, OUTPUTS] }],
    nodes: [
      {
        operator: 'DynamicQuantizeMatMul',
        domain: 'com.microsoft',
        inputs: ['x', 'weights', 'unit'],
        outputs: ['y'],
      },
    ],
    initializers: [
      { name: 'weights', type: 'i8', shape: [INPUTS, OUTPUTS], bytes: { inline: weights } },
      { name: 'unit', type: 'f32', shape: [], bytes: { inline: unit } },
    ],
  });
  return {
    model,
    input: new Float32Array(ROWS * INPUTS).fill(1),
    shape: [ROWS, INPUTS],
    isOverflow: (output) => !output.every((sum) => Math.abs(sum - exact) <= 1),
  };
}
