/**
 * Present digests: the sha256 or git-sha1 of every file that the hub cache has, by names and listings; no file is read.
 *
 * Whatever was made from a file with one of these may still be wanted.
 * @module
 */
import { join } from 'node:path';
import { listFolder, readTextIfPresent } from '../../platform/index.ts';

/** Digests of everything in the hub cache, but for the paths that are about to go. */
export async function presentDigests(
  hub: string,
  except: ReadonlySet<string> = new Set(),
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const name of await listFolder(hub)) {
    const repository = join(hub, name);
    if (!name.startsWith('models--') || except.has(repository)) continue;
    for (const blob of await listFolder(join(repository, 'blobs')))
      if (isDigest(blob) && !except.has(join(repository, 'blobs', blob))) found.add(blob);
    for (const tree of await listFolder(join(repository, 'trees'))) {
      const path = join(repository, 'trees', tree);
      if (except.has(path)) continue;
      for (const digest of digestsIn(await readTextIfPresent(path))) found.add(digest);
    }
  }
  return found;
}

function digestsIn(tree: string | undefined): readonly string[] {
  // Only digests matter here, whatever else a listing of another tool's version may hold.
  return tree?.match(/\b([0-9a-f]{64}|[0-9a-f]{40})\b/g) ?? [];
}

function isDigest(name: string): boolean {
  return /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(name);
}
