/**
 * Download: one file into a part file, over as many connections and runs as it takes, hashed on the way.
 *
 * In      where it lies (url, credentials), what it must be (length, digests), the part file's path.
 * Lock    one writer for each part: the caller holds a lock on it, here nothing is locked.
 * Resume  what an earlier run left is used when its journal vouches for it; a whole part needs no request.
 * Wrong   bytes are moved aside and the file is fetched once more, over one connection; wrong again is an error.
 * Throws  NetworkError E_HTTP_FAILED, E_HTTP_STATUS or what `failureOf` makes; StoreError E_DISK_FULL,
 *         E_STORE_UNWRITABLE, with a part that can be resumed; CancelledError.
 * @module
 */
import { freeBytes, moveFile, removePath, wrongAnswer } from '../../platform/index.ts';
import { isGitDigest } from '../content-hash.ts';
import type { ManifestFile } from '../manifest.ts';
import { coveredBytes } from './intervals.ts';
import { readJournal, removeJournal } from './journal.ts';
import { openPartFile, type PartDigest } from './part-file.ts';
import { fillPart } from './transfer.ts';
import type { DownloadRequest } from './transfer-job.ts';

export type { DownloadRequest } from './transfer-job.ts';

/** Fills the part file until it is the file, hashed and synced, or throws. */
export async function download(request: DownloadRequest): Promise<{ readonly sha256: string }> {
  const { file, partPath, url } = request;
  const first = await attempt(request);
  if (first.isRight) return { sha256: first.sha256 };
  await quarantine(partPath, file);
  const second = await attempt({ ...request, connections: 1 });
  if (second.isRight) return { sha256: second.sha256 };
  await quarantine(partPath, file);
  const digest = isGitDigest(file.etag) ? 'git digest' : 'sha256';
  throw wrongAnswer(url.host, `sends other bytes than the ${digest} pinned for ${file.name}`);
}

async function attempt(request: DownloadRequest): Promise<PartDigest> {
  const { file, partPath, signal } = request;
  const part = await openPartFile({ path: partPath, file, signal });
  try {
    await fillPart(request, part);
    return await part.finish();
  } finally {
    await part.close();
  }
}

/** Bytes of the file that an earlier run left, by its journal; nothing is hashed. */
export async function partBytes(partPath: string, file: ManifestFile): Promise<number> {
  return coveredBytes((await readJournal(partPath, file)).written);
}

/** Removes a part file and everything beside it but its lock. */
export async function discardPart(partPath: string): Promise<void> {
  await removeJournal(partPath);
  await removePath(partPath);
  await removePath(quarantinePath(partPath));
}

/** Moves wrong bytes aside, for whoever wants to know what was wrong with them; room for the file goes first. */
async function quarantine(partPath: string, file: ManifestFile): Promise<void> {
  await removeJournal(partPath);
  await moveFile(partPath, quarantinePath(partPath));
  if ((await freeBytes(partPath)) < file.sizeBytes) await removePath(quarantinePath(partPath));
}

function quarantinePath(partPath: string): string {
  return `${partPath}.quarantined`;
}
