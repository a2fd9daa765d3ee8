/**
 * Spool: samples on their way to a worker, in a file of their own under OFFSCRIBE_HOME/spool.
 *
 * Format  f32, little endian, 16 kHz mono. A worker reads it whole when it takes the request.
 * Crash   a file is named by the process that wrote it; what a dead one left is removed by the next.
 * Throws  StoreError E_DISK_FULL, E_STORE_UNWRITABLE.
 * @module
 */
import { endianness } from 'node:os';
import { join } from 'node:path';
import {
  isAbandoned,
  listFolder,
  makeFolder,
  openFile,
  removePath,
  storeErrorFrom,
  temporaryBeside,
} from '../../platform/index.ts';

/** A folder for samples that workers are to read. */
export class Spool {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Opens the spool of an OFFSCRIBE_HOME, and removes what processes that have ended left in it. */
  static async open(home: string): Promise<Spool> {
    const folder = join(home, 'spool');
    try {
      await makeFolder(folder);
      for (const name of await listFolder(folder))
        if (isAbandoned(name)) await removePath(join(folder, name));
    } catch (error) {
      throw storeErrorFrom(error, folder);
    }
    return new Spool(folder);
  }

  /** Has `work` done on a file that holds these stretches of samples end to end; it is gone afterwards. */
  async *with<T>(
    stretches: readonly Float32Array[],
    work: (path: string) => AsyncGenerator<T>,
  ): AsyncGenerator<T> {
    const path = temporaryBeside(join(this.#folder, 'samples'));
    try {
      await this.#write(path, stretches);
      yield* work(path);
    } finally {
      await removePath(path);
    }
  }

  async #write(path: string, stretches: readonly Float32Array[]): Promise<void> {
    try {
      const file = await openFile(path, 'wx');
      try {
        for (const samples of stretches) await file.writeFile(littleEndian(samples));
      } finally {
        await file.close();
      }
    } catch (error) {
      throw storeErrorFrom(error, this.#folder);
    }
  }
}

function littleEndian(samples: Float32Array): Uint8Array {
  const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  return endianness() === 'LE' ? bytes : Buffer.from(bytes).swap32();
}
