/**
 * Prune state: forgets runs that ended long ago, and removes what only they needed.
 *
 * Stays    every product of a run that is remembered, so of a running one whatever its age; the parts of such a run, since
 *          it may be resumed; and what was used since the given time.
 * Race     a run that begins meanwhile and finds a product's file gone makes it again: work may be lost, nothing else.
 * Throws   as `openDatabase`; system errors of files that cannot be removed, as they are.
 * @module
 */
import { join } from 'node:path';
import { isAbandoned, listFolder, removePath, tryLock } from '../platform/index.ts';
import type { Database } from './database.ts';
import { settleRuns } from './run-records.ts';
import type { State } from './state.ts';

/** A file that no product names may be of a process that is about to name it; one that is older is not, ms. */
const STRAY_MS = 3_600_000;

/** What to forget. */
export interface PruneOptions {
  /** Ended or last used before this moment, ms since the epoch. */
  readonly beforeMs: number;
  /** Says what would go, and removes nothing. */
  readonly isDryRun?: boolean;
}

/** What went, or would go. */
export interface Pruned {
  /** Ids. */
  readonly runs: readonly string[];
  readonly products: number;
  /** Finished parts of products that nobody will come back for. */
  readonly parts: number;
  /** Of files and parts. */
  readonly bytes: number;
}

/** Forgets and removes. */
export async function pruneState(
  state: State,
  { beforeMs, isDryRun = false }: PruneOptions,
): Promise<Pruned> {
  await settleRuns(state);
  const { database, artifacts, home } = state;
  const work = (): Forgotten => forget(database, beforeMs);
  const { orphans, named, partBytes, ...counts } = isDryRun
    ? database.rehearse(work)
    : database.transaction(work);
  let bytes = partBytes;
  for (const file of await artifacts.list()) {
    const isStray = Date.now() - file.changedMs > STRAY_MS || isAbandoned(file.name);
    if (named.has(file.name) || !(isStray || orphans.has(file.name))) continue;
    bytes += file.bytes;
    if (!isDryRun) await removePath(file.path);
  }
  if (!isDryRun) await removeDeadLocks(join(home, 'locks'));
  return { ...counts, bytes };
}

interface Forgotten {
  readonly runs: readonly string[];
  readonly products: number;
  readonly parts: number;
  readonly partBytes: number;
  /** Artifacts that had a name until now. */
  readonly orphans: ReadonlySet<string>;
  /** Artifacts that still have one. */
  readonly named: ReadonlySet<string>;
}

function forget(database: Database, beforeMs: number): Forgotten {
  const runs = database.all<{ id: string }>(
    "DELETE FROM runs WHERE status != 'running' AND coalesce(ended_ms, started_ms) < ? RETURNING id",
    beforeMs,
  );
  const products = database.all<{ artifact: string }>(
    'DELETE FROM products WHERE used_ms < ? AND key NOT IN (SELECT key FROM run_stages) RETURNING artifact',
    beforeMs,
  );
  const parts = database.all<{ bytes: number }>(
    `DELETE FROM parts WHERE stage_key NOT IN (SELECT key FROM run_stages)
     RETURNING length(CAST(value AS BLOB)) AS bytes`,
  );
  const left = database.all<{ artifact: string }>('SELECT DISTINCT artifact FROM products');
  return {
    runs: runs.map(({ id }) => id).sort(),
    products: products.length,
    parts: parts.length,
    partBytes: parts.reduce((sum, { bytes }) => sum + bytes, 0),
    orphans: new Set(products.map(({ artifact }) => artifact)),
    named: new Set(left.map(({ artifact }) => artifact)),
  };
}

/** Killed processes leave their locks, which nobody would ask for again. */
async function removeDeadLocks(folder: string): Promise<void> {
  for (const name of await listFolder(folder)) {
    const path = join(folder, name);
    if (isAbandoned(name)) await removePath(path);
    else if (name.endsWith('.lock')) await (await tryLock(path))?.release();
  }
}
