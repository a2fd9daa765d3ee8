/**
 * Mapped checkpoint: tensors under another project's names, seen as CTranslate2's.
 *
 * Memory  only the rows that are asked for are read and joined; nothing is converted beforehand.
 * Throws  StoreError E_MODEL_CORRUPT for parts that do not fit together; EngineError E_MODEL_UNLOADABLE for number
 *         formats that weights do not come in.
 * @module
 */
import type { Checkpoint, RowRange, TensorEntry } from '../checkpoint.ts';
import { bytesOf, ELEMENT_BYTES, type NumberFormat, toFloats, toHalves } from '../number-formats.ts';
import { swapLastAxes } from '../swap-axes.ts';
import { type NameScheme, placeOf } from '../tensor-names.ts';
import { unloadable } from '../unloadable.ts';
import { encoderPositions } from './positions.ts';
import type { StoredTensor, TensorFiles } from './tensor-file.ts';

const POSITIONS = 'encoder/position_encodings/encodings';
/** Encoder positions of a 30 s window. */
const AUDIO_POSITIONS = 1500;
/** One matrix under two names. */
const ALIASES: Readonly<Record<string, string>> = {
  'decoder/projection/weight': 'decoder/embeddings/weight',
};

/** What the tensors cannot say themselves: numbers by CTranslate2's names, such as `encoder/num_heads`. */
export type Settings = Readonly<Record<string, number>>;

/** One of CTranslate2's tensors, put together from parts of as many rows each; undefined stands for zeros. */
interface Joined extends TensorEntry {
  readonly parts: readonly (StoredTensor | undefined)[];
  readonly partRows: number;
  readonly swapped: boolean;
}

/** Presents `files` under CTranslate2's names; closes them when it is closed. */
export class MappedCheckpoint implements Checkpoint {
  readonly spec = 'WhisperSpec';
  readonly #files: TensorFiles;
  readonly #scheme: NameScheme;
  readonly #settings: Settings;
  #positions: Uint8Array | undefined;

  constructor(files: TensorFiles, scheme: NameScheme, settings: Settings) {
    this.#files = files;
    this.#scheme = scheme;
    this.#settings = settings;
  }

  resolve(name: string): string {
    return ALIASES[name] ?? name;
  }

  find(name: string): TensorEntry | undefined {
    if (Object.hasOwn(this.#settings, name)) return { format: 'i32', shape: [], bytes: 4 };
    return this.#join(this.resolve(name)) ?? (name === POSITIONS ? this.#computedPositions() : undefined);
  }

  async readRaw(name: string, rows?: RowRange): Promise<Uint8Array> {
    const joined = this.#join(this.resolve(name));
    if (joined !== undefined) return await this.#readJoined(joined, rows);
    if (name !== POSITIONS) throw this.#files.corrupt(`it has no tensor ${JSON.stringify(name)}`);
    const { format, shape } = this.#computedPositions();
    const [count = 0, size = 0] = shape;
    this.#positions ??= toFormat(encoderPositions(count, size), format);
    const rowBytes = size * ELEMENT_BYTES[format];
    return this.#positions.subarray((rows?.start ?? 0) * rowBytes, (rows?.end ?? count) * rowBytes);
  }

  async readFloats(name: string, rows?: RowRange): Promise<Float32Array> {
    const bytes = await this.readRaw(name, rows);
    return toFloats(bytes, this.find(name)?.format ?? 'f32');
  }

  async readSettings(name: string): Promise<Float32Array> {
    return Float32Array.of(this.#settings[name] ?? Number.NaN);
  }

  async close(): Promise<void> {
    await this.#files.close();
  }

  /** In the number format of the first convolution, as everything else is. */
  #computedPositions(): TensorEntry {
    const [size = 0] = this.find('encoder/conv1/weight')?.shape ?? [];
    const format = this.find('encoder/conv1/bias')?.format ?? 'f32';
    return {
      format,
      shape: [AUDIO_POSITIONS, size],
      bytes: AUDIO_POSITIONS * size * ELEMENT_BYTES[format],
    };
  }

  #join(name: string): Joined | undefined {
    const place = placeOf(name, this.#scheme);
    const found = place?.parts.flatMap((part) => (part === undefined ? [] : (this.#files.find(part) ?? [])));
    const wanted = place?.parts.filter((part) => part !== undefined).length ?? 0;
    const [first] = found ?? [];
    if (place === undefined || found === undefined || first === undefined || found.length !== wanted)
      return undefined;
    if (found.some(({ shape }) => shape.join() !== first.shape.join()))
      throw this.#files.corrupt(`the parts of ${JSON.stringify(name)} are not of one shape`);
    const formats = new Set(found.map((tensor) => formatOf(name, tensor)));
    const format = formats.size === 1 ? formatOf(name, first) : 'f32';
    const [partRows = 1, ...inner] = first.shape;
    const shape = [partRows * place.parts.length, ...(place.swapped ? inner.reverse() : inner)];
    const bytes = shape.reduce((product, size) => product * size, ELEMENT_BYTES[format]);
    const parts = place.parts.map((part) => (part === undefined ? undefined : this.#files.find(part)));
    return { format, shape, bytes, parts, partRows, swapped: place.swapped && first.shape.length === 3 };
  }

  async #readJoined(joined: Joined, rows?: RowRange): Promise<Uint8Array> {
    const { start, end } = rows ?? { start: 0, end: joined.shape[0] ?? 1 };
    const pieces: Uint8Array[] = [];
    for (const [index, part] of joined.parts.entries()) {
      const first = index * joined.partRows;
      const range = { start: Math.max(start - first, 0), end: Math.min(end - first, joined.partRows) };
      if (range.start < range.end) pieces.push(await this.#readPart(joined, part, range));
    }
    return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
  }

  async #readPart(joined: Joined, part: StoredTensor | undefined, rows: RowRange): Promise<Uint8Array> {
    const rowLength = joined.shape.slice(1).reduce((product, size) => product * size, 1);
    const elementBytes = ELEMENT_BYTES[joined.format];
    if (part === undefined) return new Uint8Array((rows.end - rows.start) * rowLength * elementBytes);
    const stored = await this.#files.readRows(part, rows);
    const isAlike = part.format === joined.format || part.format === undefined;
    const bytes = isAlike ? stored : bytesOf(toFloats(stored, part.format));
    const [, first = 1, second = 1] = part.shape;
    return joined.swapped ? swapLastAxes(bytes, { first, second, elementBytes }) : bytes;
  }
}

function formatOf(name: string, { format, storedAs }: StoredTensor): NumberFormat {
  if (format !== undefined && format !== 'i32') return format;
  throw unloadable(`The weights cannot be converted: the tensor ${name} is stored as ${storedAs}`);
}

function toFormat(values: Float32Array, format: NumberFormat): Uint8Array {
  if (format === 'f32') return bytesOf(values);
  if (format === 'bf16') {
    // Rounded to the nearest as numpy and MLX do it; sines are neither infinite nor NaN.
    const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
    const nearest = (word: number): number => (word + 0x7fff + ((word >>> 16) & 1)) >>> 16;
    return bytesOf(Uint16Array.from(words, nearest));
  }
  return bytesOf(toHalves(values));
}
