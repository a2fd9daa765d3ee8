/**
 * Tensor writer: takes tensors out of the checkpoint, puts them into the weight file in the form an operator wants.
 *
 * Memory  about one matrix at a time; the token embedding, by far the largest, goes through in blocks of rows.
 * @module
 */
import { throwIfCancelled } from '../kernel/index.ts';
import type { Checkpoint, RowRange } from './checkpoint.ts';
import { bytesOf } from './number-formats.ts';
import type { Initializer } from './onnx-model.ts';
import { quantizeRowsInto } from './quantize.ts';
import type { ReadWatch } from './read-watch.ts';
import { rowBlocks } from './row-blocks.ts';
import { swapLastAxes } from './swap-axes.ts';
import type { WeightFile, WrittenTensor } from './weight-file.ts';

/** An 8-bit matrix: its integers and what one unit of them is worth. */
export interface QuantizedMatrix {
  readonly integers: Initializer;
  readonly scales: Initializer;
}

/** Which outputs of a matrix are wanted, and how they lie. */
export interface ColumnChoice {
  readonly rows?: RowRange | undefined;
  readonly group?: number | undefined;
}

/** Writes each tensor once, whoever asks for it. Names are the checkpoint's, with the form appended. */
export class TensorWriter {
  readonly #checkpoint: Checkpoint;
  readonly #file: WeightFile;
  readonly #signal: AbortSignal | undefined;
  readonly #onRead: (bytes: number) => void;

  constructor(checkpoint: Checkpoint, file: WeightFile, watch: ReadWatch) {
    this.#checkpoint = checkpoint;
    this.#file = file;
    this.#signal = watch.signal;
    this.#onRead = watch.onRead;
  }

  /** The tensor, or some of its rows, as floats in the checkpoint's own layout. */
  async floats(name: string, rows?: RowRange): Promise<Initializer> {
    this.#report(name, rows);
    const shape = this.#shapeOf(name, rows);
    return await this.#once({
      name: this.#label(name, 'f32', rows),
      type: 'f32',
      shape,
      pieces: () =>
        this.#rowBlocks(name, rows, async (part) => bytesOf(await this.#checkpoint.readFloats(name, part))),
    });
  }

  /** The tensor as it is stored where that is halves, else as floats. Half the size, and exact. */
  async halvesOrFloats(name: string): Promise<Initializer> {
    if (this.#checkpoint.find(name)?.format !== 'f16') return await this.floats(name);
    this.#report(name);
    return await this.#once({
      name: this.#label(name, 'f16'),
      type: 'f16',
      shape: this.#shapeOf(name),
      pieces: () => this.#rowBlocks(name, undefined, (part) => this.#checkpoint.readRaw(name, part)),
    });
  }

  /**
   * A [outputs, inputs] matrix as integer operators want it: i8 [inputs, outputs], one scale an output. Of a convolution's
   * kernel [outputs, inputs, taps] the inputs of the first tap, then those of the next. `group`: behind so many outputs
   * there is one more, of zeros.
   */
  async columns(name: string, { rows, group }: ColumnChoice = {}): Promise<QuantizedMatrix> {
    this.#report(name, rows);
    const [outputs = 0, inputs = 0, taps = 1] = this.#shapeOf(name, rows);
    const width = outputs + (group === undefined ? 0 : outputs / group);
    const form = group === undefined ? '' : `:${group}+1`;
    const scales = new Float32Array(width);
    const integers = await this.#once({
      name: this.#label(name, `i8${form}`, rows),
      type: 'i8',
      shape: [taps * inputs, width],
      pieces: () => this.#quantizedColumns(name, { rows, group }, scales),
    });
    return {
      integers,
      scales: await this.#once({
        name: this.#label(name, `scale${form}`, rows),
        type: 'f32',
        shape: [width],
        pieces: () => [bytesOf(scales)],
      }),
    };
  }

  /** One piece, the whole matrix: its rows become columns, so none is finished before all are read. */
  async *#quantizedColumns(
    name: string,
    { rows, group }: ColumnChoice,
    scales: Float32Array,
  ): AsyncGenerator<Uint8Array> {
    const [, inputs = 0, taps = 1] = this.#shapeOf(name, rows);
    const target = { integers: new Int8Array(scales.length * taps * inputs), scales };
    const quantized = this.#rowBlocks(name, rows, async (part) => {
      const first = part.start - (rows?.start ?? 0);
      const values = await this.#checkpoint.readFloats(name, part);
      quantizeRowsInto(target, tapByTap(values, inputs, taps), { first, inputs: taps * inputs, group });
    });
    for await (const _ of quantized);
    yield bytesOf(target.integers);
  }

  #report(name: string, rows?: RowRange): void {
    const entry = this.#checkpoint.find(name);
    const share = rows === undefined ? 1 : (rows.end - rows.start) / (entry?.shape[0] ?? 1);
    this.#onRead((entry?.bytes ?? 0) * share);
  }

  async #once(
    tensor: Omit<WrittenTensor, 'pieces'> & { pieces: () => WrittenTensor['pieces'] },
  ): Promise<Initializer> {
    const written = this.#file.find(tensor.name);
    if (written !== undefined) return written;
    throwIfCancelled(this.#signal);
    return await this.#file.append({ ...tensor, pieces: tensor.pieces() });
  }

  async *#rowBlocks<T>(
    name: string,
    rows: RowRange | undefined,
    read: (part: RowRange) => Promise<T>,
  ): AsyncGenerator<T> {
    for (const part of rowBlocks(this.#checkpoint.find(name)?.shape ?? [], rows)) {
      throwIfCancelled(this.#signal);
      yield await read(part);
    }
  }

  #shapeOf(name: string, rows?: RowRange): number[] {
    const [count = 1, ...rest] = this.#checkpoint.find(name)?.shape ?? [];
    return [rows === undefined ? count : rows.end - rows.start, ...rest];
  }

  #label(name: string, form: string, rows?: RowRange): string {
    const part = rows === undefined ? '' : `[${rows.start}:${rows.end}]`;
    return `${this.#checkpoint.resolve(name)}${part}:${form}`;
  }
}

/** [rows, inputs, taps] to [rows, taps, inputs]. */
function tapByTap(values: Float32Array, inputs: number, taps: number): Float32Array {
  if (taps === 1) return values;
  const swapped = swapLastAxes(bytesOf(values), { first: inputs, second: taps, elementBytes: 4 });
  return new Float32Array(swapped.buffer);
}
