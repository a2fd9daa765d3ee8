/**
 * Hub parts: where files of a hub are gathered: `<home>/partial/<etag>`, and a lock beside it for as long as it is in use.
 *
 * Names   the etag is a digest, so one part serves every repository that has the file, and a part left by an earlier
 *         run is found again whatever the file is called there.
 * Throws  StoreError E_MODEL_UNSAFE for an etag that is no digest, E_STORE_UNWRITABLE, E_DISK_FULL; CancelledError.
 * @module
 */
import { join } from 'node:path';
import { StoreError } from '../../kernel/index.ts';
import { acquireLock, type FileLock, listFolder, storeErrorFrom } from '../../platform/index.ts';
import { discardPart } from '../download/download.ts';
import type { ManifestFile } from '../manifest.ts';
import { printable, requireEtag } from '../safe-names.ts';

/** Where a file's bytes are gathered. */
export function partPath(home: string, file: ManifestFile): string {
  // The etag becomes a path here, and a lock file of somebody's project may have named it.
  requireEtag(file.etag);
  return join(home, 'partial', file.etag);
}

/** One file for each etag. Throws when two files claim one digest for different bytes. */
export function distinctFiles(files: readonly ManifestFile[]): readonly ManifestFile[] {
  const byEtag = new Map<string, ManifestFile>();
  for (const file of files) {
    const other = byEtag.get(file.etag);
    if (other === undefined) byEtag.set(file.etag, file);
    else if (
      other.sizeBytes !== file.sizeBytes ||
      (other.sha256 ?? file.sha256) !== (file.sha256 ?? other.sha256)
    )
      throw contradiction(other, file);
  }
  return [...byEtag.values()];
}

/** Takes the locks in the order of the etags, so that two processes cannot wait for each other. */
export async function lockParts(
  files: readonly ManifestFile[],
  home: string,
  signal?: AbortSignal,
): Promise<readonly FileLock[]> {
  const locks: FileLock[] = [];
  try {
    for (const path of files.map((file) => partPath(home, file)).toSorted())
      locks.push(await acquireLock(`${path}.lock`, { signal }));
  } catch (error) {
    await releaseParts(locks);
    throw storeErrorFrom(error, join(home, 'partial'));
  }
  return locks;
}

/** Lets go of the locks. */
export async function releaseParts(locks: readonly FileLock[]): Promise<void> {
  for (const lock of locks) await lock.release();
}

/** Removes what is left of these files' parts, under their locks, which a killed run may have left behind too. */
export async function discardParts(files: readonly ManifestFile[], home: string): Promise<void> {
  const present = await listFolder(join(home, 'partial'));
  for (const file of distinctFiles(files)) {
    if (!present.some((name) => name.startsWith(file.etag))) continue;
    const locks = await lockParts([file], home);
    try {
      await discardPart(partPath(home, file));
    } finally {
      await releaseParts(locks);
    }
  }
}

function contradiction(one: ManifestFile, other: ManifestFile): StoreError {
  const words = `${printable(one.name)} and ${printable(other.name)} are said to be the same bytes and different ones.`;
  return new StoreError('E_MODEL_UNSAFE', words, {
    hint: 'offscribe models list   (choose another model, or another revision of this one)',
    details: { file: printable(one.name), other: printable(other.name), etag: one.etag },
  });
}
