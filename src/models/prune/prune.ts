/**
 * Prune: removes from the model store what nothing wants, and on request models that nobody uses.
 *
 * Shared  the hub cache belongs to every tool on the machine: other owners' repositories are left alone, but for our own
 *         half-written files and, with `unusedForSec`, for what Offscribe itself pulled into them. The hub's `.locks`
 *         and its store of shared blobs stay.
 * Race    nothing is removed that somebody pulls (the lock of its repository or part), or loads, verifies or exports (a
 *         lease); it is looked at again under those locks. What is in use is skipped and reported.
 * Crash   each thing goes in steps that leave nothing broken; a rerun finishes.
 * Throws  StoreError E_STORE_UNWRITABLE; UsageError for an unreadable lock file; CancelledError.
 * @module
 */
import { throwIfCancelled } from '../../kernel/index.ts';
import {
  carryOut,
  type Environment,
  type FileLock,
  hubCacheFolder,
  lockOwner,
  storeErrorFrom,
  tryLock,
} from '../../platform/index.ts';
import type { CatalogueEntry } from '../catalogue/catalogue-entry.ts';
import { leasedModels, leaseholder, withPruneLock } from '../lease.ts';
import { openModelLock } from '../model-lock.ts';
import { type Area, listAreas, recordArea } from './areas.ts';
import { presentDigests } from './present-digests.ts';
import type { PruneRemoval, PruneReport, PruneSkip } from './prune-report.ts';

/** What to prune. */
export interface PruneOptions {
  readonly env: Environment;
  /** OFFSCRIBE_HOME. */
  readonly home: string;
  readonly entries: readonly CatalogueEntry[];
  /** The lock file that was asked for. */
  readonly lockFile?: string | undefined;
  /** Removes whole models that Offscribe pulled and nobody used for so long. */
  readonly unusedForSec?: number | undefined;
  readonly nowMs: number;
  /** Converted weights that nothing wants, given what is in the store; the layer that makes them finds them. */
  readonly findDerived: (present: ReadonlySet<string>) => Promise<readonly DerivedRemoval[]>;
  readonly signal?: AbortSignal | undefined;
  /** Called when another prune is running. */
  readonly onWait?: ((owner: string) => void) | undefined;
}

/** Converted weights and the lock that whoever converts holds. */
export type DerivedRemoval = Omit<PruneRemoval, 'kind'> & { readonly lock: string };

/** What a prune would do just now; writes nothing. */
export async function planPrune(options: PruneOptions): Promise<PruneReport> {
  const sweep = new Sweep(options, true);
  await sweep.run();
  return sweep.report();
}

/** Prunes. One at a time; whoever wants to load a model waits until it is over. */
export async function prune(options: PruneOptions): Promise<PruneReport> {
  const { env, home, signal, onWait } = options;
  const sweep = new Sweep(options, false);
  try {
    await withPruneLock(home, async () => await sweep.run(), { signal, onWait });
  } catch (error) {
    throw storeErrorFrom(error, hubCacheFolder(env));
  }
  return sweep.report();
}

class Sweep {
  readonly #options: PruneOptions;
  readonly #isDry: boolean;
  readonly #removals: PruneRemoval[] = [];
  readonly #skipped: PruneSkip[] = [];

  constructor(options: PruneOptions, isDry: boolean) {
    this.#options = options;
    this.#isDry = isDry;
  }

  async run(): Promise<void> {
    const { home, lockFile } = this.#options;
    const hub = hubCacheFolder(this.#options.env);
    const context = { ...this.#options, hub, lock: openModelLock({ home, file: lockFile }) };
    for (const area of await listAreas(context)) await this.#clear(area);
    // After the models: what was made from one that is gone now is wanted no more.
    const except = new Set(this.#removals.flatMap((removal) => removal.steps.flat()));
    const models = await leasedModels(home);
    for (const { lock, ...found } of await this.#options.findDerived(await presentDigests(hub, except))) {
      const removal: PruneRemoval = { kind: 'derived', ...found };
      await this.#clear({ path: removal.path, lock, models, find: async () => [removal] });
    }
    await this.#clear(recordArea(context));
  }

  report(): PruneReport {
    const items = this.#removals.map(({ kind, path, bytes, reason }) => ({ kind, path, bytes, reason }));
    return { items, skipped: this.#skipped };
  }

  async #clear(area: Area): Promise<void> {
    throwIfCancelled(this.#options.signal);
    const found = await area.find();
    if (found.length === 0) return;
    const reader = await leaseholder(this.#options.home, area.models);
    if (reader !== undefined) return this.#skip(found, `${reader} is using it`);
    if (this.#isDry) {
      const owner = area.lock === undefined ? undefined : await lockOwner(area.lock);
      if (owner !== undefined) this.#skip(found, `${owner} is working on it`);
      else this.#removals.push(...found);
      return;
    }
    const lock = area.lock === undefined ? NO_LOCK : await tryLock(area.lock);
    if (lock === undefined) return this.#skip(found, 'another process is working on it');
    try {
      for (const removal of await area.find()) {
        throwIfCancelled(this.#options.signal);
        await carryOut(removal);
        this.#removals.push(removal);
      }
    } finally {
      await lock.release();
    }
  }

  #skip(found: readonly PruneRemoval[], reason: string): void {
    for (const { path } of found) this.#skipped.push({ path, reason });
  }
}

const NO_LOCK: FileLock = { release: async () => {} };
