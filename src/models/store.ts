/**
 * Model store: which models are on this machine, whether their bytes are right, and getting those that are not.
 *
 * Trust   a file counts by its sha256 (trusted while it is plainly unchanged), never by being there.
 * Twice   pulling is idempotent; two processes pull once; a killed pull goes on where it stopped.
 * Offline locate and state never touch the network; pull does not when `offline`, or when nothing is missing.
 * @module
 */
import { AppError, NotReadyError, StoreError, throwIfCancelled } from '../kernel/index.ts';
import {
  type Environment,
  isWritableFolder,
  offscribeHome,
  storeErrorFrom,
  type TrustedDigests,
  withLock,
} from '../platform/index.ts';
import type { CatalogueEntry, FilePin } from './catalogue-entry.ts';
import { requireSpace } from './disk-space.ts';
import type { FetchedFiles, ModelSource, PullProgress } from './model-source.ts';
import { DEFAULT_PATIENCE, type Patience } from './patience.ts';
import {
  blobPath,
  condition,
  contentPath,
  type FileCondition,
  isPublished,
  placeFiles,
  prepareRepository,
  publishRef,
  type SnapshotPlaces,
  snapshotPlaces,
  writeContent,
} from './snapshot.ts';
import { openSource } from './sources.ts';

/** What `models list` says of a model. `verified` is about bytes; whether an engine can load it is another question. */
export type ModelState = 'absent' | 'partial' | 'verified' | 'corrupt';

/** A model whose bytes are on this machine and right. */
export interface CachedModel {
  readonly entry: CatalogueEntry;
  /** Folder with the model's files. */
  readonly folder: string;
  /** Of the weights file. */
  readonly sha256: string;
}

/** How to pull. */
export interface PullOptions {
  readonly offline: boolean;
  readonly onProgress?: (progress: PullProgress) => void;
  readonly signal?: AbortSignal | undefined;
  /** Hashes everything, whatever is on record. */
  readonly rehash?: boolean;
}

/** The models on this machine. */
export interface ModelStore {
  state(entry: CatalogueEntry): Promise<ModelState>;
  /** Throws NotReadyError E_MODEL_NOT_CACHED; StoreError E_MODEL_CORRUPT with the file and both digests. */
  locate(entry: CatalogueEntry): Promise<CachedModel>;
  /**
   * Throws what `locate` does when offline; StoreError E_MODEL_PULL_FAILED (cause: why), E_DISK_FULL,
   * E_STORE_UNWRITABLE; UsageError for unusable pip or proxy settings; CancelledError.
   */
  pull(entry: CatalogueEntry, options: PullOptions): Promise<CachedModel>;
}

/** What a store works with. */
export interface ModelStoreOptions {
  readonly env: Environment;
  readonly digests: TrustedDigests;
  /** How long servers are waited for. */
  readonly patience?: Patience;
}

/** The model store in the hub cache that the environment names. */
export function openModelStore(options: ModelStoreOptions): ModelStore {
  return new HubLayoutStore(options);
}

class HubLayoutStore implements ModelStore {
  readonly #env: Environment;
  readonly #digests: TrustedDigests;
  readonly #patience: Patience;

  constructor({ env, digests, patience }: ModelStoreOptions) {
    this.#env = env;
    this.#digests = digests;
    this.#patience = patience ?? DEFAULT_PATIENCE;
  }

  async state(entry: CatalogueEntry): Promise<ModelState> {
    const found = [...(await this.#conditions(entry)).values()].map((file) => file.state);
    if (found.includes('wrong')) return 'corrupt';
    if (!found.includes('absent')) return 'verified';
    if (found.includes('good')) return 'partial';
    for (const source of this.#sources(entry)) {
      const { total, pending } = await source.transferBytes(entry.files);
      if (pending < total) return 'partial';
    }
    return 'absent';
  }

  async locate(entry: CatalogueEntry): Promise<CachedModel> {
    const found = await this.#conditions(entry);
    for (const [file, state] of found) if (state.state === 'wrong') throw corrupt(entry, file, state);
    for (const [file, state] of found) if (state.state === 'absent') throw notCached(entry, file);
    return cached(entry, snapshotPlaces(entry, this.#env));
  }

  async pull(entry: CatalogueEntry, options: PullOptions): Promise<CachedModel> {
    throwIfCancelled(options.signal);
    if (options.offline) return await this.locate(entry);
    const places = snapshotPlaces(entry, this.#env);
    const found = await this.#conditions(entry, options);
    const complete = [...found.values()].every((file) => file.state === 'good');
    if (complete && ((await isPublished(places)) || !(await isWritableFolder(places.repository))))
      return cached(entry, places);
    const { signal } = options;
    try {
      await withLock(places.lock, async () => await this.#pullLocked(entry, places, options), { signal });
    } catch (error) {
      throw storeErrorFrom(error, places.hub);
    }
    return await this.locate(entry);
  }

  async #pullLocked(entry: CatalogueEntry, places: SnapshotPlaces, options: PullOptions): Promise<void> {
    const linked = await prepareRepository(places, this.#env);
    const missing = await this.#missing(entry, places, options.signal);
    if (missing.length > 0) await this.#bring(entry, missing, { places, linked, options });
    const digest = (path: string): Promise<string> => this.#digests.digest(path, options.signal);
    await placeFiles(places, entry, { linked, digest, signal: options.signal });
    for (const source of this.#sources(entry)) await source.discard(entry.files);
    await publishRef(places);
  }

  async #bring(entry: CatalogueEntry, files: readonly FilePin[], job: PullJob): Promise<void> {
    const fetched = await this.#fetch(entry, files, job);
    try {
      await this.#unpack(entry, files, { ...job, fetched });
    } catch (error) {
      throw isSourceFailure(error) ? pullFailed(entry, error) : error;
    } finally {
      await fetched.close();
    }
  }

  /** Files whose bytes are neither in the snapshot nor among the blobs. */
  async #missing(entry: CatalogueEntry, places: SnapshotPlaces, signal?: AbortSignal): Promise<FilePin[]> {
    const missing: FilePin[] = [];
    for (const file of entry.files) {
      const digest = (path: string): Promise<string> => this.#digests.digest(path, signal);
      const paths = new Set([await contentPath(places, file), blobPath(places, file)]);
      const found = await Promise.all([...paths].map((path) => condition(path, file, digest)));
      if (!found.some((state) => state.state === 'good')) missing.push(file);
    }
    return missing;
  }

  /** Asks one source after the other; the first one's failure is what the user hears about. */
  async #fetch(entry: CatalogueEntry, files: readonly FilePin[], job: PullJob): Promise<FetchedFiles> {
    const { places, options } = job;
    let failure: unknown;
    for (const source of this.#sources(entry)) {
      const { pending } = await source.transferBytes(files);
      await requireSpace([
        { folder: offscribeHome(this.#env), bytes: pending },
        { folder: places.repository, bytes: sumOf(files) },
      ]);
      try {
        return await source.fetch(files, {
          signal: options.signal,
          onProgress: (file, doneBytes, totalBytes) =>
            options.onProgress?.({ model: entry.name, file, doneBytes, totalBytes, phase: 'download' }),
        });
      } catch (error) {
        if (!isSourceFailure(error)) throw error;
        failure ??= error;
      }
    }
    throw pullFailed(entry, failure);
  }

  async #unpack(entry: CatalogueEntry, files: readonly FilePin[], job: UnpackJob): Promise<void> {
    const { options, fetched, places, linked } = job;
    const totalBytes = sumOf(files);
    const written: string[] = [];
    let doneBytes = 0;
    for (const file of files) {
      throwIfCancelled(options.signal);
      const onBytes = (bytes: number): void => {
        doneBytes += bytes;
        throwIfCancelled(options.signal);
        options.onProgress?.({ model: entry.name, file: file.name, doneBytes, totalBytes, phase: 'unpack' });
      };
      written.push(await writeContent(fetched.read(file), file, { places, linked, onBytes }));
    }
    doneBytes = 0;
    for (const [position, file] of files.entries()) {
      // Read back from the disk: this is also what puts the digest on record.
      await this.#digests.rehash(written[position] ?? '', options.signal);
      doneBytes += file.sizeBytes;
      options.onProgress?.({ model: entry.name, file: file.name, doneBytes, totalBytes, phase: 'verify' });
    }
  }

  async #conditions(entry: CatalogueEntry, options?: PullOptions): Promise<Map<FilePin, FileCondition>> {
    const places = snapshotPlaces(entry, this.#env);
    const found = new Map<FilePin, FileCondition>();
    const digest = (path: string): Promise<string> =>
      options?.rehash === true
        ? this.#digests.rehash(path, options.signal)
        : this.#digests.digest(path, options?.signal);
    for (const file of entry.files) {
      throwIfCancelled(options?.signal);
      found.set(file, await condition(await contentPath(places, file), file, digest));
    }
    return found;
  }

  #sources(entry: CatalogueEntry): ModelSource[] {
    const context = { env: this.#env, home: offscribeHome(this.#env), patience: this.#patience };
    return entry.sources.map((source) => openSource(source, context));
  }
}

interface PullJob {
  readonly places: SnapshotPlaces;
  readonly linked: boolean;
  readonly options: PullOptions;
}

interface UnpackJob extends PullJob {
  readonly fetched: FetchedFiles;
}

function cached(entry: CatalogueEntry, places: SnapshotPlaces): CachedModel {
  return { entry, folder: places.folder, sha256: entry.files[0]?.sha256 ?? '' };
}

function sumOf(files: readonly FilePin[]): number {
  return files.reduce((sum, file) => sum + file.sizeBytes, 0);
}

function pullCommand(entry: CatalogueEntry): string {
  return `offscribe models pull ${entry.name}`;
}

function notCached(entry: CatalogueEntry, file: FilePin): NotReadyError {
  return new NotReadyError(
    'E_MODEL_NOT_CACHED',
    `The model ${entry.name} is not on this machine (${file.name} is missing).`,
    { hint: pullCommand(entry), details: { model: entry.name, file: file.name } },
  );
}

function corrupt(
  entry: CatalogueEntry,
  file: FilePin,
  found: { readonly path: string; readonly sha256: string },
): StoreError {
  return new StoreError(
    'E_MODEL_CORRUPT',
    `${file.name} of the model ${entry.name} is damaged: its sha256 is ${found.sha256}, not ${file.sha256}.`,
    {
      hint: pullCommand(entry),
      details: {
        model: entry.name,
        file: file.name,
        path: found.path,
        expected: file.sha256,
        found: found.sha256,
      },
    },
  );
}

/** Whether another source, or another day, may do better. */
function isSourceFailure(error: unknown): boolean {
  if (!(error instanceof AppError)) return false;
  return ['E_HTTP_FAILED', 'E_HTTP_STATUS', 'E_MODEL_CORRUPT'].includes(error.code);
}

function pullFailed(entry: CatalogueEntry, cause: unknown): StoreError {
  const reason = cause instanceof Error ? cause.message.replace(/\.$/, '') : 'it has no source';
  return new StoreError('E_MODEL_PULL_FAILED', `The model ${entry.name} could not be fetched: ${reason}.`, {
    hint: pullCommand(entry),
    cause,
    details: { model: entry.name, ...(cause instanceof AppError ? cause.details : {}) },
  });
}
