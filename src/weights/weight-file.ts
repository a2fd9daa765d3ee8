/**
 * Weight file: the one external-data file that the encoder's and the decoder's graph share, written front to back.
 *
 * Each tensor starts on a page, so that ONNX Runtime can map it; its sha256 is known when the last byte is written.
 * @module
 */
import { createHash } from 'node:crypto';
import type { FileHandle } from '../platform/index.ts';
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

/** Appends tensors to an open file. System errors (a full disk) pass through. */
export class WeightFile {
  readonly #file: FileHandle;
  readonly #written = new Map<string, Initializer>();
  readonly #hash = createHash('sha256');
  #size = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** The tensor of that name if it is in the file already. */
  find(name: string): Initializer | undefined {
    return this.#written.get(name);
  }

  /** Appends a tensor and tells where it went. */
  async append(tensor: WrittenTensor): Promise<Initializer> {
    await this.#write(new Uint8Array((PAGE_BYTES - (this.#size % PAGE_BYTES)) % PAGE_BYTES));
    const offset = this.#size;
    for await (const piece of tensor.pieces) await this.#write(piece);
    const { name, type, shape } = tensor;
    const bytes = { file: WEIGHTS_NAME, offset, length: this.#size - offset };
    const initializer: Initializer = { name, type, shape, bytes };
    this.#written.set(name, initializer);
    return initializer;
  }

  /** Size and digest of everything written; nothing may be appended afterwards. */
  finish(): { readonly sizeBytes: number; readonly sha256: string } {
    return { sizeBytes: this.#size, sha256: this.#hash.digest('hex') };
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      done += (await this.#file.write(bytes, done)).bytesWritten;
    }
    this.#hash.update(bytes);
    this.#size += bytes.length;
  }
}
