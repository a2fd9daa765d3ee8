/**
 * WAV reader: RIFF/WAVE (and RF64, BW64) bytes, in pieces of any size, to samples.
 *
 * In/out  `push` takes the next bytes and returns the interleaved samples that became complete, in [-1, 1].
 * Lenient a data size of 0 or 0xFFFFFFFF (what a writer leaves that cannot seek back) means "until the end"; chunks
 *         of any kind may stand before `data`; an odd chunk has its pad byte.
 * Throws  InputError E_MEDIA_UNDECODABLE: not WAV, no `fmt ` before `data`, or a `fmt ` that makes no sense.
 * Source  Multimedia Programming Interface 1.0 (1991), WAVE_FORMAT_EXTENSIBLE, EBU Tech 3306 (RF64).
 * @module
 */
import { InputError } from '../kernel/index.ts';
import { decodeWavSamples, WAV_SAMPLE_BYTES, type WavEncoding } from './wav-samples.ts';

/** A hostile file must not make us hold a `fmt ` of gigabytes. */
const MAX_FORMAT_BYTES = 4096;
/** Sizes that mean "not known when the header was written". */
const UNKNOWN_SIZES = [0, 0xffffffff];
const FORMAT_EXTENSIBLE = 0xfffe;

/** What the header says. */
export interface WavHeader {
  /** Format tag after WAVE_FORMAT_EXTENSIBLE is resolved: 1 PCM, 3 float, 6 A-law, 7 mu-law, else compressed. */
  readonly formatTag: number;
  readonly channels: number;
  readonly sampleRateHz: number;
  readonly bitsPerSample: number;
  /** Absent when the format is a compressed one that this reader does not decode. */
  readonly encoding?: WavEncoding;
  /** Bytes of one frame (a sample of every channel). */
  readonly frameBytes: number;
  /** Bytes the data chunk promises; absent when it goes on until the end of the file. */
  readonly dataBytes?: number;
}

/** Reads one WAV stream from its first byte on. */
export class WavReader {
  /** Known once `data` has been reached. */
  header: WavHeader | undefined;
  /** Whole frames handed out so far. */
  frames = 0;
  #pending: Uint8Array = new Uint8Array(0);
  #toSkip = 0;
  #started = false;
  #format: WavHeader | undefined;
  #size64: number | undefined;
  #dataLeft = Number.POSITIVE_INFINITY;

  /** Takes the next bytes; returns interleaved samples of whole frames. Throws when `header.encoding` is absent. */
  push(bytes: Uint8Array): Float32Array {
    this.#pending = this.#pending.length === 0 ? bytes : joinBytes(this.#pending, bytes);
    while (this.header === undefined) if (!this.#readChunk()) return new Float32Array(0);
    return this.#readFrames(this.header);
  }

  /** Frames that the data chunk promised and the bytes so far did not hold; 0 when its size is unknown. */
  get missingFrames(): number {
    const { dataBytes, frameBytes } = this.header ?? {};
    if (dataBytes === undefined || frameBytes === undefined) return 0;
    return Math.max(0, Math.floor(dataBytes / frameBytes) - this.frames);
  }

  /** Reads one header element; false when more bytes are needed. */
  #readChunk(): boolean {
    if (!this.#skip()) return false;
    const headBytes = this.#started ? 8 : 12;
    if (this.#pending.length < headBytes) return false;
    const view = viewOf(this.#pending);
    if (!this.#started) {
      const riff = ['RIFF', 'RF64', 'BW64'].includes(tagAt(view, 0));
      if (!riff || tagAt(view, 8) !== 'WAVE') throw undecodable('It does not start with a RIFF/WAVE header.');
      this.#started = true;
      this.#toSkip = 12;
      return true;
    }
    const size = view.getUint32(4, true);
    const tag = tagAt(view, 0);
    if (tag === 'data') {
      this.#startData(size);
      return true;
    }
    if (tag !== 'fmt ' && tag !== 'ds64') {
      this.#toSkip = 8 + size + (size % 2);
      return true;
    }
    if (size > MAX_FORMAT_BYTES) throw undecodable(`Its "${tag}" chunk claims ${size} bytes.`);
    if (this.#pending.length < 8 + size) return false;
    const body = this.#pending.subarray(8, 8 + size);
    if (tag === 'fmt ') this.#format = parseFormat(body);
    else if (size >= 16) this.#size64 = Number(viewOf(body).getBigUint64(8, true));
    this.#toSkip = 8 + size + (size % 2);
    return true;
  }

  #skip(): boolean {
    const skipped = Math.min(this.#toSkip, this.#pending.length);
    this.#pending = this.#pending.subarray(skipped);
    this.#toSkip -= skipped;
    return this.#toSkip === 0;
  }

  #startData(size32: number): void {
    if (this.#format === undefined)
      throw undecodable('Its audio comes before any description of the format.');
    const size = size32 === 0xffffffff && this.#size64 !== undefined ? this.#size64 : size32;
    const known = !UNKNOWN_SIZES.includes(size);
    this.header = known ? { ...this.#format, dataBytes: size } : this.#format;
    if (known) this.#dataLeft = size;
    this.#pending = this.#pending.subarray(8);
  }

  #readFrames(header: WavHeader): Float32Array {
    if (header.encoding === undefined) {
      throw undecodable(`Its codec 0x${header.formatTag.toString(16)} is not plain PCM.`);
    }
    const usable = Math.min(this.#pending.length, this.#dataLeft);
    const whole = usable - (usable % header.frameBytes);
    const samples = decodeWavSamples(this.#pending.subarray(0, whole), header.encoding);
    this.#dataLeft -= whole;
    // What follows the data chunk (tags, cue points) is not audio and need not be kept.
    this.#pending = this.#dataLeft < header.frameBytes ? new Uint8Array(0) : this.#pending.slice(whole);
    this.frames += whole / header.frameBytes;
    return samples;
  }
}

function parseFormat(body: Uint8Array): WavHeader {
  if (body.length < 16) throw undecodable('Its format chunk is too short.');
  const view = viewOf(body);
  const tag = view.getUint16(0, true);
  // The sub-format GUID starts with the tag that the plain header would have had.
  const formatTag = tag === FORMAT_EXTENSIBLE && body.length >= 26 ? view.getUint16(24, true) : tag;
  const channels = view.getUint16(2, true);
  const sampleRateHz = view.getUint32(4, true);
  const bitsPerSample = view.getUint16(14, true);
  if (channels === 0 || sampleRateHz === 0)
    throw undecodable('Its header names no channels or no sample rate.');
  const encoding = encodingOf(formatTag, bitsPerSample);
  const frameBytes =
    encoding === undefined ? view.getUint16(12, true) : WAV_SAMPLE_BYTES[encoding] * channels;
  const header = { formatTag, channels, sampleRateHz, bitsPerSample, frameBytes };
  return encoding === undefined ? header : { ...header, encoding };
}

/** The encoding of a tag and width. Odd widths (12, 20 bits) lie left-aligned in the next whole bytes. */
function encodingOf(formatTag: number, bits: number): WavEncoding | undefined {
  if (formatTag === 6) return 'alaw';
  if (formatTag === 7) return 'mulaw';
  if (formatTag === 3) return bits === 64 ? 'f64' : bits === 32 ? 'f32' : undefined;
  if (formatTag !== 1) return undefined;
  return ([undefined, 'u8', 's16', 's24', 's32'] as const)[Math.ceil(bits / 8)];
}

function undecodable(reason: string): InputError {
  return new InputError('E_MEDIA_UNDECODABLE', `The WAV file cannot be read. ${reason}`);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function tagAt(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((step) => view.getUint8(at + step)));
}

function joinBytes(first: Uint8Array, second: Uint8Array): Uint8Array {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}
