/**
 * safetensors: write a header, then the tensors one after another.
 *
 * The header ends on a multiple of 8 bytes and names the tensors in the order they lie: same tensors, same bytes.
 * Source  https://github.com/huggingface/safetensors, format description.
 * @module
 */
import { InternalError } from '../../kernel/index.ts';
import { type FileRecord, type NewFile, writeNewFile } from '../new-file.ts';

const ALIGNMENT = 8;
const ELEMENT_BYTES = { F16: 2, I32: 4 } as const;

/** A tensor to be written. */
export interface SafeTensor {
  readonly name: string;
  readonly dtype: keyof typeof ELEMENT_BYTES;
  readonly shape: readonly number[];
  /** Its bytes; asked for once, when they are wanted. */
  readonly pieces: () => AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** Writes `name` in `folder`; `format` is said in the metadata, as those who read the file do. */
export async function writeSafetensors(
  folder: string,
  name: string,
  content: { readonly format: string; readonly tensors: readonly SafeTensor[] },
): Promise<FileRecord> {
  return await writeNewFile(folder, name, async (file) => {
    const header = new TextEncoder().encode(formatHeader(content));
    const padding = (ALIGNMENT - (header.length % ALIGNMENT)) % ALIGNMENT;
    const length = new Uint8Array(8);
    new DataView(length.buffer).setBigUint64(0, BigInt(header.length + padding), true);
    await file.write(length);
    await file.write(header);
    await file.write(new Uint8Array(padding).fill(0x20));
    for (const tensor of content.tensors) await writeTensor(file, tensor);
  });
}

async function writeTensor(file: NewFile, tensor: SafeTensor): Promise<void> {
  const start = file.sizeBytes;
  for await (const piece of tensor.pieces()) await file.write(piece);
  if (file.sizeBytes - start !== bytesOfTensor(tensor))
    throw new InternalError(`The tensor ${tensor.name} was written with ${file.sizeBytes - start} bytes.`);
}

function formatHeader(content: { readonly format: string; readonly tensors: readonly SafeTensor[] }): string {
  let end = 0;
  const places = content.tensors.map((tensor) => {
    const start = end;
    end += bytesOfTensor(tensor);
    return [tensor.name, { dtype: tensor.dtype, shape: tensor.shape, data_offsets: [start, end] }] as const;
  });
  return JSON.stringify({ __metadata__: { format: content.format }, ...Object.fromEntries(places) });
}

function bytesOfTensor({ shape, dtype }: SafeTensor): number {
  return shape.reduce((product, size) => product * size, ELEMENT_BYTES[dtype]);
}
