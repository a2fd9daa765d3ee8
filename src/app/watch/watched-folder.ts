/**
 * Watched folder: the media of a folder as they come, each when it has been left alone for long enough.
 *
 * Looks    the folder is looked at again when the system says that something changed, when a file may have settled, and
 *          from time to time, so that a lost message costs time and no file. With polling the system is not asked.
 * Taken    a file is handed over once for each state of it: one that failed comes again when it has changed.
 * Gone     a folder that disappears (a share that is unplugged) is waited for.
 * Throws   InputError E_MEDIA_NOT_FOUND when the folder is not there at the start; CancelledError.
 * @module
 */
import { AppError, InputError, systemCode, throwIfCancelled } from '../../kernel/index.ts';
import { type FolderBell, foundAt, openFile, openFolderBell, silentBell } from '../../platform/index.ts';
import { type OutputWishes, placeFiles } from '../batch/transcribe-batch.ts';
import type { Supervision } from '../events.ts';
import { type FolderMedia, findMedia } from '../inputs/find-media.ts';
import type { PlacedFile } from '../inputs/plan-places.ts';
import { Settling } from './settling.ts';

/** Longest time between two looks, ms. */
const MOST_WAIT_MS = 60_000;
/** The same with polling, or where the system cannot watch; less where files settle sooner. */
const POLL_MS = 5_000;
/** Shortest time between two looks: a file that never comes to rest must not keep the disk busy. */
const LEAST_WAIT_MS = 100;

/** What to watch. */
export interface WatchedFolderRequest extends OutputWishes {
  readonly path: string;
  readonly recursive: boolean;
  /** How long a file must have been left alone, ms. */
  readonly settleMs: number;
  /** Whether to look again and again instead of being told: network shares tell nothing. */
  readonly isPolling: boolean;
  /** Whether to end when everything that was there has been handed over. */
  readonly isOnce: boolean;
}

/** The files of a folder as they come. */
export class WatchedFolder {
  readonly #request: WatchedFolderRequest;
  readonly #supervision: Supervision;
  readonly #settling: Settling;
  /** Files of the first look that nobody has told the outcome of. */
  readonly #old = new Set<string>();
  #looks = 0;
  #bell: FolderBell = silentBell();
  #isDeaf = true;
  #isAway = false;
  #notes = '';
  /** Waits before the next file is handed over. */
  #hold: (() => Promise<void>) | undefined;
  /** Files that could not be opened, which was said. */
  readonly #unopened = new Set<string>();

  constructor(request: WatchedFolderRequest, supervision: Supervision) {
    this.#request = request;
    this.#supervision = supervision;
    this.#settling = new Settling(request.settleMs);
  }

  /** Files to work on, for as long as they are asked for. */
  async *files(signal: AbortSignal): AsyncGenerator<PlacedFile, void, undefined> {
    const { isOnce } = this.#request;
    try {
      await this.#listen();
      for (;;) {
        throwIfCancelled(signal);
        const places = await this.#look(signal);
        for (const path of this.#settling.ripe()) {
          await this.#hold?.();
          const placed = places.get(path);
          if (placed !== undefined && (await this.#take(path))) yield placed;
        }
        const waitMs = this.#settling.waitMs();
        if (isOnce && waitMs === undefined) return;
        await this.#bell.rung(this.#patience(waitMs), signal);
      }
    } finally {
      await this.#bell.close();
    }
  }

  /** Takes a file back that nothing could be done about; `until` settles when it is worth trying again. */
  retry(file: string, until: () => Promise<void>): void {
    this.#settling.giveBack(file);
    this.#bell.ring();
    this.#hold = async () => {
      await until();
      this.#hold = undefined;
    };
  }

  /** Notes that a file has its outcome; whether it was there already when the watch began. */
  wasThere(file: string): boolean {
    return this.#old.delete(file);
  }

  /** Files of the first look that have no outcome yet. */
  get remaining(): number {
    return this.#old.size;
  }

  async #listen(): Promise<void> {
    const { path, recursive, isPolling } = this.#request;
    if (isPolling) return;
    this.#isDeaf = false;
    this.#bell = await openFolderBell(path, {
      recursive,
      onTrouble: (error) => {
        this.#isDeaf = true;
        const message = `${path} cannot be watched (${error.message}); it is looked at every ${this.#pollMs() / 1000} s.`;
        this.#supervision.report({ type: 'warning', message });
      },
    });
  }

  /** Looks at the folder; the place of every file in it. */
  async #look(signal: AbortSignal): Promise<ReadonlyMap<string, PlacedFile>> {
    const found = await this.#find(signal);
    if (found === undefined) return new Map();
    const { report } = this.#supervision;
    const notes = found.notes.join('\n');
    if (notes !== this.#notes) for (const message of found.notes) report({ type: 'warning', message });
    this.#notes = notes;
    const fresh = this.#settling.look(found.media.map((media) => [media.path, media.found]));
    this.#looks += 1;
    for (const path of fresh) {
      if (this.#looks === 1) this.#old.add(path);
      else
        report({
          type: 'note',
          message: `${path}: new; taken when it has been left alone for ${this.#settleText()}.`,
        });
    }
    const places = new Map(placeFiles(found.media, this.#request).map((placed) => [placed.file, placed]));
    for (const paths of [this.#unopened, this.#old])
      for (const path of paths) if (!places.has(path)) paths.delete(path);
    return places;
  }

  async #find(signal: AbortSignal): Promise<FolderMedia | undefined> {
    const { path, recursive, isOnce } = this.#request;
    try {
      const found = await findMedia(path, { recursive, signal });
      if (this.#isAway) {
        this.#isAway = false;
        this.#supervision.report({ type: 'note', message: `${path} is there again.` });
        await this.#bell.close();
        await this.#listen();
      }
      return found;
    } catch (error) {
      if (!(error instanceof InputError) || this.#looks === 0 || isOnce) throw error;
      if (!this.#isAway) {
        this.#supervision.report({
          type: 'warning',
          message: `${error.message} Waiting for it to come back.`,
        });
      }
      this.#isAway = true;
      return undefined;
    }
  }

  /** Whether the file is still as it was, and can be opened. */
  async #take(path: string): Promise<boolean> {
    try {
      const found = await foundAt(path);
      await (await openFile(path, 'r')).close();
      this.#unopened.delete(path);
      return this.#settling.take(path, found);
    } catch (error) {
      if (error instanceof AppError || systemCode(error) === undefined) throw error;
      // With --once nobody comes back for it: opening it once more says what is wrong.
      if (this.#request.isOnce) return this.#settling.take(path, await foundAt(path).catch(() => undefined));
      if (!this.#unopened.has(path)) {
        this.#supervision.report({
          type: 'warning',
          file: path,
          message: `cannot be opened (${systemCode(error)}); waiting.`,
        });
      }
      this.#unopened.add(path);
      return false;
    }
  }

  #patience(waitMs: number | undefined): number {
    const mostMs = this.#isDeaf || this.#isAway ? this.#pollMs() : MOST_WAIT_MS;
    if (waitMs === undefined) return mostMs;
    // One that cannot be opened stays ripe, and would be tried without end.
    if (waitMs === 0 && this.#unopened.size > 0) return this.#pollMs();
    return Math.max(LEAST_WAIT_MS, Math.min(mostMs, waitMs));
  }

  #pollMs(): number {
    return Math.max(LEAST_WAIT_MS, Math.min(POLL_MS, this.#request.settleMs));
  }

  #settleText(): string {
    return `${this.#request.settleMs / 1000} s`;
  }
}
