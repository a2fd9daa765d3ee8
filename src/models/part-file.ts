/**
 * Part file: a download that survives the process. Bytes are only ever appended, so what a crash leaves is a prefix.
 *
 * Hash    kept while bytes arrive; what an earlier run left is hashed once at opening (a hash's state cannot be saved).
 * Writes  are gathered and overlap with receiving; one is in flight at a time, so there are no holes.
 * Throws  StoreError E_DISK_FULL or E_STORE_UNWRITABLE; what was written stays.
 * @module
 */
import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { systemCode, throwIfCancelled } from '../kernel/index.ts';
import {
  type FileHandle,
  makeFolder,
  openFile,
  statIfPresent,
  storeErrorFrom,
  streamFile,
} from '../platform/index.ts';

/** Bytes gathered before a write. */
const WRITE_BYTES = 1 << 20;

/** A file that is being received. */
export interface PartFile {
  /** Bytes received so far, those of earlier runs included. */
  readonly doneBytes: number;
  append(bytes: Uint8Array): Promise<void>;
  /** Forgets everything received. */
  restart(): Promise<void>;
  /** Writes everything received, and through to the disk. */
  sync(): Promise<void>;
  /** Of everything received. */
  sha256(): string;
  /** Writes everything received and closes; call it whatever happened. */
  close(): Promise<void>;
}

/** Opens or makes the part file; one that is longer than `limitBytes` is not a prefix of anything and starts anew. */
export async function openPartFile(
  path: string,
  limitBytes: number,
  signal?: AbortSignal,
): Promise<PartFile> {
  try {
    await makeFolder(dirname(path));
    const handle = await openOrCreate(path);
    const present = (await statIfPresent(path))?.size ?? 0;
    const part = new Appender(handle, path);
    if (present > limitBytes) await part.restart();
    else if (present > 0) await part.adopt(signal);
    return part;
  } catch (error) {
    throw storeErrorFrom(error, path);
  }
}

async function openOrCreate(path: string): Promise<FileHandle> {
  try {
    return await openFile(path, 'r+');
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
    return await openFile(path, 'wx');
  }
}

class Appender implements PartFile {
  doneBytes = 0;
  readonly #handle: FileHandle;
  readonly #path: string;
  #hash = createHash('sha256');
  #gathered: Uint8Array[] = [];
  #gatheredBytes = 0;
  #writtenBytes = 0;
  #inFlight: Promise<void> = Promise.resolve();

  constructor(handle: FileHandle, path: string) {
    this.#handle = handle;
    this.#path = path;
  }

  /** Takes over what an earlier run left. */
  async adopt(signal: AbortSignal | undefined): Promise<void> {
    for await (const piece of streamFile(this.#path)) {
      throwIfCancelled(signal);
      this.#hash.update(piece);
      this.doneBytes += piece.length;
    }
    this.#writtenBytes = this.doneBytes;
  }

  async append(bytes: Uint8Array): Promise<void> {
    this.#hash.update(bytes);
    this.doneBytes += bytes.length;
    this.#gathered.push(bytes);
    this.#gatheredBytes += bytes.length;
    if (this.#gatheredBytes >= WRITE_BYTES) await this.#startWrite();
  }

  async restart(): Promise<void> {
    await this.#settle();
    await this.#handle.truncate(0);
    this.#hash = createHash('sha256');
    this.#gathered = [];
    this.#gatheredBytes = 0;
    this.#writtenBytes = 0;
    this.doneBytes = 0;
  }

  async sync(): Promise<void> {
    await this.#startWrite();
    await this.#settle();
    await this.#handle.sync();
  }

  sha256(): string {
    return this.#hash.copy().digest('hex');
  }

  async close(): Promise<void> {
    try {
      await this.#startWrite();
      await this.#settle();
    } finally {
      await this.#handle.close();
    }
  }

  async #startWrite(): Promise<void> {
    await this.#settle();
    if (this.#gatheredBytes === 0) return;
    const bytes = Buffer.concat(this.#gathered);
    this.#gathered = [];
    this.#gatheredBytes = 0;
    this.#inFlight = this.#write(bytes);
    // Looked at by the next settle(); until then a failure must not count as unhandled.
    this.#inFlight.catch(() => {});
  }

  async #write(bytes: Uint8Array): Promise<void> {
    for (let offset = 0; offset < bytes.length; ) {
      const { bytesWritten } = await this.#handle.write(
        bytes,
        offset,
        bytes.length - offset,
        this.#writtenBytes,
      );
      offset += bytesWritten;
      this.#writtenBytes += bytesWritten;
    }
  }

  async #settle(): Promise<void> {
    const pending = this.#inFlight;
    this.#inFlight = Promise.resolve();
    try {
      await pending;
    } catch (error) {
      throw storeErrorFrom(error, this.#path);
    }
  }
}
