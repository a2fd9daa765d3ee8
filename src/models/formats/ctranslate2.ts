/**
 * CTranslate2: a table of tensors with their bytes between, then aliases.
 *
 * Layout  u32 version (6); string spec; u32 revision; u32 count; per tensor: string name, u8 rank, u32 sizes, u8 type,
 *         u32 bytes, the bytes; u32 aliases; per alias: string name, string target. A string is a u16 length with its
 *         final NUL, then the bytes. Little-endian.
 * Limits  names of at most 1 KiB, 20,000 tensors; every size is checked against the file before it is used.
 * Source  CTranslate2 `src/models/model.cc`.
 * @module
 */
import { FormatCursor, type FormatFile } from './format-file.ts';

const VERSION = 6;
/** By type: f32, i8, i16, i32, f16, bf16. */
const ELEMENT_BYTES = [4, 1, 2, 4, 2, 2];
const MAX_ENTRIES = 20_000;
const MAX_NAME_BYTES = 1024;
const MAX_RANK = 4;

/** Whether a file begins as a checkpoint does: its version, then a short name such as `WhisperSpec` with its NUL. */
export function looksLikeCtranslate2(head: Buffer): boolean {
  if (head.length < 8 || head.readUInt32LE(0) !== VERSION) return false;
  const length = head.readUInt16LE(4);
  return length > 1 && length <= 128 && /^\w+\0$/.test(head.toString('latin1', 6, 6 + length));
}

/** Checks the table from front to end. Throws StoreError E_MODEL_UNSAFE. */
export async function requireCtranslate2(file: FormatFile): Promise<void> {
  const cursor = new FormatCursor(file, 4);
  await skipName(cursor);
  cursor.skip(4);
  const tensors = await cursor.u32();
  if (tensors > MAX_ENTRIES) throw file.refusal(`it claims ${tensors} tensors`);
  for (let i = 0; i < tensors; i += 1) await skipTensor(cursor);
  const aliases = await cursor.u32();
  if (aliases > MAX_ENTRIES) throw file.refusal(`it claims ${aliases} aliases`);
  for (let i = 0; i < 2 * aliases; i += 1) await skipName(cursor);
  if (!cursor.isAtEnd) throw file.refusal('something follows after its end');
}

async function skipTensor(cursor: FormatCursor): Promise<void> {
  const { file } = cursor;
  await skipName(cursor);
  const rank = await cursor.u8();
  if (rank > MAX_RANK) throw file.refusal(`a tensor claims ${rank} dimensions`);
  let elements = 1;
  for (let axis = 0; axis < rank; axis += 1) elements *= await cursor.u32();
  const elementBytes = ELEMENT_BYTES[await cursor.u8()];
  const bytes = await cursor.u32();
  if (elementBytes === undefined || elements * elementBytes !== bytes) {
    throw file.refusal('the size of a tensor does not follow from its shape');
  }
  cursor.skip(bytes);
}

async function skipName(cursor: FormatCursor): Promise<void> {
  const length = await cursor.u16();
  if (length === 0 || length > MAX_NAME_BYTES) throw cursor.file.refusal(`a name in it has ${length} bytes`);
  const name = await cursor.bytes(length);
  if (name.indexOf(0) !== length - 1) throw cursor.file.refusal('a name in it does not end where it should');
}
