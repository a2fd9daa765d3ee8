/**
 * Snapshot: writes a model into the hub cache's classic layout, so that every other tool can read it.
 *
 * Crash   blobs first, each by rename after its digest was found right; then tree, links, and the ref last.
 * Links   where they are refused, or HF_HUB_DISABLE_SYMLINKS is set, files lie in the snapshot itself.
 * Shared  a blob may be another tool's link into a store shared by all repositories: it is replaced as a link and
 *         never written through.
 * Source  hub-docs `docs/hub/local-cache.md`; `trees/` as huggingface_hub 2.4 writes it.
 * @module
 */
import { dirname, join } from 'node:path';
import { throwIfCancelled } from '../kernel/index.ts';
import {
  canLinkIn,
  copyFileAtomic,
  type Environment,
  isAbandoned,
  listTree,
  makeFolder,
  readTextIfPresent,
  removePath,
  replaceLink,
  statIfPresent,
  storeErrorFrom,
  syncFolder,
  writeFileAtomic,
} from '../platform/index.ts';
import { gitSha1, isGitDigest } from './content-hash.ts';
import { condition, type Digest } from './file-condition.ts';
import type { ManifestFile, ModelManifest } from './manifest.ts';
import { blobPath, contentPath, linkText, type SnapshotPlaces, snapshotPath } from './placement.ts';

const CACHEDIR_TAG =
  'Signature: 8a477f597d28d172789f06886806bc55\n# This folder holds models that can be fetched again.\n';

/** Makes the folders, removes what a killed pull left half-written, and says whether links can be used. Under the lock. */
export async function prepareRepository(places: SnapshotPlaces, env: Environment): Promise<boolean> {
  try {
    await makeFolder(places.folder);
    const others = ['blobs', 'trees', 'refs'].map((folder) => join(places.repository, folder));
    for (const folder of [places.folder, ...others]) {
      await makeFolder(folder);
      await removeLeftovers(folder);
    }
    const tag = join(places.hub, 'CACHEDIR.TAG');
    if ((await statIfPresent(tag)) === undefined) await writeFileAtomic(tag, CACHEDIR_TAG);
    const unwanted = /^(1|on|yes|true)$/i.test(env['HF_HUB_DISABLE_SYMLINKS']?.trim() ?? '');
    return !unwanted && (await canLinkIn(places.folder));
  } catch (error) {
    throw storeErrorFrom(error, places.repository);
  }
}

/** Where a file's bytes go: among the blobs, or straight into a snapshot without links. Its folder is made. */
export async function contentTarget(
  places: SnapshotPlaces,
  file: ManifestFile,
  linked: boolean,
): Promise<string> {
  const target = linked ? blobPath(places, file) : snapshotPath(places, file);
  await makeFolder(dirname(target));
  return target;
}

/** How files are placed. */
export interface PlaceJob {
  readonly linked: boolean;
  readonly digest: Digest;
  readonly signal?: AbortSignal | undefined;
}

/** Makes the snapshot's tree and its links or copies. Every file must be right in the snapshot or among the blobs. */
export async function placeFiles(
  places: SnapshotPlaces,
  manifest: ModelManifest,
  job: PlaceJob,
): Promise<void> {
  try {
    await writeTree(places, manifest);
    const folders = new Set([places.folder, dirname(places.folder)]);
    for (const file of manifest.files) {
      throwIfCancelled(job.signal);
      await placeFile(places, file, job);
      folders.add(dirname(snapshotPath(places, file)));
    }
    for (const folder of folders) await syncFolder(folder);
  } catch (error) {
    throw storeErrorFrom(error, places.repository);
  }
}

/**
 * Names the snapshot in its ref: the last act of a pull, so that what is named needs nothing more. Without `replace` a
 * ref that is there stays: another tool may have moved it on, and the lock, not the ref, says which commit we use.
 */
export async function publishRef(places: SnapshotPlaces, replace: boolean): Promise<void> {
  try {
    if (!replace && (await statIfPresent(places.ref)) !== undefined) return;
    await makeFolder(dirname(places.ref));
    await writeFileAtomic(places.ref, places.commit);
  } catch (error) {
    throw storeErrorFrom(error, places.repository);
  }
}

/** Whether the ref names this snapshot; `anyCommit`: whether there is a ref at all. */
export async function isPublished(places: SnapshotPlaces, anyCommit: boolean): Promise<boolean> {
  const commit = (await readTextIfPresent(places.ref))?.trim();
  return anyCommit ? commit !== undefined : commit === places.commit;
}

/** Leaves a file alone whose bytes are right, lest a damaged blob replace it. */
async function placeFile(places: SnapshotPlaces, file: ManifestFile, job: PlaceJob): Promise<void> {
  const present = await condition(await contentPath(places, file), file, job.digest);
  if (present.state === 'good') return;
  const path = snapshotPath(places, file);
  await makeFolder(dirname(path));
  if (job.linked) await replaceLink(linkText(file), path);
  else await copyFileAtomic(blobPath(places, file), path);
}

async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await listTree(folder)) if (isAbandoned(name)) await removePath(join(folder, name));
}

/**
 * The listing by which the hub's own library knows, offline, whether a snapshot is whole. One that lists more is
 * another tool's, or an earlier pull's of more files: it is added to.
 */
async function writeTree(places: SnapshotPlaces, manifest: ModelManifest): Promise<void> {
  const known = knownRows(await readTextIfPresent(places.tree));
  const listing = manifest.listing ?? manifest.files;
  if (listing.every((file) => known[file.name] !== undefined)) return;
  const own = Object.fromEntries(listing.map((file) => [file.name, treeRow(file)]));
  const tree = { format_version: 1, files: { ...known, ...own } };
  await writeFileAtomic(places.tree, `${JSON.stringify(tree, undefined, 2)}\n`);
}

function knownRows(text: string | undefined): Readonly<Record<string, unknown>> {
  if (text === undefined) return {};
  try {
    const { format_version: version, files } = JSON.parse(text);
    return version === 1 && typeof files === 'object' && files !== null ? files : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

function treeRow({ sizeBytes, etag }: ManifestFile): Readonly<Record<string, unknown>> {
  if (isGitDigest(etag)) return { size: sizeBytes, blob_id: etag };
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${etag}\nsize ${sizeBytes}\n`;
  return { size: sizeBytes, blob_id: gitSha1(Buffer.from(pointer)), lfs_sha256: etag, lfs_size: sizeBytes };
}
