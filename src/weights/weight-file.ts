/**
 * Weight file: the one external-data file that the encoder's and the decoder's graph share, written front to back.
 *
 * Each tensor starts on a page, so that ONNX Runtime can map it.
 * @module
 */
import type { NewFile } from './new-file.ts';
import type { ElementType, Initializer } from './onnx-model.ts';

/** Name of the file beside the graphs. */
export const WEIGHTS_NAME = 'weights.bin';

/** ONNX's advice for memory-mapped external data (onnx.proto, `external_data`). */
const PAGE_BYTES = 4096;

/** A tensor to be written. */
export interface WrittenTensor {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  /** Its bytes, in pieces: a large tensor need never be in memory whole. */
  readonly pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** Appends tensors to a new file. System errors (a full disk) pass through. */
export class WeightFile {
  readonly #file: NewFile;
  readonly #written = new Map<string, Initializer>();

  constructor(file: NewFile) {
    this.#file = file;
  }

  /** The tensor of that name if it is in the file already. */
  find(name: string): Initializer | undefined {
    return this.#written.get(name);
  }

  /** Appends a tensor and tells where it went. */
  async append(tensor: WrittenTensor): Promise<Initializer> {
    await this.#file.write(new Uint8Array((PAGE_BYTES - (this.#file.sizeBytes % PAGE_BYTES)) % PAGE_BYTES));
    const offset = this.#file.sizeBytes;
    for await (const piece of tensor.pieces) await this.#file.write(piece);
    const { name, type, shape } = tensor;
    const bytes = { file: WEIGHTS_NAME, offset, length: this.#file.sizeBytes - offset };
    const initializer: Initializer = { name, type, shape, bytes };
    this.#written.set(name, initializer);
    return initializer;
  }
}
