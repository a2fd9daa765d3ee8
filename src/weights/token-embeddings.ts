/**
 * Token embeddings: the decoder's first numbers for each token, read row by row from their file.
 *
 * A graph that held the table would look rows up in mapped memory, and what was looked at stays resident: as the tokens of a
 * long text come up, all of it, 40 MB of `tiny.en`. A row is read in 2 microseconds from what the system keeps of the file.
 * File     [vocabulary, size] in the checkpoint's numbers where those are halves, else in floats; nothing else.
 * Throws   StoreError E_MODEL_CORRUPT for a file that is too short; system errors pass through.
 * @module
 */
import { StoreError } from '../kernel/index.ts';
import { type FileHandle, openFile, readSpan } from '../platform/index.ts';
import { ELEMENT_BYTES, toFloats } from './number-formats.ts';
import type { WhisperDims } from './whisper-checkpoint.ts';

/** Name of the file beside the graphs. */
export const EMBEDDINGS_NAME = 'embeddings.bin';

/** What the checkpoint calls the table. */
export const EMBEDDINGS_TENSOR = 'decoder/embeddings/weight';

/** Numbers of a row, and how they are stored. */
interface RowForm {
  readonly size: number;
  readonly format: 'f16' | 'f32';
}

/** The table of one checkpoint; close it when done. */
export class TokenEmbeddings {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #format: 'f16' | 'f32';
  readonly #rowBytes: number;

  private constructor(file: FileHandle, path: string, { size, format }: RowForm) {
    this.#path = path;
    this.#file = file;
    this.#format = format;
    this.#rowBytes = size * ELEMENT_BYTES[format];
  }

  /** Opens the file of a checkpoint of those sizes. */
  static async open(
    path: string,
    { nVocab, nTextState: size }: Pick<WhisperDims, 'nVocab' | 'nTextState'>,
  ): Promise<TokenEmbeddings> {
    const file = await openFile(path, 'r');
    const format = (await file.stat()).size > nVocab * size * ELEMENT_BYTES.f16 ? 'f32' : 'f16';
    return new TokenEmbeddings(file, path, { size, format });
  }

  /** [ids, size]. At once, since a step of the decoder would wait longer for its turn than for the rows. */
  rows(ids: readonly number[]): Float32Array {
    const length = this.#rowBytes;
    const rows = new Uint8Array(ids.length * length);
    for (const [at, id] of ids.entries()) {
      if (!readSpan(this.#file, rows.subarray(at * length, (at + 1) * length), id * length))
        throw new StoreError('E_MODEL_CORRUPT', `The converted weights in ${this.#path} end early.`, {
          hint: 'offscribe models list   (then: offscribe models pull NAME)',
        });
    }
    return toFloats(rows, this.#format);
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}
