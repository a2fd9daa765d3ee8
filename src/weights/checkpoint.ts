/**
 * Checkpoint: what everything that is made from weights reads, one tensor or some rows of it at a time.
 *
 * Throws  StoreError E_MODEL_CORRUPT for whatever the files' own words do not bear out.
 * @module
 */
import { StoreError } from '../kernel/index.ts';
import type { FileHandle } from '../platform/index.ts';
import type { NumberFormat } from './number-formats.ts';

/** What a tensor holds. */
export interface TensorEntry {
  readonly format: NumberFormat;
  readonly shape: readonly number[];
  readonly bytes: number;
}

/** A run of rows: indices along the first axis, half-open. */
export interface RowRange {
  readonly start: number;
  readonly end: number;
}

/** An open checkpoint, whatever its files are: tensors have CTranslate2's names and its fused projections. */
export interface Checkpoint {
  /** What the model is: `WhisperSpec`, or what else a CTranslate2 file says. */
  readonly spec: string;
  /** The tensor of that name, by alias too; undefined when there is none. */
  find(name: string): TensorEntry | undefined;
  /** The tensor's name after aliases. */
  resolve(name: string): string;
  /** Stored bytes of the rows. Throws StoreError E_MODEL_CORRUPT when absent or cut short. */
  readRaw(name: string, rows?: RowRange): Promise<Uint8Array>;
  /** The rows as floats; 8- and 16-bit integers are divided by their `_scale`, as CTranslate2 does. */
  readFloats(name: string, rows?: RowRange): Promise<Float32Array>;
  /** Stored numbers without any scale: settings such as `num_heads` are integers that no scale belongs to. */
  readSettings(name: string): Promise<Float32Array>;
  close(): Promise<void>;
}

/** Makes the error for a damaged file from a clause that completes "FILE is damaged: ...". */
export type CorruptError = (what: string) => StoreError;

/** The usual maker: names the file, and the pull that repairs it. */
export function corruptErrorFor(path: string, modelName: string): CorruptError {
  return (what) =>
    new StoreError('E_MODEL_CORRUPT', `${path} cannot be used: ${what}.`, {
      hint: `offscribe models pull ${modelName}`,
      details: { file: path },
    });
}

/** A span of the file; a file cut while open is an error, not zeros. */
export async function readExactly(
  file: FileHandle,
  span: { readonly offset: number; readonly length: number },
  corrupt: CorruptError,
): Promise<Uint8Array> {
  const bytes = new Uint8Array(span.length);
  for (let done = 0; done < span.length; ) {
    const { bytesRead } = await file.read(bytes, done, span.length - done, span.offset + done);
    if (bytesRead === 0) throw corrupt('it ends too early');
    done += bytesRead;
  }
  return bytes;
}
