/**
 * Cached manifest: what the hub cache itself knows of a repository that some tool has put there.
 *
 * Order   `refs/<revision>` names the commit; its `trees/<commit>.json` lists the files; where an older tool wrote no
 *         tree, the snapshot's own links do, whose targets are named by digest. Files without either prove nothing and
 *         are not counted.
 * Trust   a cache is written by many tools: names, etags and commits are validated; what is not valid is as if absent.
 * Source  hub-docs `docs/hub/local-cache.md`; `trees/` as huggingface_hub 2.4 writes it.
 * @module
 */
import { basename, join } from 'node:path';
import {
  type Environment,
  linkTarget,
  listTree,
  readTextIfPresent,
  statIfPresent,
} from '../platform/index.ts';
import type { CatalogueEntry, HubSource } from './catalogue/catalogue-entry.ts';
import { selectFiles, selectPins } from './hub/select-files.ts';
import type { ManifestFile, ModelManifest } from './manifest.ts';
import { hubRepository, placesOf } from './placement.ts';
import { isCommit, isEtag, pathsFlaw } from './safe-names.ts';

/** The manifest of an entry's hub repository, from the cache alone; undefined when it does not know one. */
export async function cachedManifest(
  entry: CatalogueEntry,
  source: HubSource,
  env: Environment,
): Promise<ModelManifest | undefined> {
  const revision = source.revision ?? 'main';
  const base = { model: entry.name, source: 'hub', repo: source.repo, revision } as const;
  const about = { ...base, repository: hubRepository(source.repo), files: [] };
  const ref = placesOf({ ...about, commit: 'unknown' }, env).ref;
  const commit = isCommit(revision) ? revision : (await readTextIfPresent(ref))?.trim();
  if (commit === undefined || !isCommit(commit)) return undefined;
  const places = placesOf({ ...about, commit }, env);
  const listed = (await fromTree(places.tree)) ?? (await fromLinks(places.folder));
  const files = wantedFiles(entry, source, listed);
  return files === undefined ? undefined : { ...about, commit, files };
}

/** The pins when the entry has some and the listing agrees with them; else the files the source asks for. */
function wantedFiles(
  entry: CatalogueEntry,
  source: HubSource,
  listed: readonly ManifestFile[],
): readonly ManifestFile[] | undefined {
  if (entry.files.length === 0) {
    const selection = selectFiles(source, listed);
    const isWhole = selection.files.length > 0 && selection.missing.length === 0;
    return isWhole && pathsFlaw(selection.files.map((file) => file.name)) === undefined
      ? selection.files
      : undefined;
  }
  const { files, missing, unlike } = selectPins(entry.files, listed);
  return missing.length === 0 && unlike.length === 0 ? files : undefined;
}

async function fromTree(path: string): Promise<ManifestFile[] | undefined> {
  const text = await readTextIfPresent(path);
  if (text === undefined) return undefined;
  try {
    const { format_version: version, files } = JSON.parse(text);
    if (version !== 1 || typeof files !== 'object' || files === null) return undefined;
    return Object.entries(files).flatMap(([name, row]) => treeFile(name, row));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function treeFile(name: string, row: unknown): ManifestFile[] {
  if (typeof row !== 'object' || row === null) return [];
  const { size, blob_id: blobId, lfs_sha256: sha256, lfs_size: lfsSize } = row as Record<string, unknown>;
  const sizeBytes = lfsSize ?? size;
  if (typeof sizeBytes !== 'number' || !Number.isSafeInteger(sizeBytes) || sizeBytes < 0) return [];
  const etag = sha256 ?? blobId;
  if (typeof etag !== 'string' || !isEtag(etag)) return [];
  return [{ name, sizeBytes, etag, ...(etag.length === 64 ? { sha256: etag } : {}) }];
}

/** A link to a blob carries the digest in its target's name; the size is the blob's. */
async function fromLinks(folder: string): Promise<ManifestFile[]> {
  const found: ManifestFile[] = [];
  for (const name of await listTree(folder)) {
    const path = join(folder, name);
    const etag = basename((await linkTarget(path)) ?? '');
    const present = await statIfPresent(path);
    if (present === undefined || !isEtag(etag)) continue;
    const posix = name.replaceAll('\\', '/');
    found.push({
      name: posix,
      sizeBytes: present.size,
      etag,
      ...(etag.length === 64 ? { sha256: etag } : {}),
    });
  }
  return found;
}
