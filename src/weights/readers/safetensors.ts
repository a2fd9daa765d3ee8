/**
 * safetensors: read the header of one file or of several shards, each tensor's place checked before it is believed.
 *
 * Layout  u64 length of the header; the header, a JSON object { name: { dtype, shape, data_offsets: [begin, end] } }
 *         and `__metadata__`; then the tensors.
 * Total   any bytes give a table or StoreError E_MODEL_CORRUPT. A header has at most 16 MiB.
 * Source  https://github.com/huggingface/safetensors, `safetensors/src/tensor.rs`.
 * @module
 */
import { type FileHandle, openFile } from '../../platform/index.ts';
import { type CorruptError, readExactly } from '../checkpoint.ts';
import { isObject, parseJson } from '../json.ts';
import type { NumberFormat } from '../number-formats.ts';
import { bytesOfShape, MAX_RANK, type StoredTensor, TensorFiles } from './tensor-file.ts';

/** A header above it is a lie: published ones stay below 1 MiB. */
const MAX_HEADER_BYTES = 16 << 20;

/** Bytes of one element, and how weights of it are read. */
const DTYPES: Readonly<Record<string, { readonly bytes: number; readonly format?: NumberFormat }>> = {
  F32: { bytes: 4, format: 'f32' },
  F16: { bytes: 2, format: 'f16' },
  BF16: { bytes: 2, format: 'bf16' },
  I32: { bytes: 4, format: 'i32' },
  ...Object.fromEntries(['U64', 'I64', 'F64', 'C64'].map((name) => [name, { bytes: 8 }])),
  U32: { bytes: 4 },
  ...Object.fromEntries(['U16', 'I16'].map((name) => [name, { bytes: 2 }])),
  ...Object.fromEntries(
    ['U8', 'I8', 'BOOL', 'F8_E5M2', 'F8_E4M3', 'F8_E8M0'].map((name) => [name, { bytes: 1 }]),
  ),
};

/** Opens the files and reads their headers. The tensors of all of them are one table. */
export async function openSafetensors(paths: readonly string[], corrupt: CorruptError): Promise<TensorFiles> {
  const files = new TensorFiles(corrupt);
  try {
    for (const path of paths) {
      const file = await openFile(path, 'r');
      files.own(file);
      await addTensors(files, file, (await file.stat()).size);
    }
    return files;
  } catch (error) {
    await files.close();
    throw error;
  }
}

async function addTensors(files: TensorFiles, file: FileHandle, sizeBytes: number): Promise<void> {
  const { corrupt } = files;
  const head = await readExactly(file, { offset: 0, length: 8 }, corrupt);
  const length = Number(new DataView(head.buffer).getBigUint64(0, true));
  if (length > MAX_HEADER_BYTES || 8 + length > sizeBytes) throw corrupt(`its header claims ${length} bytes`);
  const text = new TextDecoder().decode(await readExactly(file, { offset: 8, length }, corrupt));
  const header = parseJson(text);
  if (!isObject(header)) throw corrupt('its header is not a JSON object');
  const place = { file, start: 8 + length, sizeBytes };
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const tensor = tensorOf(value, place);
    if (tensor === undefined) throw corrupt(`its header does not place the tensor ${JSON.stringify(name)}`);
    files.add(name, tensor);
  }
}

/** Where a tensor lies; undefined when the header's words about it do not hold together, or point outside. */
function tensorOf(
  value: unknown,
  place: { readonly file: FileHandle; readonly start: number; readonly sizeBytes: number },
): StoredTensor | undefined {
  if (!isObject(value)) return undefined;
  const { dtype: storedAs, shape, data_offsets: offsets } = value;
  if (typeof storedAs !== 'string' || !Object.hasOwn(DTYPES, storedAs)) return undefined;
  if (!isNumbers(shape) || shape.length > MAX_RANK || !isNumbers(offsets)) return undefined;
  const [begin = -1, end = -1] = offsets;
  const dtype = DTYPES[storedAs];
  const bytes = bytesOfShape(shape, dtype?.bytes ?? 0);
  const isInside = Number.isSafeInteger(begin) && begin >= 0 && place.start + end <= place.sizeBytes;
  if (!isInside || offsets.length !== 2 || end - begin !== bytes) return undefined;
  return { file: place.file, offset: place.start + begin, bytes, shape, format: dtype?.format, storedAs };
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'number');
}
