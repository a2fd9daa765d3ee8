/**
 * Part removals: downloads that were begun and that nobody is filling.
 *
 * A part is a file under `<home>/partial/`, with its journal, a quarantined predecessor and a lock beside it, whose names
 * are the part's with an ending.
 * @module
 */
import { join } from 'node:path';
import { bytesBelow, listFolder, TEMPORARY_SUFFIX } from '../../platform/index.ts';
import type { PruneRemoval } from './prune-report.ts';

/** Endings of what lies beside a part. */
const BESIDE = /\.(json|etag|quarantined|lock|lock\.takeover)$/;

/** A part and the lock that its filler holds. */
export interface Part {
  readonly path: string;
  readonly lock: string;
}

/** Every part that there is, or of which something is left. */
export async function listParts(home: string): Promise<readonly Part[]> {
  const folder = join(home, 'partial');
  const names = (await listFolder(folder)).filter((name) => !name.endsWith(TEMPORARY_SUFFIX));
  const parts = new Set(names.map((name) => name.replace(BESIDE, '')));
  return [...parts].map((name) => ({ path: join(folder, name), lock: join(folder, `${name}.lock`) }));
}

/** What goes of a part: everything but its lock, which whoever removes holds. */
export async function partRemovals(home: string, part: Part): Promise<PruneRemoval[]> {
  const folder = join(home, 'partial');
  const all = (await listFolder(folder)).map((name) => join(folder, name));
  const own = all.filter(
    (path) => path.replace(BESIDE, '') === part.path && !/\.lock(\.takeover)?$/.test(path),
  );
  if (own.length === 0) return [];
  const reason = 'a download that ended early; nobody is going on with it';
  return [{ kind: 'part', path: part.path, bytes: await bytesBelow(own), reason, steps: [own] }];
}
