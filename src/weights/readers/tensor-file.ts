/**
 * Tensor file: named tensors lying plainly in one file or several, read by position.
 * @module
 */
import type { FileHandle } from '../../platform/index.ts';
import { type CorruptError, readExactly } from '../checkpoint.ts';
import type { NumberFormat } from '../number-formats.ts';

/** Beyond what any Whisper has; a hostile file must not become a huge table. */
export const MAX_TENSORS = 20_000;
/** A shape of more dimensions is none of Whisper's. */
export const MAX_RANK = 4;

/** Where a tensor lies. `bytes` follows from the shape and is inside the file. */
export interface StoredTensor {
  readonly file: FileHandle;
  readonly offset: number;
  readonly bytes: number;
  readonly shape: readonly number[];
  /** Undefined for number formats that no weights come in. */
  readonly format: NumberFormat | undefined;
  /** The file's own word for its number format. */
  readonly storedAs: string;
}

/** Open files and the tensors in them. */
export class TensorFiles {
  readonly #tensors = new Map<string, StoredTensor>();
  readonly #files: FileHandle[] = [];
  readonly corrupt: CorruptError;

  constructor(corrupt: CorruptError) {
    this.corrupt = corrupt;
  }

  /** Takes over an open file: it is closed with the others. */
  own(file: FileHandle): void {
    this.#files.push(file);
  }

  /** Adds a tensor. Throws StoreError E_MODEL_CORRUPT for a name that is there already, and for too many. */
  add(name: string, tensor: StoredTensor): void {
    if (this.#tensors.has(name)) throw this.corrupt(`it holds the tensor ${JSON.stringify(name)} twice`);
    if (this.#tensors.size >= MAX_TENSORS) throw this.corrupt(`it claims more than ${MAX_TENSORS} tensors`);
    this.#tensors.set(name, tensor);
  }

  /** The tensor of that name. */
  find(name: string): StoredTensor | undefined {
    return this.#tensors.get(name);
  }

  /** All names. */
  names(): Iterable<string> {
    return this.#tensors.keys();
  }

  /** Rows `start` to `end` (along the first axis) as they are stored. */
  async readRows(tensor: StoredTensor, rows: { start: number; end: number }): Promise<Uint8Array> {
    const rowBytes = tensor.bytes / Math.max(1, tensor.shape[0] ?? 1);
    const span = {
      offset: tensor.offset + rows.start * rowBytes,
      length: (rows.end - rows.start) * rowBytes,
    };
    return await readExactly(tensor.file, span, this.corrupt);
  }

  /** Closes every file. */
  async close(): Promise<void> {
    for (const file of this.#files) await file.close();
  }
}

/** Bytes of a tensor of that shape; undefined when a size is none. */
export function bytesOfShape(shape: readonly number[], elementBytes: number): number | undefined {
  if (!shape.every((size) => Number.isSafeInteger(size) && size >= 0)) return undefined;
  const bytes = shape.reduce((product, size) => product * size, elementBytes);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}
