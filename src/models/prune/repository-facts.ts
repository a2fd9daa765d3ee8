/**
 * Repository facts: what lies in one repository of the hub cache, by whichever tool; names and links, no contents.
 *
 * Source  hub-docs `docs/hub/local-cache.md`.
 * @module
 */
import { basename, dirname, join, resolve } from 'node:path';
import {
  linkTarget,
  listFolder,
  listTree,
  readTextIfPresent,
  TEMPORARY_SUFFIX,
} from '../../platform/index.ts';

/** One snapshot. */
export interface SnapshotFacts {
  readonly commit: string;
  readonly path: string;
  /** Paths of its files and links. */
  readonly files: readonly string[];
  /** Names of the blobs that its links name. */
  readonly blobs: ReadonlySet<string>;
}

/** What lies in a repository. */
export interface RepositoryFacts {
  readonly path: string;
  readonly refs: readonly { readonly path: string; readonly commit: string }[];
  readonly snapshots: readonly SnapshotFacts[];
  /** Names under `blobs/`, temporary ones left out. */
  readonly blobs: readonly string[];
  /** Commits that have a listing under `trees/`. */
  readonly trees: readonly string[];
  /** Paths of half-written files of ours. */
  readonly leftovers: readonly string[];
}

/** Reads the names in a repository's folder. */
export async function readRepository(path: string): Promise<RepositoryFacts> {
  const refs = [];
  for (const name of (await listTree(join(path, 'refs'))).filter(isFinished)) {
    const ref = join(path, 'refs', name);
    refs.push({ path: ref, commit: (await readTextIfPresent(ref))?.trim() ?? '' });
  }
  const snapshots = [];
  for (const commit of (await listFolder(join(path, 'snapshots'))).filter(isFinished))
    snapshots.push(await readSnapshot(path, commit));
  const trees = (await listFolder(join(path, 'trees'))).filter(isFinished);
  return {
    path,
    refs,
    snapshots,
    blobs: (await listFolder(join(path, 'blobs'))).filter(isFinished),
    trees: trees.map((name) => basename(name, '.json')),
    leftovers: await leftoversBelow(path),
  };
}

/** Paths of half-written files and folders of ours below a folder. */
export async function leftoversBelow(path: string): Promise<string[]> {
  const found = new Set<string>();
  for (const name of await listTree(path)) {
    const parts = name.split(/[/\\]/);
    const end = parts.findIndex((part) => part.endsWith(TEMPORARY_SUFFIX));
    if (end >= 0) found.add(join(path, ...parts.slice(0, end + 1)));
  }
  return [...found];
}

async function readSnapshot(repository: string, commit: string): Promise<SnapshotFacts> {
  const path = join(repository, 'snapshots', commit);
  const files = (await listTree(path)).filter(isFinished).map((name) => join(path, name));
  const blobs = new Set<string>();
  for (const file of files) {
    const target = await linkTarget(file);
    if (target === undefined) continue;
    const blob = resolve(dirname(file), target);
    if (dirname(blob) === join(repository, 'blobs')) blobs.add(basename(blob));
  }
  return { commit, path, files, blobs };
}

function isFinished(name: string): boolean {
  return !name.includes(TEMPORARY_SUFFIX);
}
