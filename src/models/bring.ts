/**
 * Bring: gets missing files from a source and puts their blobs into the store, each proven and safe before it is seen.
 *
 * Throws  what the source throws; StoreError E_MODEL_CORRUPT, E_MODEL_UNSAFE, E_DISK_FULL, E_STORE_UNWRITABLE.
 * @module
 */
import { AppError, throwIfCancelled } from '../kernel/index.ts';
import {
  moveFile,
  publish,
  removePath,
  storeErrorFrom,
  type TrustedDigests,
  temporaryBeside,
  writePieces,
} from '../platform/index.ts';
import { openContentHash } from './content-hash.ts';
import { discardPart } from './download/download.ts';
import { requireSafeContent } from './formats/index.ts';
import type { ManifestFile, ModelManifest } from './manifest.ts';
import type { FetchedFiles, ModelSource } from './model-source.ts';
import type { PullOptions } from './model-store.ts';
import type { SnapshotPlaces } from './placement.ts';
import { contentTarget } from './snapshot.ts';
import { unlikeManifest } from './store-errors.ts';

/** Where missing files come from and go to. */
export interface BringJob {
  readonly manifest: ModelManifest;
  readonly source: ModelSource;
  readonly places: SnapshotPlaces;
  /** Whether blobs are linked to, or files lie in the snapshot itself. */
  readonly linked: boolean;
  readonly digests: TrustedDigests;
  readonly options: PullOptions;
}

/** Fetches the files and publishes their blobs; the same files with every sha256 known. */
export async function bringFiles(
  missing: readonly ManifestFile[],
  job: BringJob,
): Promise<readonly ManifestFile[]> {
  const fetched = await job.source.fetch(job.manifest, missing, await fetchOptions(missing, job));
  const totalBytes = missing.reduce((sum, file) => sum + file.sizeBytes, 0);
  const brought: ManifestFile[] = [];
  let beforeBytes = 0;
  try {
    for (const file of missing) {
      throwIfCancelled(job.options.signal);
      const base = beforeBytes;
      const sha256 = await publishFile(file, fetched, {
        ...job,
        onBytes: (fileDoneBytes) =>
          job.options.onProgress?.({
            model: job.manifest.model,
            file: file.name,
            fileDoneBytes,
            fileTotalBytes: file.sizeBytes,
            doneBytes: base + fileDoneBytes,
            totalBytes,
            phase: 'unpack',
          }),
      });
      brought.push({ ...file, sha256 });
      beforeBytes += file.sizeBytes;
    }
  } finally {
    await fetched.close();
  }
  return brought;
}

/** Several files may be under way at once; the total is the sum of what each has. */
async function fetchOptions(
  missing: readonly ManifestFile[],
  { source, manifest, options }: BringJob,
): Promise<Parameters<ModelSource['fetch']>[2]> {
  const { total } = await source.transferBytes(missing);
  const done = new Map<string, number>();
  let doneBytes = 0;
  return {
    signal: options.signal,
    onWait: options.onWait,
    onProgress: (progress) => {
      doneBytes += progress.doneBytes - (done.get(progress.file) ?? 0);
      done.set(progress.file, progress.doneBytes);
      options.onProgress?.({
        model: manifest.model,
        file: progress.file,
        fileDoneBytes: progress.doneBytes,
        fileTotalBytes: progress.totalBytes,
        doneBytes: Math.min(doneBytes, total),
        totalBytes: total,
        phase: 'download',
      });
    },
  };
}

interface PublishJob extends BringJob {
  readonly onBytes: (doneBytes: number) => void;
}

async function publishFile(file: ManifestFile, fetched: FetchedFiles, job: PublishJob): Promise<string> {
  const target = await contentTarget(job.places, file, job.linked);
  try {
    const taken = await fetched.take?.(file);
    if (taken === undefined) return await writeContent(file, fetched.read(file), { ...job, target });
    await requireSafePart(taken.path, file);
    await moveFile(taken.path, target);
    await job.digests.record(target, taken.sha256);
    return taken.sha256;
  } catch (error) {
    throw storeErrorFrom(error, target);
  }
}

/** What is refused for its content would be refused every time: nothing of it is kept. */
async function requireSafePart(path: string, file: ManifestFile): Promise<void> {
  try {
    await requireSafeContent(path, file.name);
  } catch (error) {
    if (error instanceof AppError && error.code === 'E_MODEL_UNSAFE') await discardPart(path);
    throw error;
  }
}

/** Writes bytes that a source reads out of some packing, and proves them before they get their name. */
async function writeContent(
  file: ManifestFile,
  bytes: AsyncIterable<Uint8Array>,
  job: PublishJob & { readonly target: string },
): Promise<string> {
  const hash = openContentHash(file);
  const temporary = temporaryBeside(job.target);
  let doneBytes = 0;
  try {
    await writePieces(temporary, checked());
    if (!hash.matches()) throw unlikeManifest(file, hash.sha256());
    await requireSafeContent(temporary, file.name);
    await publish(temporary, job.target);
    await job.digests.record(job.target, hash.sha256());
    return hash.sha256();
  } finally {
    await removePath(temporary);
  }

  async function* checked(): AsyncGenerator<Uint8Array> {
    for await (const piece of bytes) {
      throwIfCancelled(job.options.signal);
      hash.update(piece);
      doneBytes += piece.length;
      // More than the file has is no file of ours, however much more would come.
      if (doneBytes > file.sizeBytes) throw unlikeManifest(file, hash.sha256());
      job.onBytes(doneBytes);
      yield piece;
    }
  }
}
