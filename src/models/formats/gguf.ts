/**
 * GGUF: settings, then a table of tensors, then their bytes.
 *
 * Layout  `GGUF`, u32 version, u64 tensors, u64 settings; a setting: string key, u32 type, value; a tensor: string name,
 *         u32 rank, u64 sizes, u32 format, u64 offset from the aligned end of the table. A string is a u64 length and
 *         its bytes. Little-endian.
 * Limits  every count and length is bounded by the file before it is used (CVE-2026-7482: a reader that did not).
 * Source  ggml `docs/gguf.md`.
 * @module
 */
import { FormatCursor, type FormatFile } from './format-file.ts';
import { tensorBytes } from './tensor-sizes.ts';

const VERSIONS = [2, 3];
const MAX_TENSORS = 100_000;
const MAX_SETTINGS = 10_000;
const MAX_NAME_BYTES = 65_535;
const MAX_RANK = 4;
/** Elements of arrays taken together: the largest vocabularies have about 300,000 entries, in three arrays. */
const MAX_ELEMENTS = 10_000_000;

/** Arrays in arrays. */
const MAX_DEPTH = 2;

const STRING = 8;
const ARRAY = 9;
/** Bytes of a value, by its type. */
const VALUE_BYTES: Readonly<Record<number, number>> = {
  ...{ 0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8 },
};
const U32 = 4;

/** Checks settings and table. Throws StoreError E_MODEL_UNSAFE. */
export async function requireGguf(file: FormatFile): Promise<void> {
  const cursor = new FormatCursor(file, 4);
  const version = await cursor.u32();
  if (!VERSIONS.includes(version)) throw file.refusal(`it is GGUF of the unknown version ${version}`);
  const tensors = await cursor.u64();
  const settings = await cursor.u64();
  if (tensors > MAX_TENSORS) throw file.refusal(`it claims ${tensors} tensors`);
  if (settings > MAX_SETTINGS) throw file.refusal(`it claims ${settings} settings`);
  const alignment = await readSettings(cursor, settings);
  const spans: Span[] = [];
  for (let i = 0; i < tensors; i += 1) spans.push(await readTensor(cursor, alignment));
  const start = Math.ceil(cursor.position / alignment) * alignment;
  let end = 0;
  for (const { offset, bytes } of spans.sort((one, other) => one.offset - other.offset)) {
    if (offset < end) throw file.refusal('its tensors overlap');
    end = offset + bytes;
  }
  if (start + end > file.sizeBytes) throw file.refusal('a tensor lies beyond its end');
}

/** Walks over the settings; returns the alignment they ask for. */
async function readSettings(cursor: FormatCursor, settings: number): Promise<number> {
  let alignment = 32;
  const room = { elements: MAX_ELEMENTS, depth: MAX_DEPTH };
  for (let i = 0; i < settings; i += 1) {
    const key = await readName(cursor);
    const type = await cursor.u32();
    if (key === 'general.alignment' && type === U32) alignment = await cursor.u32();
    else await skipValue(cursor, type, room);
  }
  if (alignment < 8 || alignment > 65_536 || alignment % 8 !== 0) {
    throw cursor.file.refusal(`it asks for an alignment of ${alignment} bytes`);
  }
  return alignment;
}

interface Span {
  readonly offset: number;
  readonly bytes: number;
}

async function readTensor(cursor: FormatCursor, alignment: number): Promise<Span> {
  const { file } = cursor;
  if ((await readName(cursor)) === '') throw file.refusal('a tensor has no name');
  const rank = await cursor.u32();
  if (rank > MAX_RANK) throw file.refusal(`a tensor claims ${rank} dimensions`);
  const shape: number[] = [];
  for (let axis = 0; axis < rank; axis += 1) shape.push(await cursor.u64());
  const format = await cursor.u32();
  const offset = await cursor.u64();
  const bytes = tensorBytes(format, shape);
  if (bytes === undefined)
    throw file.refusal(`a tensor of shape [${shape.join(', ')}] has the format ${format}`);
  if (offset % alignment !== 0) throw file.refusal('a tensor is not aligned');
  return { offset, bytes };
}

async function readName(cursor: FormatCursor): Promise<string> {
  const length = await cursor.u64();
  if (length > MAX_NAME_BYTES) throw cursor.file.refusal(`a name in it claims ${length} bytes`);
  return (await cursor.bytes(length)).toString('utf8');
}

/** What is left of the limits on arrays. */
interface Room {
  elements: number;
  readonly depth: number;
}

async function skipValue(cursor: FormatCursor, type: number, room: Room): Promise<void> {
  const { file } = cursor;
  const fixed = VALUE_BYTES[type];
  if (fixed !== undefined) cursor.skip(fixed);
  else if (type === STRING) cursor.skip(await cursor.u64());
  else if (type !== ARRAY || room.depth === 0) throw file.refusal(`a setting has the unknown type ${type}`);
  else {
    const inner = await cursor.u32();
    const count = await cursor.u64();
    const innerBytes = VALUE_BYTES[inner];
    if (innerBytes !== undefined) cursor.skip(count * innerBytes);
    else {
      room.elements -= count;
      if (room.elements < 0) throw file.refusal(`a setting claims ${count} values`);
      const innerRoom = { elements: room.elements, depth: room.depth - 1 };
      for (let i = 0; i < count; i += 1) await skipValue(cursor, inner, innerRoom);
      room.elements = innerRoom.elements;
    }
  }
}
