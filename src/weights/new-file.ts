/**
 * New file: written front to back, hashed on the way, through to the disk when it is done.
 * @module
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type FileHandle, openFile } from '../platform/index.ts';

/**
 * Bytes of one write. A kernel keeps a file in memory in pieces as large as it was written, and whoever maps the file and
 * looks at one byte has all of the piece: with pieces of 1 MB the graphs of `tiny.en` held 30 MB more than with these.
 */
const WRITE_BYTES = 65_536;

/** A file by name, size and digest. */
export interface FileRecord {
  readonly name: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** A file that is being written. System errors (a full disk) pass through. */
export class NewFile {
  readonly #file: FileHandle;
  readonly #hash = createHash('sha256');
  #sizeBytes = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Bytes so far. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Appends bytes. */
  async write(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const length = Math.min(bytes.length - done, WRITE_BYTES);
      done += (await this.#file.write(bytes, done, length)).bytesWritten;
    }
    this.#hash.update(bytes);
    this.#sizeBytes += bytes.length;
  }

  /** Syncs; nothing may be written afterwards. */
  async finish(): Promise<Omit<FileRecord, 'name'>> {
    await this.#file.sync();
    return { sizeBytes: this.#sizeBytes, sha256: this.#hash.digest('hex') };
  }
}

/** Makes the file `name` in `folder`, lets `fill` write it, and tells what it has become. */
export async function writeNewFile(
  folder: string,
  name: string,
  fill: (file: NewFile) => Promise<void>,
): Promise<FileRecord> {
  const handle = await openFile(join(folder, name), 'wx');
  try {
    const file = new NewFile(handle);
    await fill(file);
    return { name, ...(await file.finish()) };
  } finally {
    await handle.close();
  }
}

/** A file of these pieces. */
export async function writeNewBytes(
  folder: string,
  name: string,
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<FileRecord> {
  return await writeNewFile(folder, name, async (file) => {
    for await (const piece of pieces) await file.write(piece);
  });
}

/** A file of JSON, indented by one. */
export async function writeNewJson(folder: string, name: string, value: unknown): Promise<FileRecord> {
  return await writeNewBytes(folder, name, [new TextEncoder().encode(`${JSON.stringify(value, null, 1)}\n`)]);
}
