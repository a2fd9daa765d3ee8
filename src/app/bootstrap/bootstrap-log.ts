/**
 * Bootstrap log: lines like `[2026-01-31 09:15:00] [SUCCESS] ✓ base is ready`, in a file of their own and handed on.
 *
 * On disk  `<OFFSCRIBE_HOME>/logs/bootstrap_<YYYYMMDD_HHMMSS>.log`, local time; lines in the order they were given.
 *          Installers write into the same file between them.
 * Throws   StoreError E_STORE_UNWRITABLE, E_DISK_FULL when it is opened; later a line that cannot be kept is only shown.
 * @module
 */
import { join } from 'node:path';
import { makeFolder, openFile, storeErrorFrom } from '../../platform/index.ts';

/** How much a line matters. DEBUG is for the file, and for whoever asked for it. */
export type LogLevel = 'DEBUG' | 'INFO' | 'SUCCESS' | 'WARNING' | 'ERROR';

/** A log that is open. */
export interface BootstrapLog {
  readonly path: string;
  /** Settles when the line is in the file; never rejects, since a full disk must not hide why a step failed. */
  write(level: LogLevel, message: string): Promise<void>;
  close(): Promise<void>;
}

/** Opens a new log; `onLine` is handed every line as it is written. */
export async function openBootstrapLog(
  home: string,
  onLine: (line: string, level: LogLevel) => void,
): Promise<BootstrapLog> {
  const folder = join(home, 'logs');
  const path = join(folder, `bootstrap_${stamp(new Date()).replace(/[-:]/g, '').replace(' ', '_')}.log`);
  try {
    await makeFolder(folder);
    const file = await openFile(path, 'a');
    let written: Promise<void> = Promise.resolve();
    return {
      path,
      write: async (level, message) => {
        const line = `[${stamp(new Date())}] [${level}] ${message.replace(/\s+/g, ' ')}`;
        onLine(line, level);
        written = written.then(async () => await file.appendFile(`${line}\n`)).catch(() => {});
        await written;
      },
      close: async () => {
        await written;
        await file.close();
      },
    };
  } catch (error) {
    throw storeErrorFrom(error, folder);
  }
}

/** `2026-01-31 09:15:00`, local time. */
function stamp(at: Date): string {
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19).replace('T', ' ');
}
