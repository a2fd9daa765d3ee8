/**
 * Part file: a file on its way, written in blocks at any place, that survives the process.
 *
 * Writes  are gathered into large blocks, several in flight, so that receiving never waits for one of them; what has
 *         lain for a moment is written too, so that a kill costs little. Hashing follows close behind.
 * Crash   the journal beside it names only bytes that were written before; see journal.ts for power cuts.
 * Disk    full: the room that half-written blocks take is given back, so that the journal fits and the rest can resume.
 * Throws  StoreError E_DISK_FULL or E_STORE_UNWRITABLE; what was written stays.
 * @module
 */
import { dirname } from 'node:path';
import { systemCode } from '../../kernel/index.ts';
import {
  type FileHandle,
  makeFolder,
  openFile,
  statIfPresent,
  storeErrorFrom,
} from '../../platform/index.ts';
import type { ManifestFile } from '../manifest.ts';
import { type HashFollower, openHashFollower } from './hash-follower.ts';
import { addInterval, endOfRun, type Interval } from './intervals.ts';
import { type Journal, type JournalKeeper, openJournal, readJournal } from './journal.ts';
import { blockBytesFor, openPartWriter, type PartWriter } from './part-writer.ts';

/** Blocks that a kill may cost, being in memory or not yet in the journal, beyond which receiving waits for the disk. */
const MOST_RISKED_BLOCKS = 8;
/** Bytes written between two syncs in the background; without them the last sync would write most of the file. */
const SYNC_BYTES = 64 << 20;
/** Gathered bytes older than this are written, milliseconds. */
const FLUSH_MS = 250;

/** What the bytes turned out to be. */
export interface PartDigest {
  readonly sha256: string;
  readonly isRight: boolean;
}

/** A file that is being received. */
export interface PartFile {
  /** What is on the disk. */
  readonly written: readonly Interval[];
  /** The server's name for the version these bytes are of; goes into the journal. */
  validator: string | undefined;
  openWriter(start: number): PartWriter;
  /** Forgets everything received; all writers must be closed. */
  restart(): Promise<void>;
  /** Waits until everything is written, synced and hashed. */
  finish(): Promise<PartDigest>;
  /** Writes what was gathered, and the journal; call it whatever happened. */
  close(): Promise<void>;
}

/** What a part file is opened with. */
export interface PartOptions {
  readonly path: string;
  readonly file: ManifestFile;
  readonly signal?: AbortSignal | undefined;
}

/** Opens or makes a part file; what cannot be trusted of an earlier run is thrown away. */
export async function openPartFile(options: PartOptions): Promise<PartFile> {
  const { path, file } = options;
  try {
    await makeFolder(dirname(path));
    const journal = await readJournal(path, file);
    const part = new OpenPart(await openOrCreate(path), options, journal);
    await part.begin();
    return part;
  } catch (error) {
    throw storeErrorFrom(error, path);
  }
}

async function openOrCreate(path: string): Promise<FileHandle> {
  if ((await statIfPresent(path)) === undefined) await (await openFile(path, 'wx')).close();
  return await openFile(path, 'r+');
}

class OpenPart implements PartFile {
  written: readonly Interval[];
  validator: string | undefined;
  readonly #handle: FileHandle;
  readonly #path: string;
  readonly #blockBytes: number;
  readonly #follower: HashFollower;
  readonly #writers = new Set<PartWriter>();
  /** Blocks on their way to the disk, by where they start. */
  readonly #pending = new Map<number, readonly Uint8Array[]>();
  readonly #writes = new Set<Promise<void>>();
  readonly #journal: JournalKeeper;
  #riskedBytes = 0;
  #failure: { readonly reason: unknown } | undefined;
  #waiting: (() => void)[] = [];
  #syncing: Promise<void> | undefined;
  #unsyncedBytes = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(handle: FileHandle, { path, file, signal }: PartOptions, journal: Journal) {
    this.#handle = handle;
    this.#path = path;
    this.#blockBytes = blockBytesFor(file);
    this.written = journal.written;
    this.validator = journal.validator;
    const keeper = {
      blockAt: (position: number) => this.#pending.get(position),
      writtenEnd: (position: number) => endOfRun(this.written, position),
      read: async (buffer: Uint8Array, position: number) =>
        (await handle.read(buffer, 0, buffer.length, position)).bytesRead,
    };
    this.#follower = openHashFollower(file, keeper, signal);
    const events = {
      onNoted: (bytes: number) => this.#unrisk(bytes),
      onFailure: (reason: unknown) => this.#fail(reason),
    };
    this.#journal = openJournal(path, file, { known: journal, events });
  }

  async begin(): Promise<void> {
    try {
      if (this.written.length === 0) await this.restart();
    } catch (error) {
      await this.#handle.close();
      throw error;
    }
    this.#follower.advance();
    this.#timer = setInterval(() => {
      for (const writer of this.#writers) writer.flush();
    }, FLUSH_MS);
    this.#timer.unref();
  }

  openWriter(start: number): PartWriter {
    const writer = openPartWriter(start, {
      blockBytes: this.#blockBytes,
      write: (position, pieces, bytes) => this.#startWrite(position, pieces, bytes),
      room: () => this.#room(),
      closed: () => this.#writers.delete(writer),
    });
    this.#writers.add(writer);
    return writer;
  }

  async restart(): Promise<void> {
    try {
      await this.#settle();
      // The journal goes first: it must never speak of bytes that are gone.
      await this.#journal.restart();
      await this.#handle.truncate(0);
    } catch (error) {
      throw storeErrorFrom(error, this.#path);
    }
    this.written = [];
    this.#riskedBytes = 0;
    this.validator = undefined;
    await this.#follower.restart();
  }

  async finish(): Promise<PartDigest> {
    try {
      await this.#settle();
      const [hash] = await Promise.all([this.#follower.catchUp(), this.#handle.sync()]);
      return { sha256: hash.sha256(), isRight: hash.matches() };
    } catch (error) {
      throw storeErrorFrom(error, this.#path);
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    for (const writer of this.#writers) writer.close();
    try {
      await this.#settle().catch(async (error: unknown) => {
        // Whoever pushes or finishes is told of the failure; here what can be kept is kept.
        if (!isDiskFull(error)) throw error;
        await this.#handle.truncate(this.written.at(-1)?.end ?? 0);
        await this.#journal.settle();
      });
    } catch (error) {
      if (!isDiskFull(error)) throw storeErrorFrom(error, this.#path);
    } finally {
      await this.#follower.restart();
      await this.#journal.close();
      await this.#handle.close();
    }
  }

  #startWrite(position: number, pieces: readonly Uint8Array[], bytes: number): void {
    this.#pending.set(position, pieces);
    this.#riskedBytes += bytes;
    this.#follower.advance();
    const write = this.#write(position, pieces, bytes).then(
      () => this.#wrote(position, bytes),
      (reason: unknown) => this.#fail(reason),
    );
    this.#writes.add(write);
    void write.then(() => {
      this.#writes.delete(write);
      this.#pending.delete(position);
    });
  }

  async #write(position: number, pieces: readonly Uint8Array[], bytes: number): Promise<void> {
    const { bytesWritten } = await this.#handle.writev(pieces, position);
    if (bytesWritten === bytes) return;
    // A nearly full disk takes part of a block before it refuses the rest.
    const rest = Buffer.concat(pieces).subarray(bytesWritten);
    for (let done = 0; done < rest.length; ) {
      const offset = position + bytesWritten + done;
      done += (await this.#handle.write(rest, done, rest.length - done, offset)).bytesWritten;
    }
  }

  #wrote(start: number, bytes: number): void {
    const stretch = { start, end: start + bytes };
    this.written = addInterval(this.written, stretch);
    this.#journal.add(stretch, this.validator);
    this.#follower.advance();
    this.#unsyncedBytes += bytes;
    if (this.#unsyncedBytes >= SYNC_BYTES) this.#startSync();
  }

  #unrisk(bytes: number): void {
    this.#riskedBytes -= bytes;
    for (const resume of this.#waiting.splice(0)) resume();
  }

  #fail(reason: unknown): void {
    this.#failure ??= { reason };
    for (const resume of this.#waiting.splice(0)) resume();
  }

  #startSync(): void {
    if (this.#syncing !== undefined) return;
    this.#unsyncedBytes = 0;
    this.#syncing = this.#handle
      .datasync()
      .catch((reason: unknown) => this.#fail(reason))
      .finally(() => {
        this.#syncing = undefined;
      });
  }

  #room(): Promise<void> | undefined {
    if (this.#failure !== undefined) return Promise.reject(storeErrorFrom(this.#failure.reason, this.#path));
    if (this.#riskedBytes <= MOST_RISKED_BLOCKS * this.#blockBytes) return undefined;
    return new Promise<void>((resolve) => this.#waiting.push(resolve)).then(() => this.#room());
  }

  /** Waits for all writes; throws what went wrong with any of them. */
  async #settle(): Promise<void> {
    for (const writer of this.#writers) writer.flush();
    while (this.#writes.size > 0) await Promise.all(this.#writes);
    await this.#syncing;
    if (this.#failure !== undefined) throw this.#failure.reason;
    await this.#journal.settle();
  }
}

function isDiskFull(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT'].includes(systemCode(error) ?? '');
}
