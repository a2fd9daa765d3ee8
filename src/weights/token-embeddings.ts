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

/** Most rows that are kept: 1 to 3 MB. */
const MOST_KNOWN = 512;

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
  /** Rows that were read: most tokens are among the few that every text is full of. */
  readonly #known = new Map<number, Float32Array>();

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
    const size = this.#rowBytes / ELEMENT_BYTES[this.#format];
    const rows = new Float32Array(ids.length * size);
    for (const [at, id] of ids.entries()) rows.set(this.#row(id), at * size);
    return rows;
  }

  #row(id: number): Float32Array {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const bytes = new Uint8Array(this.#rowBytes);
    if (!readSpan(this.#file, bytes, id * this.#rowBytes))
      throw new StoreError('E_MODEL_CORRUPT', `The converted weights in ${this.#path} end early.`, {
        hint: 'offscribe models list   (then: offscribe models pull NAME)',
      });
    if (this.#known.size === MOST_KNOWN) this.#known.clear();
    const row = toFloats(bytes, this.#format);
    this.#known.set(id, row);
    return row;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}
