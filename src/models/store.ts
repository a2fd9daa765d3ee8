/**
 * Store: the models in the hub cache that the environment names, got from whichever source has them.
 *
 * Twice   pulling is idempotent; two processes pull once; a killed pull goes on where it stopped.
 * Order   blobs, tree, links, ref, lock file: what is visible is whole.
 * Throws  what the methods of ModelStore say.
 * @module
 */
import { throwIfCancelled } from '../kernel/index.ts';
import {
  type Environment,
  ifPresent,
  isWritableFolder,
  offscribeHome,
  storeErrorFrom,
  type TrustedDigests,
  withLock,
} from '../platform/index.ts';
import type { CatalogueEntry, LoadingEngine, Source } from './catalogue/catalogue-entry.ts';
import { refusalOf } from './catalogue/refusal.ts';
import { DEFAULT_PATIENCE, type Patience } from './download/patience.ts';
import { engineFolder } from './engine-folder.ts';
import { condition } from './file-condition.ts';
import { type InspectionContext, inspect, inspectModel } from './inspection.ts';
import type { ManifestFile, ModelManifest } from './manifest.ts';
import { type ModelLock, openModelLock } from './model-lock.ts';
import { markPulled } from './model-marks.ts';
import type { ModelSource } from './model-source.ts';
import type {
  CachedModel,
  ModelOffer,
  ModelStatus,
  ModelStore,
  PullOptions,
  PullPlan,
  VerifyOptions,
} from './model-store.ts';
import { blobPath, contentPath, placesOf, type SnapshotPlaces } from './placement.ts';
import type { EngineVersionOf } from './probe-records.ts';
import { planOf, requirePullSpace } from './pull-plan.ts';
import { dropPullRecord, keepPullRecord } from './pull-record.ts';
import { isPublished, placeFiles, prepareRepository, publishRef } from './snapshot.ts';
import { openSource } from './sources.ts';
import { statusOf } from './status.ts';
import {
  corrupt,
  differenceOf,
  isSourceFailure,
  lockMismatch,
  notCached,
  pullFailed,
} from './store-errors.ts';

/** What a store works with. */
export interface ModelStoreOptions {
  readonly env: Environment;
  readonly digests: TrustedDigests;
  /** The lock file that was asked for; default: the current folder's or OFFSCRIBE_HOME's. */
  readonly lockFile?: string | undefined;
  /** How long servers are waited for. */
  readonly patience?: Patience;
  /** Versions of this build's engines; default: a probe of any version counts. */
  readonly engineVersionOf?: EngineVersionOf | undefined;
  /** Takes turns with other processes; tests replace it to show that nothing but work depends on it. */
  readonly withLock?: typeof withLock;
}

/** The model store in the hub cache that the environment names. */
export function openModelStore(options: ModelStoreOptions): ModelStore {
  return new HubLayoutStore(options);
}

class HubLayoutStore implements ModelStore {
  readonly #env: Environment;
  readonly #home: string;
  readonly #digests: TrustedDigests;
  readonly #lock: ModelLock;
  readonly #patience: Patience;
  readonly #engineVersionOf: EngineVersionOf | undefined;
  readonly #withLock: typeof withLock;

  constructor(options: ModelStoreOptions) {
    this.#env = options.env;
    this.#home = offscribeHome(options.env);
    this.#digests = options.digests;
    this.#lock = openModelLock({ home: this.#home, file: options.lockFile });
    this.#patience = options.patience ?? DEFAULT_PATIENCE;
    this.#engineVersionOf = options.engineVersionOf;
    this.#withLock = options.withLock ?? withLock;
  }

  async status(entry: CatalogueEntry, engine?: LoadingEngine): Promise<ModelStatus> {
    const found = await inspectModel(entry, this.#context, { depth: 'record' });
    const sources = entry.sources.map((source) => this.#open(source, {}));
    const versionOf = this.#engineVersionOf;
    return await statusOf(entry, found, { home: this.#home, sources, versionOf, engine });
  }

  async locate(entry: CatalogueEntry, signal?: AbortSignal): Promise<CachedModel> {
    return await this.#require(entry, { depth: 'digest', signal });
  }

  async verify(entry: CatalogueEntry, { onProgress, signal }: VerifyOptions = {}): Promise<CachedModel> {
    let doneBytes = 0;
    const fileBytes = new Map<ManifestFile, number>();
    const onBytes = (file: ManifestFile, bytes: number): void => {
      doneBytes += bytes;
      const fileDoneBytes = (fileBytes.get(file) ?? 0) + bytes;
      fileBytes.set(file, fileDoneBytes);
      const fileTotalBytes = file.sizeBytes;
      const about = { model: entry.name, file: file.name, phase: 'verify' } as const;
      onProgress?.({ ...about, doneBytes, totalBytes: entry.sizeBytes, fileDoneBytes, fileTotalBytes });
    };
    return await this.#require(entry, { depth: 'rehash', signal, onBytes });
  }

  async plan(entry: CatalogueEntry, options: PullOptions): Promise<PullPlan> {
    const refusal = refusalOf(entry);
    if (refusal !== undefined) throw refusal;
    const { revision, updateLock, signal } = options;
    const here = await inspectModel(entry, this.#context, {
      depth: 'digest',
      signal,
      ignoreLock: updateLock,
    });
    const isAnswer = here?.isWhole === true && revision === undefined && !updateLock;
    return await this.#trySources(
      entry,
      async (source, row) => {
        const manifest = isAnswer ? here.manifest : await this.#resolve(entry, source, options);
        const found = isAnswer ? here : await inspect(manifest, this.#context, { depth: 'digest', signal });
        return await planOf(found, { row, source, env: this.#env });
      },
      options,
    );
  }

  async pull(entry: CatalogueEntry, options: PullOptions): Promise<CachedModel> {
    throwIfCancelled(options.signal);
    if (options.offline) return await this.locate(entry, options.signal);
    const refusal = refusalOf(entry);
    if (refusal !== undefined) throw refusal;
    const present = await ifPresent(() => this.#presentModel(entry, options));
    if (present !== undefined) return present;
    return await this.#trySources(
      entry,
      async (source) =>
        await this.adopt(entry, { manifest: await this.#resolve(entry, source, options), source }, options),
      options,
    );
  }

  async adopt(
    entry: CatalogueEntry,
    { manifest, source }: ModelOffer,
    options: PullOptions,
  ): Promise<CachedModel> {
    const locked = options.updateLock ? undefined : await this.#lock.read(entry.name);
    const difference = locked === undefined ? undefined : differenceOf(locked, manifest);
    if (difference !== undefined) throw lockMismatch(entry.name, this.#lock.path, difference);
    const places = placesOf(manifest, this.#env);
    try {
      const work = async (): Promise<ModelManifest> => await this.#publish(manifest, source, options);
      const published = await this.#withLock(places.lock, work, { signal: options.signal });
      await this.#lock.keep(published);
      return await this.#cached(entry, published);
    } catch (error) {
      throw storeErrorFrom(error, places.hub);
    }
  }

  get #context(): InspectionContext {
    return { env: this.#env, digests: this.#digests, lock: this.#lock };
  }

  #open(source: Source, { anonymous }: Pick<PullOptions, 'anonymous'>): ModelSource {
    return openSource(source, { env: this.#env, home: this.#home, patience: this.#patience, anonymous });
  }

  async #require(entry: CatalogueEntry, options: Parameters<typeof inspectModel>[2]): Promise<CachedModel> {
    const found = await inspectModel(entry, this.#context, options);
    if (found === undefined) throw notCached(entry);
    for (const [file, seen] of found.files) if (seen.state === 'wrong') throw corrupt(entry, file, seen);
    for (const [file, seen] of found.files) if (seen.state === 'absent') throw notCached(entry, file);
    return await this.#cached(entry, found.manifest);
  }

  /** The model when it is here, whole, and named by its ref; nothing is asked of any server then. A prune may take it. */
  async #presentModel(entry: CatalogueEntry, options: PullOptions): Promise<CachedModel | undefined> {
    const { revision, updateLock, rehash, signal } = options;
    if (entry.files.length === 0 && (revision !== undefined || updateLock)) return undefined;
    const depth = rehash ? 'rehash' : 'digest';
    const found = await inspectModel(entry, this.#context, { depth, signal, ignoreLock: updateLock });
    if (found === undefined || !found.isWhole) return undefined;
    const { manifest, places } = found;
    const isWritable = await isWritableFolder(places.repository);
    if (isWritable && !(await isPublished(places, manifest.repo !== undefined))) return undefined;
    if (await isWritableFolder(this.#home)) await this.#lock.keep(await this.#withDigests(manifest, places));
    return await this.#cached(entry, manifest);
  }

  /** What a source has, at the commit that the lock binds unless another was asked for. */
  async #resolve(entry: CatalogueEntry, source: ModelSource, options: PullOptions): Promise<ModelManifest> {
    const { signal, onWait, onWarning } = options;
    const locked = options.updateLock ? undefined : await this.#lock.read(entry.name);
    const isBound = options.revision === undefined && locked?.repo !== undefined;
    const revision = isBound ? locked.commit : options.revision;
    const manifest = await source.resolve(entry, { revision, signal, onWait, onWarning });
    return isBound && manifest.repo === locked.repo ? { ...manifest, revision: locked.revision } : manifest;
  }

  /** Asks one source after the other; what all of them failed with is what the user hears about. */
  async #trySources<T>(
    entry: CatalogueEntry,
    attempt: (source: ModelSource, row: Source) => Promise<T>,
    options: Pick<PullOptions, 'anonymous'> = {},
  ): Promise<T> {
    const failures: unknown[] = [];
    for (const row of entry.sources) {
      try {
        return await attempt(this.#open(row, options), row);
      } catch (error) {
        if (!isSourceFailure(error)) throw error;
        failures.push(error);
      }
    }
    throw pullFailed(entry, failures);
  }

  /** Under the lock of the repository: brings what is missing, then shows it. */
  async #publish(manifest: ModelManifest, source: ModelSource, options: PullOptions): Promise<ModelManifest> {
    const places = placesOf(manifest, this.#env);
    const linked = await prepareRepository(places, this.#env);
    const missing = await this.#missing(manifest, places, options.signal);
    if (missing.length > 0) {
      if (!options.force) await requirePullSpace(missing, { source, places, home: this.#home });
      const job = { manifest, source, places, linked, digests: this.#digests, options };
      await keepPullRecord(this.#home, manifest);
      // Loaded by a pull that has something to bring: most commands only look.
      const { bringFiles } = await import('./bring.ts');
      await bringFiles(missing, job);
      if (manifest.repo !== undefined) await markPulled(this.#home, manifest.repository, manifest.commit);
    }
    const digest = async (path: string): Promise<string> =>
      await this.#digests.digest(path, { signal: options.signal });
    await placeFiles(places, manifest, { linked, digest, signal: options.signal });
    await source.discard(manifest.files);
    await dropPullRecord(this.#home, manifest.model);
    const locked = await this.#lock.read(manifest.model);
    await publishRef(places, manifest.repo === undefined || locked?.commit !== manifest.commit);
    return await this.#withDigests(manifest, places);
  }

  /** Files whose bytes are neither in the snapshot nor among the blobs. */
  async #missing(
    manifest: ModelManifest,
    places: SnapshotPlaces,
    signal: AbortSignal | undefined,
  ): Promise<ManifestFile[]> {
    const missing: ManifestFile[] = [];
    const digest = async (path: string): Promise<string> => await this.#digests.digest(path, { signal });
    for (const file of manifest.files) {
      const paths = new Set([await contentPath(places, file), blobPath(places, file)]);
      const found = await Promise.all([...paths].map((path) => condition(path, file, digest)));
      if (!found.some(({ state }) => state === 'good')) missing.push(file);
    }
    return missing;
  }

  /** The manifest with the sha256 of every file, for the lock; all files are known to be right. */
  async #withDigests(manifest: ModelManifest, places: SnapshotPlaces): Promise<ModelManifest> {
    const files: ManifestFile[] = [];
    for (const file of manifest.files) {
      const sha256 = file.sha256 ?? (await this.#digests.digest(await contentPath(places, file)));
      files.push({ ...file, sha256 });
    }
    return { ...manifest, files };
  }

  async #cached(entry: CatalogueEntry, manifest: ModelManifest): Promise<CachedModel> {
    const places = placesOf(manifest, this.#env);
    const [weights] = manifest.files;
    const folder = await engineFolder(entry, manifest, { places, home: this.#home });
    const sha256 = weights?.sha256 ?? weights?.etag ?? '';
    return { entry, manifest, folder, sha256 };
  }
}
