/**
 * Step memory: where the decoder puts what a step tells, for a caller that has read it before its next step.
 *
 * Fresh memory for each step would wait for the collector, and tensors take time to make.
 * @module
 */
import type { WhisperDims } from '../../weights/index.ts';
import { floats, integers, letGo, type Tensor, type Tensors } from './session.ts';

/** Outputs of a step; its names are the decoder graph's. */
export type StepOutput = 'added' | 'logits' | 'text_top' | 'text_ids' | 'text_mass' | 'special';

/** What the shapes of the outputs depend on. */
export interface StepSizes {
  readonly dims: Pick<WhisperDims, 'nVocab' | 'nTextLayer' | 'nTextState'>;
  /** One for each id that is text. */
  readonly textBias: Float32Array;
}

/** How many rows a step has, each of one token, and how many of the likeliest text tokens it tells of each. */
export interface StepShape {
  readonly rows: number;
  readonly count: number;
}

/** Memory of one step after another. */
export class StepMemory {
  readonly #sizes: StepSizes;
  readonly #tensors = new Map<StepOutput, Tensor>();
  #shape: StepShape = { rows: 0, count: 0 };

  constructor(sizes: StepSizes) {
    this.#sizes = sizes;
  }

  /** Where each of those outputs goes. */
  places(outputs: readonly StepOutput[], shape: StepShape): Tensors {
    if (shape.rows !== this.#shape.rows || shape.count !== this.#shape.count) {
      letGo(...this.#tensors.values());
      this.#tensors.clear();
    }
    this.#shape = shape;
    return Object.fromEntries(outputs.map((output) => [output, this.#tensorOf(output)]));
  }

  #tensorOf(output: StepOutput): Tensor {
    const known = this.#tensors.get(output);
    if (known !== undefined) return known;
    const shape = this.#shapeOf(output);
    const length = shape.reduce((product, size) => product * size, 1);
    const tensor =
      output === 'text_ids'
        ? integers(new Array<number>(length).fill(0), shape)
        : floats(new Float32Array(length), shape);
    this.#tensors.set(output, tensor);
    return tensor;
  }

  #shapeOf(output: StepOutput): readonly number[] {
    const { rows, count } = this.#shape;
    const { dims, textBias } = this.#sizes;
    if (output === 'added') return [rows, 1, 2 * dims.nTextLayer * dims.nTextState];
    if (output === 'logits') return [rows, 1, dims.nVocab];
    if (output === 'special') return [rows, dims.nVocab - textBias.length];
    return output === 'text_mass' ? [rows] : [rows, count];
  }
}
