/**
 * Placement: where a model lies in the hub cache's classic layout, found from its manifest alone.
 *
 *   models--<owner>--<name>/blobs/<etag>
 *                          /snapshots/<commit>/<path> -> ../../blobs/<etag>   (one ../ more per sub-folder)
 *                          /trees/<commit>.json
 *                          /refs/<revision>                                   the commit, without a newline
 *
 * Source  hub-docs `docs/hub/local-cache.md`.
 * @module
 */
import { join } from 'node:path';
import { type Environment, hubCacheFolder, linkTarget } from '../platform/index.ts';
import type { ManifestFile, ModelManifest } from './manifest.ts';

/** Owner name of models that did not come from the hub; never another owner's. */
const OWNER = 'offscribe';

/** Where the parts of one model lie. */
export interface SnapshotPlaces {
  readonly hub: string;
  /** `models--<owner>--<name>`, as a path. */
  readonly repository: string;
  /** `snapshots/<commit>`: what an engine is given. */
  readonly folder: string;
  readonly commit: string;
  readonly ref: string;
  readonly tree: string;
  /** Of the process lock for pulls into this repository. */
  readonly lock: string;
}

/** Folder name in the hub cache of a model that did not come from the hub. */
export function ownRepository(model: string): string {
  return `models--${OWNER}--${model}`;
}

/** Folder name in the hub cache of `owner/name`. */
export function hubRepository(repo: string): string {
  return `models--${repo.replaceAll('/', '--')}`;
}

/** Where a manifest's model lies, or would lie. */
export function placesOf(manifest: ModelManifest, env: Environment): SnapshotPlaces {
  const hub = hubCacheFolder(env);
  const repository = join(hub, manifest.repository);
  const { commit, revision } = manifest;
  return {
    hub,
    repository,
    folder: join(repository, 'snapshots', commit),
    commit,
    ref: join(repository, 'refs', ...revision.split('/')),
    tree: join(repository, 'trees', `${commit}.json`),
    lock: join(hub, '.locks', manifest.repository, 'pull.lock'),
  };
}

/** Path of a file in the snapshot. */
export function snapshotPath(places: SnapshotPlaces, file: ManifestFile): string {
  return join(places.folder, ...file.name.split('/'));
}

/** Where a file's blob lies, or would lie. */
export function blobPath(places: SnapshotPlaces, file: ManifestFile): string {
  return join(places.repository, 'blobs', file.etag);
}

/** What the snapshot's link to a file's blob says. */
export function linkText(file: ManifestFile): string {
  return `${'../'.repeat(file.name.split('/').length + 1)}blobs/${file.etag}`;
}

/** The path that holds a snapshot file's bytes: its blob when it is a link to it, else the file itself. */
export async function contentPath(places: SnapshotPlaces, file: ManifestFile): Promise<string> {
  const path = snapshotPath(places, file);
  return (await linkTarget(path)) === linkText(file) ? blobPath(places, file) : path;
}
