/**
 * Tar file: the bytes of a bundle at given places, never more of them than were asked for.
 *
 * Throws  InputError E_BUNDLE_INVALID when the bundle ends before they do.
 * @module
 */
import type { FileHandle } from '../../platform/index.ts';
import { invalidBundle } from './bundle-errors.ts';
import { BLOCK_BYTES, paddingBytes, smallMemberBytes } from './tar-header.ts';

/** Bytes read at once. */
const PIECE_BYTES = 1 << 20;

/** A tar that is read at given places. */
export class TarFile {
  readonly path: string;
  readonly #handle: FileHandle;

  constructor(path: string, handle: FileHandle) {
    this.path = path;
    this.#handle = handle;
  }

  /** Exactly these bytes. */
  async bytes(startBytes: number, lengthBytes: number): Promise<Buffer> {
    const buffer = Buffer.alloc(lengthBytes);
    for (let have = 0; have < lengthBytes; ) {
      const { bytesRead } = await this.#handle.read(buffer, have, lengthBytes - have, startBytes + have);
      if (bytesRead === 0) throw invalidBundle(this.path, `it is cut short after ${startBytes + have} bytes`);
      have += bytesRead;
    }
    return buffer;
  }

  /** These bytes, piece by piece. */
  async *stream(startBytes: number, lengthBytes: number): AsyncGenerator<Uint8Array> {
    for (let have = 0; have < lengthBytes; ) {
      const piece = await this.bytes(startBytes + have, Math.min(PIECE_BYTES, lengthBytes - have));
      yield piece;
      have += piece.length;
    }
  }

  /** Contents of the small member of that name; undefined when something else is there. */
  async smallMember(
    startBytes: number,
    { name, maxBytes }: { readonly name: string; readonly maxBytes: number },
  ): Promise<Buffer | undefined> {
    const sizeBytes = smallMemberBytes(await this.bytes(startBytes, BLOCK_BYTES), name);
    if (sizeBytes === undefined) return undefined;
    if (sizeBytes > maxBytes) throw invalidBundle(this.path, `its ${name} is longer than ${maxBytes} bytes`);
    const content = await this.bytes(startBytes + BLOCK_BYTES, sizeBytes + paddingBytes(sizeBytes));
    if (content.subarray(sizeBytes).some((byte) => byte !== 0))
      throw invalidBundle(this.path, `its ${name} is not padded with zeros`);
    return content.subarray(0, sizeBytes);
  }

  /** Throws unless the bundle is exactly so long. */
  async requireSize(wantedBytes: number): Promise<void> {
    const { size } = await this.#handle.stat();
    if (size === wantedBytes) return;
    const what = size < wantedBytes ? 'it is cut short' : 'it goes on after its last file';
    throw invalidBundle(this.path, `${what}: it has ${size} bytes, and its manifest says ${wantedBytes}`);
  }

  /** Lets go of the file. */
  async close(): Promise<void> {
    await this.#handle.close();
  }
}
