/**
 * CTranslate2: read a `model.bin` by position, one tensor at a time.
 *
 * Layout  u32 version (6); string spec; u32 revision; u32 count; per tensor: string name, u8 rank, u32 sizes, u8 type,
 *         u32 bytes, the bytes; u32 aliases; per alias: string name, string target. A string is u16 length with its
 *         final NUL, then the bytes. Little-endian.
 * Total   any bytes give a table or StoreError E_MODEL_CORRUPT: every size is checked against the file before use.
 * Source  CTranslate2 `src/models/model.cc`; checked against files it wrote.
 * @module
 */
import { type FileHandle, openFile } from '../../platform/index.ts';
import {
  type Checkpoint,
  type CorruptError,
  type RowRange,
  readExactly,
  type TensorEntry,
} from '../checkpoint.ts';
import { ELEMENT_BYTES, type NumberFormat, toFloats } from '../number-formats.ts';

/** CTranslate2's type numbers. */
const FORMATS: readonly NumberFormat[] = ['f32', 'i8', 'i16', 'i32', 'f16', 'bf16'];
const VERSION = 6;

/** A hostile file must not become a huge table. The largest Whisper has about 1,300 tensors, named in 60 bytes. */
const MAX_TENSORS = 20_000;
const MAX_NAME_BYTES = 1024;
const MAX_RANK = 4;
/** Headers are read in pieces of this size; a table entry fits in one. */
const PIECE_BYTES = 4096;

/** An open `model.bin`. */
export interface Ctranslate2Checkpoint extends Checkpoint {
  /** All names, without aliases, in file order. */
  readonly names: readonly string[];
  find(name: string): PlacedTensor | undefined;
}

/** Opens a checkpoint and reads its table. `corrupt` makes the error, so that it can name the model to pull again. */
export async function openCtranslate2(path: string, corrupt: CorruptError): Promise<Ctranslate2Checkpoint> {
  const file = await openFile(path, 'r');
  try {
    const table = await readTable(new Cursor(file, (await file.stat()).size, corrupt), corrupt);
    return new OpenCheckpoint(file, table, corrupt);
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** A tensor and where its bytes start. */
type PlacedTensor = TensorEntry & { readonly offset: number };

interface Table {
  readonly spec: string;
  readonly tensors: ReadonlyMap<string, PlacedTensor>;
  readonly aliases: ReadonlyMap<string, string>;
}

async function readTable(cursor: Cursor, corrupt: CorruptError): Promise<Table> {
  const version = await cursor.unsigned(4);
  if (version !== VERSION) {
    throw corrupt(`it is no CTranslate2 checkpoint of version ${VERSION} (its first number is ${version})`);
  }
  const spec = await cursor.text();
  await cursor.unsigned(4);
  const count = await cursor.unsigned(4);
  if (count > MAX_TENSORS) throw corrupt(`it claims ${count} tensors`);
  const tensors = new Map<string, PlacedTensor>();
  for (let i = 0; i < count; i++) {
    const name = await cursor.text();
    if (tensors.has(name)) throw corrupt(`it holds the tensor ${JSON.stringify(name)} twice`);
    tensors.set(name, await readEntry(cursor, name, corrupt));
  }
  const aliasCount = await cursor.unsigned(4);
  if (aliasCount > MAX_TENSORS) throw corrupt(`it claims ${aliasCount} aliases`);
  const aliases = new Map<string, string>();
  for (let i = 0; i < aliasCount; i++) {
    const name = await cursor.text();
    const target = await cursor.text();
    if (tensors.has(name) || !tensors.has(target)) {
      throw corrupt(`its alias ${JSON.stringify(name)} points to ${JSON.stringify(target)}`);
    }
    aliases.set(name, target);
  }
  return { spec, tensors, aliases };
}

async function readEntry(cursor: Cursor, name: string, corrupt: CorruptError): Promise<PlacedTensor> {
  const rank = await cursor.unsigned(1);
  if (rank > MAX_RANK) throw corrupt(`tensor ${JSON.stringify(name)} claims ${rank} dimensions`);
  const shape: number[] = [];
  for (let axis = 0; axis < rank; axis++) shape.push(await cursor.unsigned(4));
  const type = await cursor.unsigned(1);
  const format = FORMATS[type];
  if (format === undefined) throw corrupt(`tensor ${JSON.stringify(name)} has the unknown type ${type}`);
  const bytes = await cursor.unsigned(4);
  const expected = shape.reduce((product, size) => product * size, ELEMENT_BYTES[format]);
  if (expected !== bytes) {
    throw corrupt(`tensor ${JSON.stringify(name)} of shape [${shape.join(', ')}] has ${bytes} bytes`);
  }
  return { format, shape, offset: cursor.skip(bytes), bytes };
}

/** Reads numbers and strings one after another, never past the end. */
class Cursor {
  #position = 0;
  #piece: Uint8Array = new Uint8Array(0);
  #pieceStart = 0;

  constructor(
    private readonly file: FileHandle,
    private readonly size: number,
    private readonly corrupt: CorruptError,
  ) {}

  /** A little-endian unsigned integer of 1, 2 or 4 bytes. */
  async unsigned(bytes: 1 | 2 | 4): Promise<number> {
    return (await this.#take(bytes)).reduceRight((value, byte) => value * 256 + byte, 0);
  }

  /** A string: u16 length with the final NUL, then the bytes. */
  async text(): Promise<string> {
    const length = await this.unsigned(2);
    if (length === 0 || length > MAX_NAME_BYTES) throw this.corrupt(`a name in it has ${length} bytes`);
    const bytes = await this.#take(length);
    if (bytes[length - 1] !== 0) throw this.corrupt('a name in it has no end');
    return new TextDecoder().decode(bytes.subarray(0, length - 1));
  }

  /** Steps over `bytes` bytes that must be there; returns where they start. */
  skip(bytes: number): number {
    const start = this.#position;
    this.#require(bytes);
    this.#position += bytes;
    return start;
  }

  async #take(bytes: number): Promise<Uint8Array> {
    this.#require(bytes);
    const from = this.#position - this.#pieceStart;
    if (from < 0 || from + bytes > this.#piece.length) {
      const length = Math.min(PIECE_BYTES, this.size - this.#position);
      this.#piece = await readExactly(this.file, { offset: this.#position, length }, this.corrupt);
      this.#pieceStart = this.#position;
    }
    const start = this.#position - this.#pieceStart;
    this.#position += bytes;
    return this.#piece.subarray(start, start + bytes);
  }

  #require(bytes: number): void {
    if (this.#position + bytes > this.size) throw this.corrupt('it ends too early');
  }
}

class OpenCheckpoint implements Ctranslate2Checkpoint {
  readonly spec: string;
  readonly names: readonly string[];

  constructor(
    private readonly file: FileHandle,
    private readonly table: Table,
    private readonly corrupt: CorruptError,
  ) {
    this.spec = table.spec;
    this.names = [...table.tensors.keys()];
  }

  resolve(name: string): string {
    return this.table.aliases.get(name) ?? name;
  }

  find(name: string): PlacedTensor | undefined {
    return this.table.tensors.get(this.resolve(name));
  }

  async readRaw(name: string, rows?: RowRange): Promise<Uint8Array> {
    const entry = this.#require(name);
    const rowBytes = entry.bytes / (entry.shape[0] ?? 1);
    const { start, end } = rows ?? { start: 0, end: entry.shape[0] ?? 1 };
    const span = { offset: entry.offset + start * rowBytes, length: (end - start) * rowBytes };
    return await readExactly(this.file, span, this.corrupt);
  }

  async readFloats(name: string, rows?: RowRange): Promise<Float32Array> {
    const entry = this.#require(name);
    const floats = toFloats(await this.readRaw(name, rows), entry.format);
    if (entry.format === 'i8' || entry.format === 'i16') await this.#applyScale(name, floats, rows);
    return floats;
  }

  async readSettings(name: string): Promise<Float32Array> {
    return toFloats(await this.readRaw(name), this.#require(name).format);
  }

  /** Integers are the weights times a scale: one for all, or one a row. */
  async #applyScale(name: string, values: Float32Array, rows?: RowRange): Promise<void> {
    const scaleName = `${this.resolve(name)}_scale`;
    const scaleEntry = this.#require(scaleName);
    const rowCount = this.#require(name).shape[0] ?? 1;
    const scales = toFloats(await this.readRaw(scaleName), scaleEntry.format);
    if (scales.length !== 1 && scales.length !== rowCount) {
      throw this.corrupt(`tensor ${JSON.stringify(scaleName)} has ${scales.length} values`);
    }
    if (!scales.every((scale) => Number.isFinite(scale) && scale !== 0)) {
      throw this.corrupt(`tensor ${JSON.stringify(scaleName)} holds a scale of zero or none at all`);
    }
    const { start, end } = rows ?? { start: 0, end: rowCount };
    const rowLength = values.length / (end - start);
    for (let i = 0; i < values.length; i++) {
      const row = scales.length === 1 ? 0 : start + Math.floor(i / rowLength);
      values[i] = (values[i] ?? 0) / (scales[row] ?? 1);
    }
  }

  #require(name: string): PlacedTensor {
    const entry = this.find(name);
    if (entry === undefined) throw this.corrupt(`it has no tensor ${JSON.stringify(name)}`);
    return entry;
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}
