/**
 * npz: read the tensors of a zip file of numpy arrays where they lie, as `numpy.savez` and MLX store them.
 *
 * Total   any bytes give a table, StoreError E_MODEL_CORRUPT, or EngineError E_MODEL_UNLOADABLE for what is sound but
 *         cannot be read in place: packed members, Fortran order. Arrays of objects (pickles) are never looked into.
 * Source  numpy `lib/format.py`, versions 1 to 3.
 * @module
 */
import type { Entry, ZipFile } from 'yauzl';
import { AppError, systemCode } from '../../kernel/index.ts';
import { type FileHandle, openFile } from '../../platform/index.ts';
import { type CorruptError, readExactly } from '../checkpoint.ts';
import type { NumberFormat } from '../number-formats.ts';
import { unloadable } from '../unloadable.ts';
import { bytesOfShape, MAX_RANK, MAX_TENSORS, TensorFiles } from './tensor-file.ts';

const MAX_HEADER_BYTES = 65_536;
const MAGIC = '\x93NUMPY';
const STORED = 0;

/** The whole header: kind and size of an element, order, shape. Kinds of plain numbers only; `V` is bfloat16. */
const HEADER =
  /^\{'descr': '([<|][biufcV]\d{1,2})', 'fortran_order': (True|False), 'shape': \(((?:\d+(?:, ?)?)*)\),? *\}\s*$/;
const FORMATS: Readonly<Record<string, NumberFormat>> = {
  '<f4': 'f32',
  '<f2': 'f16',
  '<V2': 'bf16',
  '|V2': 'bf16',
  '<i4': 'i32',
};

/** Opens the archive and reads every member's header. A tensor is named as its member, without `.npy`. */
export async function openNpz(path: string, corrupt: CorruptError): Promise<TensorFiles> {
  const files = new TensorFiles(corrupt);
  const file = await openFile(path, 'r');
  files.own(file);
  try {
    await addMembers(files, file, path);
    return files;
  } catch (error) {
    await files.close();
    // A disk's error has a code of this form; whatever else comes out of reading a zip file is about the file.
    if (error instanceof AppError || /^E[A-Z0-9]+$/.test(systemCode(error) ?? '')) throw error;
    throw corrupt(`it is a damaged zip file (${error instanceof Error ? error.message : String(error)})`);
  }
}

async function addMembers(files: TensorFiles, file: FileHandle, path: string): Promise<void> {
  const { fromFdPromise } = await import('yauzl');
  const zip = await fromFdPromise(file.fd, { autoClose: false, strictFileNames: true });
  // Errors also reach the call that met them; unheard, the event would end the process.
  zip.on('error', () => {});
  if (zip.entryCount > MAX_TENSORS) throw files.corrupt(`it claims ${zip.entryCount} members`);
  for await (const entry of zip.eachEntry()) await addMember(files, { file, path, zip }, entry);
}

async function addMember(
  files: TensorFiles,
  from: { readonly file: FileHandle; readonly path: string; readonly zip: ZipFile },
  entry: Entry,
): Promise<void> {
  const name = entry.fileName.replace(/\.npy$/, '');
  const quoted = JSON.stringify(name);
  if (entry.compressionMethod !== STORED || entry.isEncrypted()) {
    throw unloadable(`${from.path} packs its member ${quoted}, so that it cannot be read in place`, {
      hint: `python3 -c "import numpy,sys; p=sys.argv[1]; numpy.savez(p, **numpy.load(p))" ${from.path}`,
    });
  }
  const { fileDataStart } = await from.zip.readLocalFileHeaderPromise(entry, { minimal: true });
  const head = { offset: fileDataStart, length: Math.min(MAX_HEADER_BYTES, entry.uncompressedSize) };
  const { header, start } = readHeader(await readExactly(from.file, head, files.corrupt));
  const [, storedAs, order, sizes] = HEADER.exec(header) ?? [];
  if (storedAs === undefined || sizes === undefined)
    throw files.corrupt(`its member ${quoted} is no array of numbers`);
  const shape = sizes.split(',').flatMap((size) => (size.trim() === '' ? [] : [Number(size)]));
  if (order === 'True' && shape.length > 1) {
    throw unloadable(`${from.path} stores its member ${quoted} by columns, which is not read`);
  }
  const bytes = bytesOfShape(shape, Number(storedAs.slice(2)));
  if (shape.length > MAX_RANK || bytes === undefined || start + bytes !== entry.uncompressedSize)
    throw files.corrupt(`the size of its member ${quoted} does not follow from its shape`);
  const format = FORMATS[storedAs];
  files.add(name, { file: from.file, offset: fileDataStart + start, bytes, shape, format, storedAs });
}

/** The header's text and where the numbers start; no text when the bytes are no array's. */
function readHeader(head: Uint8Array): { readonly header: string; readonly start: number } {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  if (bytes.length < 12 || bytes.toString('latin1', 0, MAGIC.length) !== MAGIC)
    return { header: '', start: 0 };
  const textAt = bytes.readUInt8(MAGIC.length) === 1 ? 10 : 12;
  const start = textAt + (textAt === 10 ? bytes.readUInt16LE(8) : bytes.readUInt32LE(8));
  return start > bytes.length
    ? { header: '', start: 0 }
    : { header: bytes.toString('latin1', textAt, start), start };
}
