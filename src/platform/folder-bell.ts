/**
 * Folder bell: rings when something changes in a folder. Which change it was is not told: whoever listens looks for
 * itself, so that a missed or doubled message of the system does no harm.
 * @module
 */
import { basename, resolve } from 'node:path';
import { CancelledError } from '../kernel/index.ts';

/** Changes in quick succession ring once, ms. */
const CALM_MS = 50;

/** What to listen to. */
export interface BellOptions {
  /** Whether folders below count; hidden ones never do. */
  readonly recursive: boolean;
  /** Told once when the system cannot watch (too many folders, a file system without messages). */
  readonly onTrouble: (error: Error) => void;
}

/** Listens until it is closed. */
export interface FolderBell {
  /** Waits for a change since the last call, but at most `mostMs`. Throws CancelledError when the signal fires. */
  rung(mostMs: number, signal: AbortSignal): Promise<void>;
  /** Rings by hand. */
  ring(): void;
  close(): Promise<void>;
}

/** Listens to a folder. */
export async function openFolderBell(path: string, options: BellOptions): Promise<FolderBell> {
  const { watch } = await import('chokidar');
  const waiter = new Waiter();
  const watcher = watch(path, {
    ignoreInitial: true,
    followSymlinks: false,
    ignored: (each) => basename(each).startsWith('.') && resolve(each) !== resolve(path),
    ...(options.recursive ? {} : { depth: 0 }),
  });
  let isTroubled = false;
  watcher.on('error', (error) => {
    if (isTroubled) return;
    isTroubled = true;
    options.onTrouble(error instanceof Error ? error : new Error(String(error)));
  });
  watcher.on('all', () => waiter.ring());
  return bellOf(waiter, async () => await watcher.close());
}

/** A bell that rings by hand alone: otherwise its listener waits as long as it wanted to. */
export function silentBell(): FolderBell {
  return bellOf(new Waiter(), async () => {});
}

function bellOf(waiter: Waiter, close: () => Promise<void>): FolderBell {
  return {
    rung: async (mostMs, signal) => await waiter.wait(mostMs, signal),
    ring: () => waiter.ring(),
    close,
  };
}

class Waiter {
  #hasRung = false;
  #wake: (() => void) | undefined;

  ring(): void {
    this.#hasRung = true;
    this.#wake?.();
  }

  async wait(mostMs: number, signal: AbortSignal): Promise<void> {
    if (!this.#hasRung) await this.#sleep(mostMs, signal);
    if (this.#hasRung) await this.#sleep(CALM_MS, signal);
    this.#hasRung = false;
  }

  async #sleep(ms: number, signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', stop);
        this.#wake = undefined;
        resolve();
      };
      const stop = (): void => {
        // What is said first counts.
        reject(new CancelledError({ cause: signal.reason }));
        end();
      };
      const timer = setTimeout(end, ms);
      signal.addEventListener('abort', stop, { once: true });
      if (!this.#hasRung) this.#wake = end;
      if (signal.aborted) stop();
    });
  }
}
