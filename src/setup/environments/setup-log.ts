/**
 * Setup log: everything that installers say, in a file that errors can name.
 * @module
 */
import { dirname } from 'node:path';
import { type FileHandle, makeFolder, openFile, storeErrorFrom } from '../../platform/index.ts';

const KEPT_LINES = 30;

/** A log file that is being written. */
export class SetupLog {
  readonly path: string;
  readonly #file: FileHandle;
  /** Pieces come faster than a disk takes them; they are written in order. */
  #written: Promise<void> = Promise.resolve();
  #tail = '';
  #failure: unknown;

  private constructor(path: string, file: FileHandle) {
    this.path = path;
    this.#file = file;
  }

  /** Opens a file to write at its end. Throws StoreError E_DISK_FULL, E_STORE_UNWRITABLE. */
  static async open(path: string): Promise<SetupLog> {
    try {
      await makeFolder(dirname(path));
      return new SetupLog(path, await openFile(path, 'a'));
    } catch (error) {
      throw storeErrorFrom(error, dirname(path));
    }
  }

  /** The last lines, for an error's details. */
  get lastLines(): readonly string[] {
    return this.#tail.trimEnd().split('\n').slice(-KEPT_LINES);
  }

  /** Writes text or what a program said. */
  write(piece: string | Uint8Array): void {
    const text = typeof piece === 'string' ? piece : Buffer.from(piece).toString('utf8');
    this.#tail = (this.#tail + text).slice(-KEPT_LINES * 400);
    this.#written = this.#written.then(async () => {
      try {
        await this.#file.appendFile(text);
      } catch (error) {
        this.#failure ??= error;
      }
    });
  }

  /** Ends the log; a log that could not be written hides no other error, so it is silent about it. */
  async close(): Promise<void> {
    await this.#written;
    await this.#file.close();
  }

  /** Why something could not be written: the disk is full, most likely. */
  get failure(): unknown {
    return this.#failure;
  }
}
