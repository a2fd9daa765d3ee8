/**
 * Snapshot: one model in the hub cache's classic layout, under our own owner name, so that other tools can read it.
 *
 *   models--offscribe--<name>/blobs/<sha256>
 *                            /snapshots/<commit>/<file> -> ../../blobs/<sha256>
 *                            /trees/<commit>.json
 *                            /refs/main               the commit, without a newline
 *
 * Commit  sha1 of the canonical manifest: the same pins give the same commit on every machine.
 * Crash   blobs first, each by rename after its hash was found right; then tree, links, and the ref last.
 * Links   where they are refused, or HF_HUB_DISABLE_SYMLINKS is set, files lie in the snapshot itself.
 * Source  hub-docs `docs/hub/local-cache.md`; `trees/` as huggingface_hub 2.4 writes it.
 * @module
 */
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { StoreError, throwIfCancelled } from '../kernel/index.ts';
import {
  canLinkIn,
  copyFileAtomic,
  type Environment,
  hubCacheFolder,
  linkTarget,
  listFolder,
  makeFolder,
  publish,
  readTextIfPresent,
  removePath,
  replaceLink,
  statIfPresent,
  storeErrorFrom,
  syncFolder,
  type TrustedDigests,
  temporaryBeside,
  writeFileAtomic,
} from '../platform/index.ts';
import type { CatalogueEntry, FilePin } from './catalogue-entry.ts';
import { openPartFile } from './part-file.ts';

/** Owner name of models that did not come from the hub; never another owner's. */
const OWNER = 'offscribe';

const CACHEDIR_TAG =
  'Signature: 8a477f597d28d172789f06886806bc55\n# This folder holds models that can be fetched again.\n';

/** Where the parts of one model lie. */
export interface SnapshotPlaces {
  readonly hub: string;
  /** `models--offscribe--<name>`. */
  readonly repository: string;
  /** `snapshots/<commit>`: what an engine is given. */
  readonly folder: string;
  readonly commit: string;
  readonly lock: string;
}

/** What is known about one file of a snapshot. */
export type FileCondition =
  | { readonly state: 'good' | 'absent' }
  | { readonly state: 'wrong'; readonly path: string; readonly sha256: string };

/** Where a model lies, found from the environment and its pins alone. */
export function snapshotPlaces(entry: CatalogueEntry, env: Environment): SnapshotPlaces {
  const hub = hubCacheFolder(env);
  const name = `models--${OWNER}--${entry.name}`;
  const commit = commitOf(entry);
  const repository = join(hub, name);
  return {
    hub,
    repository,
    folder: join(repository, 'snapshots', commit),
    commit,
    lock: join(hub, '.locks', name, 'pull.lock'),
  };
}

/** sha1 of the canonical manifest: name, and files sorted by name with size and sha256, as JSON without spaces. */
export function commitOf(entry: CatalogueEntry): string {
  const files = entry.files
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, sizeBytes, sha256 }) => ({ name, sha256, sizeBytes }));
  return createHash('sha1')
    .update(JSON.stringify({ files, format: 1, name: entry.name }))
    .digest('hex');
}

/** The path that holds a snapshot file's bytes: its blob when it is our link to it, else the file itself. */
export async function contentPath(places: SnapshotPlaces, file: FilePin): Promise<string> {
  const path = join(places.folder, file.name);
  return (await linkTarget(path)) === linkText(file) ? blobPath(places, file) : path;
}

/** Whether a path holds the pinned bytes. Existence proves nothing: the digest decides. */
export async function condition(
  path: string,
  file: FilePin,
  digest: TrustedDigests['digest'],
): Promise<FileCondition> {
  const present = await statIfPresent(path);
  if (present === undefined) return { state: 'absent' };
  const sha256 = present.isFile() ? await digest(path) : 'not a file';
  return sha256 === file.sha256 ? { state: 'good' } : { state: 'wrong', path, sha256 };
}

/** Writes one file's bytes where the snapshot will find them. Throws StoreError E_MODEL_CORRUPT, E_DISK_FULL ... */
export async function writeContent(
  bytes: AsyncIterable<Uint8Array>,
  file: FilePin,
  job: {
    readonly places: SnapshotPlaces;
    readonly linked: boolean;
    readonly onBytes: (bytes: number) => void;
  },
): Promise<string> {
  const target = job.linked ? blobPath(job.places, file) : join(job.places.folder, file.name);
  const temporary = temporaryBeside(target);
  try {
    const part = await openPartFile(temporary, file.sizeBytes);
    try {
      for await (const piece of bytes) {
        await part.append(piece);
        if (part.doneBytes > file.sizeBytes) break;
        job.onBytes(piece.length);
      }
      const found = { sizeBytes: part.doneBytes, sha256: part.sha256() };
      if (found.sizeBytes !== file.sizeBytes || found.sha256 !== file.sha256) throw unlikePin(file, found);
      await part.sync();
    } finally {
      await part.close();
    }
    await publish(temporary, target);
    return target;
  } catch (error) {
    throw storeErrorFrom(error, target);
  } finally {
    await removePath(temporary);
  }
}

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

/** How files are placed. */
export interface PlaceJob {
  readonly linked: boolean;
  readonly digest: TrustedDigests['digest'];
  readonly signal?: AbortSignal | undefined;
}

/** Makes the snapshot's tree and its links or copies. Every file must be right in the snapshot or among the blobs. */
export async function placeFiles(
  places: SnapshotPlaces,
  entry: CatalogueEntry,
  job: PlaceJob,
): Promise<void> {
  try {
    const tree = `${JSON.stringify(treeOf(entry), undefined, 2)}\n`;
    await writeFileAtomic(join(places.repository, 'trees', `${places.commit}.json`), tree);
    for (const file of entry.files) {
      throwIfCancelled(job.signal);
      await placeFile(places, file, job);
    }
    await syncFolder(places.folder);
    await syncFolder(dirname(places.folder));
  } catch (error) {
    throw storeErrorFrom(error, places.repository);
  }
}

/** Names the snapshot in `refs/main`: the last act of a pull, so that what is named needs nothing more. */
export async function publishRef(places: SnapshotPlaces): Promise<void> {
  try {
    await writeFileAtomic(refPath(places), places.commit);
  } catch (error) {
    throw storeErrorFrom(error, places.repository);
  }
}

/** Whether `refs/main` names this snapshot. */
export async function isPublished(places: SnapshotPlaces): Promise<boolean> {
  return (await readTextIfPresent(refPath(places)))?.trim() === places.commit;
}

/** Where a file's blob lies, or would lie. */
export function blobPath(places: SnapshotPlaces, file: FilePin): string {
  return join(places.repository, 'blobs', file.sha256);
}

/** Leaves a file alone whose bytes are right, lest a damaged blob replace it. */
async function placeFile(places: SnapshotPlaces, file: FilePin, job: PlaceJob): Promise<void> {
  const present = await condition(await contentPath(places, file), file, job.digest);
  if (present.state === 'good') return;
  const path = join(places.folder, file.name);
  if (job.linked) await replaceLink(linkText(file), path);
  else await copyFileAtomic(blobPath(places, file), path);
}

async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await listFolder(folder))
    if (name.endsWith('.offscribe-tmp')) await removePath(join(folder, name));
}

function refPath(places: SnapshotPlaces): string {
  return join(places.repository, 'refs', 'main');
}

function linkText(file: FilePin): string {
  return `../../blobs/${file.sha256}`;
}

/** The listing by which the hub's own library knows, offline, whether a snapshot is whole. */
function treeOf(entry: CatalogueEntry): unknown {
  const files = entry.files.map(({ name, sizeBytes, sha256 }) => {
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256}\nsize ${sizeBytes}\n`;
    const blobId = createHash('sha1').update(`blob ${pointer.length}\0${pointer}`).digest('hex');
    return [name, { size: sizeBytes, blob_id: blobId, lfs_sha256: sha256, lfs_size: sizeBytes }];
  });
  return { format_version: 1, files: Object.fromEntries(files) };
}

function unlikePin(file: FilePin, found: { sizeBytes: number; sha256: string }): StoreError {
  const words = `${file.name} was unpacked with sha256 ${found.sha256}, but ${file.sha256} is pinned.`;
  return new StoreError('E_MODEL_CORRUPT', words, {
    hint: 'offscribe models list   (shows what can be pulled again)',
    details: { file: file.name, expected: file.sha256, found: found.sha256, sizeBytes: found.sizeBytes },
  });
}
