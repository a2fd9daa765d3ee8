/**
 * Format file: a file of unknown content, read in small spans that are checked against its size first.
 *
 * Throws  StoreError E_MODEL_UNSAFE for whatever the content turns out to be. System errors pass through.
 * Limits  one span is at most 16 MiB, whatever a header claims.
 * @module
 */
import { StoreError } from '../../kernel/index.ts';
import type { FileHandle } from '../../platform/index.ts';

/** More than this is never held in memory at once. */
export const MAX_SPAN_BYTES = 16 * 1024 * 1024;

/** Headers are read in pieces of this size: most lie close together, with large tensors between the others. */
const PIECE_BYTES = 8192;

/** An open file whose content is not trusted. */
export class FormatFile {
  #piece: Buffer = Buffer.alloc(0);
  #pieceStart = 0;

  constructor(
    readonly handle: FileHandle,
    readonly sizeBytes: number,
    /** As its model calls it. */
    readonly name: string,
  ) {}

  /** The error for this file; `what` completes the sentence `FILE is refused: ...`. */
  refusal(what: string): StoreError {
    return new StoreError('E_MODEL_UNSAFE', `${this.name} is refused: ${what}.`, {
      hint: 'offscribe models list   (shows the models that can be had)',
      details: { file: this.name },
    });
  }

  /** Exactly these bytes. */
  async span(offset: number, length: number): Promise<Buffer> {
    if (offset + length > this.sizeBytes) throw this.refusal('it ends too early');
    if (length > MAX_SPAN_BYTES) throw this.refusal(`a part of its header claims ${length} bytes`);
    const bytes = Buffer.alloc(length);
    for (let done = 0; done < length; ) {
      const { bytesRead } = await this.handle.read(bytes, done, length - done, offset + done);
      if (bytesRead === 0) throw this.refusal('it ends too early');
      done += bytesRead;
    }
    return bytes;
  }

  /** As `span`, from the piece that was read last when it holds them. */
  async near(offset: number, length: number): Promise<Buffer> {
    let from = offset - this.#pieceStart;
    if (from < 0 || from + length > this.#piece.length) {
      this.#piece = await this.span(offset, Math.min(Math.max(length, PIECE_BYTES), this.sizeBytes - offset));
      this.#pieceStart = offset;
      from = 0;
    }
    return this.#piece.subarray(from, from + length);
  }

  /** The first bytes, fewer when the file is shorter. */
  async head(length: number): Promise<Buffer> {
    return await this.span(0, Math.min(length, this.sizeBytes));
  }
}

/** Reads little-endian numbers one after another, never past `end`. */
export class FormatCursor {
  constructor(
    readonly file: FormatFile,
    public position: number = 0,
    readonly end: number = file.sizeBytes,
  ) {}

  /** Whether nothing is left. */
  get isAtEnd(): boolean {
    return this.position >= this.end;
  }

  async u8(): Promise<number> {
    return (await this.bytes(1)).readUInt8(0);
  }

  async u16(): Promise<number> {
    return (await this.bytes(2)).readUInt16LE(0);
  }

  async u32(): Promise<number> {
    return (await this.bytes(4)).readUInt32LE(0);
  }

  async i32(): Promise<number> {
    return (await this.bytes(4)).readInt32LE(0);
  }

  /** A number beyond 2^53 is no size of anything and is refused. */
  async u64(): Promise<number> {
    const value = (await this.bytes(8)).readBigUInt64LE(0);
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw this.file.refusal(`it claims a size of ${value}`);
    return Number(value);
  }

  /** A protobuf varint of at most 64 bits; the bits beyond 2^53 are lost, which only flags and negative numbers have. */
  async varint(): Promise<number> {
    let value = 0;
    for (let place = 0; place < 10; place += 1) {
      const byte = await this.u8();
      value += (byte & 0x7f) * 2 ** (7 * place);
      if (byte < 0x80) return value;
    }
    throw this.file.refusal('a number in it has no end');
  }

  /** Steps over bytes that must be there; returns where they start. */
  skip(bytes: number): number {
    this.#require(bytes);
    const start = this.position;
    this.position += bytes;
    return start;
  }

  /** The next bytes; at most 16 MiB. */
  async bytes(length: number): Promise<Buffer> {
    this.#require(length);
    const bytes = await this.file.near(this.position, length);
    this.position += length;
    return bytes;
  }

  #require(bytes: number): void {
    if (!(bytes <= this.end - this.position)) throw this.file.refusal('it ends too early');
  }
}
