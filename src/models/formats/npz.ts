/**
 * npz: a zip file of numpy arrays, as older MLX models have it.
 *
 * Refused  members that are not `.npy`, arrays of objects (which are pickles inside), sizes that do not follow from
 *          the shape, names twice, encryption, packing other than stored and deflated.
 * Limits   of each member its header is read, at most 64 KiB; nothing else is unpacked.
 * Source   numpy `lib/format.py`, versions 1 to 3.
 * @module
 */
import type { Entry, ZipFile } from 'yauzl';
import { AppError, systemCode } from '../../kernel/index.ts';
import { printable } from '../safe-names.ts';
import type { FormatFile } from './format-file.ts';

const MAX_MEMBERS = 20_000;
const MAX_HEADER_BYTES = 65_536;
const MAGIC = Buffer.from('\x93NUMPY', 'latin1');
const METHODS = [0, 8];

/** Kinds of numbers: bool, integers, floats, complex; `V` is how bfloat16 is written. */
const HEADER =
  /^\{'descr': '[<>|=]?[biufcV](\d{1,2})', 'fortran_order': (?:True|False), 'shape': \(((?:\d+(?:, ?)?)*)\),? *\}\s*$/;

/** Checks every member's header. Throws StoreError E_MODEL_UNSAFE. */
export async function requireNpz(file: FormatFile): Promise<void> {
  const { fromFdPromise } = await import('yauzl');
  try {
    const zip = await fromFdPromise(file.handle.fd, { autoClose: false, strictFileNames: true });
    // Errors also reach the call that met them; unheard, the event would end the process.
    zip.on('error', () => {});
    if (zip.entryCount === 0 || zip.entryCount > MAX_MEMBERS) {
      throw file.refusal(`it is a zip file of ${zip.entryCount} members`);
    }
    const names = new Set<string>();
    for await (const entry of zip.eachEntry()) {
      requireArrayEntry(file, entry, names);
      await requireArray(file, zip, entry);
    }
  } catch (error) {
    // A disk's error has a code of this form; zlib's, for bytes that do not unpack, has not.
    if (error instanceof AppError || /^E[A-Z0-9]+$/.test(systemCode(error) ?? '')) throw error;
    throw file.refusal(
      `it is a damaged zip file (${error instanceof Error ? error.message : String(error)})`,
    );
  }
}

function requireArrayEntry(file: FormatFile, entry: Entry, names: Set<string>): void {
  const name = printable(entry.fileName);
  if (/\.pkl$/i.test(entry.fileName)) throw file.refusal(`it is a zip file with the pickle ${name} in it`);
  if (!entry.fileName.endsWith('.npy')) throw file.refusal(`it is a zip file with ${name} in it`);
  if (names.has(entry.fileName)) throw file.refusal(`${name} is in it twice`);
  names.add(entry.fileName);
  if (entry.isEncrypted()) throw file.refusal(`${name} in it is encrypted`);
  if (!METHODS.includes(entry.compressionMethod)) {
    throw file.refusal(`${name} in it is packed by the method ${entry.compressionMethod}`);
  }
}

async function requireArray(file: FormatFile, zip: ZipFile, entry: Entry): Promise<void> {
  const head = await memberHead(zip, entry);
  const name = printable(entry.fileName);
  if (!head.subarray(0, MAGIC.length).equals(MAGIC) || head.length < 12)
    throw file.refusal(`${name} in it is no array`);
  const isOld = head.readUInt8(6) === 1;
  const start = isOld ? 10 : 12;
  const length = isOld ? head.readUInt16LE(8) : head.readUInt32LE(8);
  if (start + length > head.length) throw file.refusal(`the header of ${name} in it claims ${length} bytes`);
  const [, size, shape] = HEADER.exec(head.toString('latin1', start, start + length)) ?? [];
  if (size === undefined || shape === undefined)
    throw file.refusal(`${name} in it is not an array of numbers`);
  const sizes = shape.split(',').filter((part) => part.trim() !== '');
  const bytes = sizes.reduce((product, part) => product * Number(part), Number(size));
  if (start + length + bytes !== entry.uncompressedSize) {
    throw file.refusal(`the size of ${name} in it does not follow from its shape`);
  }
}

/** The first bytes of a member. */
async function memberHead(zip: ZipFile, entry: Entry): Promise<Buffer> {
  const stream = await zip.openReadStreamPromise(entry);
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of stream as AsyncIterable<Buffer>) {
    pieces.push(piece);
    length += piece.length;
    // Leaving the loop closes the stream.
    if (length >= MAX_HEADER_BYTES) break;
  }
  return Buffer.concat(pieces).subarray(0, MAX_HEADER_BYTES);
}
