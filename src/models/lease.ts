/**
 * Lease: a mark that a model's files are being read, so that no prune takes them away meanwhile.
 *
 *   <home>/leases/<model>/<token>   a lock file (platform/lock.ts) of the reader, gone when it is done or dead
 *   <home>/leases/prune.lock        held while a prune removes
 *
 * Order   a reader writes its lease, then looks for a prune and waits until it is over; a prune takes its lock, then looks
 *         for leases and leaves alone what has one. So each sees the other, whoever comes first.
 * Limits  an OFFSCRIBE_HOME that cannot be written holds no lease: reading goes on without. A prune with another
 *         OFFSCRIBE_HOME over the same hub cache does not see ours.
 * @module
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { systemCode } from '../kernel/index.ts';
import {
  acquireLock,
  type FileLock,
  type LockOptions,
  listFolder,
  lockOwner,
  TEMPORARY_SUFFIX,
  withLock,
} from '../platform/index.ts';

/** What an OFFSCRIBE_HOME that cannot be written answers. */
const UNWRITABLE = ['EROFS', 'EACCES', 'EPERM', 'ENOSPC', 'EDQUOT', 'ENOTDIR', 'EEXIST'];

/** Name of the lock among the leases' folders; no model's name has this ending. */
const PRUNE_LOCK = 'prune.lock';

/** Who wants to read. */
export interface Reader extends LockOptions {
  /** OFFSCRIBE_HOME. */
  readonly home: string;
  /** Names of the models. */
  readonly models: readonly string[];
}

/** Does `work`, which looks for the models' files and reads them, while no prune may remove them. */
export async function withLease<T>(reader: Reader, work: () => Promise<T>): Promise<T> {
  const { home, ...options } = reader;
  const leases = await takeLeases(reader);
  try {
    const prune = join(home, 'leases', PRUNE_LOCK);
    if (leases.length > 0 && (await lockOwner(prune)) !== undefined)
      await withLock(prune, async () => {}, options);
    return await work();
  } finally {
    for (const lease of leases) await lease.release();
  }
}

/** Does `work`, which removes files, while nobody begins to read any model. One at a time. */
export async function withPruneLock<T>(
  home: string,
  work: () => Promise<T>,
  options?: LockOptions,
): Promise<T> {
  return await withLock(join(home, 'leases', PRUNE_LOCK), work, options);
}

/** Who reads one of the models just now: `process 4711`. */
export async function leaseholder(home: string, models: readonly string[]): Promise<string | undefined> {
  for (const model of models) {
    for (const path of await leasePaths(home, model)) {
      const owner = await lockOwner(path);
      if (owner !== undefined) return owner;
    }
  }
  return undefined;
}

/** Names of all models that have, or had, a lease. What else lies there is the lock, or a killed run's half-written one. */
export async function leasedModels(home: string): Promise<readonly string[]> {
  const names = await listFolder(join(home, 'leases'));
  return names.filter((name) => !name.startsWith(PRUNE_LOCK) && !name.endsWith(TEMPORARY_SUFFIX));
}

/** Lease files of a model, dead readers' included. */
export async function leasePaths(home: string, model: string): Promise<readonly string[]> {
  const folder = join(home, 'leases', model);
  return (await listFolder(folder))
    .filter((name) => /^[0-9a-f]{16}$/.test(name))
    .map((name) => join(folder, name));
}

async function takeLeases({ home, models, signal }: Reader): Promise<readonly FileLock[]> {
  const leases: FileLock[] = [];
  try {
    for (const model of models) {
      const path = join(home, 'leases', model, randomBytes(8).toString('hex'));
      leases.push(await acquireLock(path, { signal }));
    }
  } catch (error) {
    if (!UNWRITABLE.includes(systemCode(error) ?? '')) {
      for (const lease of leases) await lease.release();
      throw error;
    }
  }
  return leases;
}
