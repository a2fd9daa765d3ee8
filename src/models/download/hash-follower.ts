/**
 * Hash follower: hashes a file from front to back while its bytes arrive in any order.
 *
 * Bytes at the front are hashed from memory as they come. Those that came earlier, from a connection further ahead or
 * from an earlier run, are read back from the file when the front gets there.
 * @module
 */
import { throwIfCancelled } from '../../kernel/index.ts';
import { type ContentHash, openContentHash } from '../content-hash.ts';
import type { ManifestFile } from '../manifest.ts';

const READ_BYTES = 4 << 20;

/** Where the follower finds bytes. */
export interface ByteKeeper {
  /** Bytes in memory that start just here. */
  blockAt(position: number): readonly Uint8Array[] | undefined;
  /** How far the file holds bytes from here on. */
  writtenEnd(position: number): number;
  /** Fills the buffer from the file; the number of bytes read. */
  read(buffer: Uint8Array, position: number): Promise<number>;
}

/** A hash that keeps up. */
export interface HashFollower {
  /** Hashes what can be hashed; what must be read back is hashed later. */
  advance(): void;
  /** Resolves when nothing more can be hashed; the digests of everything so far. Throws CancelledError. */
  catchUp(): Promise<ContentHash>;
  /** Starts again at the front; reading back that is under way is waited for. */
  restart(): Promise<void>;
}

/** Starts at the front of what should be `file`. */
export function openHashFollower(
  file: ManifestFile,
  keeper: ByteKeeper,
  signal: AbortSignal | undefined,
): HashFollower {
  return new Follower(file, keeper, signal);
}

class Follower implements HashFollower {
  readonly #file: ManifestFile;
  readonly #keeper: ByteKeeper;
  readonly #signal: AbortSignal | undefined;
  #hash: ContentHash;
  #position = 0;
  /** Counts restarts: what is read for an earlier one is not hashed. */
  #round = 0;
  #reading: Promise<void> | undefined;
  #buffer: Uint8Array | undefined;

  constructor(file: ManifestFile, keeper: ByteKeeper, signal: AbortSignal | undefined) {
    this.#file = file;
    this.#keeper = keeper;
    this.#signal = signal;
    this.#hash = openContentHash(file);
  }

  advance(): void {
    if (this.#reading !== undefined) return;
    this.#takeBlocks();
    if (this.#keeper.writtenEnd(this.#position) <= this.#position) return;
    this.#reading = this.#readBack().finally(() => {
      this.#reading = undefined;
    });
    // Whoever waits in catchUp hears of a failure; until then it must not count as unhandled.
    this.#reading.catch(() => {});
  }

  async catchUp(): Promise<ContentHash> {
    for (this.advance(); this.#reading !== undefined; this.advance()) {
      const before = this.#position;
      await this.#reading;
      throwIfCancelled(this.#signal);
      // Somebody cut the file shorter: there is nothing more to read.
      if (this.#position === before) break;
    }
    return this.#hash;
  }

  async restart(): Promise<void> {
    this.#round += 1;
    // Whether it could be read does not matter any more.
    await this.#reading?.catch(() => {});
    this.#hash = openContentHash(this.#file);
    this.#position = 0;
  }

  #update(bytes: Uint8Array): void {
    this.#hash.update(bytes);
    this.#position += bytes.length;
  }

  #takeBlocks(): void {
    for (;;) {
      const block = this.#keeper.blockAt(this.#position);
      if (block === undefined) return;
      for (const bytes of block) this.#update(bytes);
    }
  }

  async #readBack(): Promise<void> {
    const round = this.#round;
    for (;;) {
      this.#takeBlocks();
      const start = this.#position;
      const length = Math.min(READ_BYTES, this.#keeper.writtenEnd(start) - start);
      if (length <= 0 || round !== this.#round || this.#signal?.aborted) return;
      this.#buffer ??= Buffer.allocUnsafe(READ_BYTES);
      const readBytes = await this.#keeper.read(this.#buffer.subarray(0, length), start);
      if (round !== this.#round || readBytes === 0) return;
      this.#update(this.#buffer.subarray(0, readBytes));
    }
  }
}
