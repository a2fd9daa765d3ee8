/**
 * Lock: one process at a time, across processes, by a file that names its owner.
 *
 * Owner  a dead owner's lock is taken over at once; a living one is waited for, even if it sleeps. An owner of whom
 *        neither is certain (another machine) renews the file's time: if it does not while we watch for 30 s, the
 *        lock is taken over.
 * Crash  the file appears with its content or not at all; where the file system has no hard links it may be found
 *        empty, which counts as a crash after 1 s.
 * Limits Node has no flock. Only one process at a time takes over, under a lock of its own, so a live owner is robbed
 *        only if it was judged silent and wakes; callers write by unique name and rename, so even then only work is lost.
 * Throws CancelledError; system errors as they are.
 * @module
 */
import { link, mkdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { systemCode, throwIfCancelled } from '../kernel/index.ts';
import { pause } from './clock.ts';
import { ifPresent, temporaryBeside } from './files.ts';
import { describeOwner, lifeOf, ownMark } from './lock-owner.ts';

const POLL_MS = 150;
const RENEW_MS = 5_000;
/** Watched this long without a renewal, an owner that cannot be asked counts as dead. */
const SILENCE_MS = { unknown: 30_000, torn: 1_000 };
/** Found this old without having been watched, likewise; far beyond any difference between two machines' clocks. */
const ABANDONED_MS = 3_600_000;

/** A lock that is held. */
export interface FileLock {
  /** Lets the next one in. Harmless the second time. */
  release(): Promise<void>;
}

/** How to wait for a lock. */
export interface LockOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called once, when someone else holds the lock. */
  readonly onWait?: ((owner: string) => void) | undefined;
}

/** Takes the lock at `path`, waiting for as long as its owner lives. */
export async function acquireLock(path: string, options: LockOptions = {}): Promise<FileLock> {
  const own = await ownMark();
  let watched: Watched | undefined;
  for (;;) {
    throwIfCancelled(options.signal);
    const seen = await look(path);
    if (seen === undefined) {
      if (await create(path, own)) return hold(path, own);
      continue;
    }
    if (watched === undefined) options.onWait?.(describeOwner(seen.mark));
    if (watched?.mark !== seen.mark || watched.mtimeMs !== seen.mtimeMs) {
      watched = { ...seen, since: performance.now() };
    }
    if (await isGone(seen.mark, performance.now() - watched.since, SILENCE_MS)) {
      await takeAway(path, seen.mark, options.signal);
    } else await pause(POLL_MS, options.signal);
  }
}

/** Takes the lock at `path` if nobody living has it; else undefined, at once. */
export async function tryLock(path: string): Promise<FileLock | undefined> {
  const own = await ownMark();
  if (await create(path, own)) return hold(path, own);
  if ((await lockOwner(path)) !== undefined) return undefined;
  const seen = await look(path);
  if (seen !== undefined) await takeAway(path, seen.mark);
  return (await create(path, own)) ? hold(path, own) : undefined;
}

/** Who holds the lock at `path`, for people; undefined when nobody living does. Asks once and writes nothing. */
export async function lockOwner(path: string): Promise<string | undefined> {
  const seen = await look(path);
  if (seen === undefined) return undefined;
  const silence = { unknown: ABANDONED_MS, torn: ABANDONED_MS };
  return (await isGone(seen.mark, Date.now() - seen.mtimeMs, silence)) ? undefined : describeOwner(seen.mark);
}

/** Runs `work` under the lock. */
export async function withLock<T>(path: string, work: () => Promise<T>, options?: LockOptions): Promise<T> {
  const lock = await acquireLock(path, options);
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

interface Seen {
  readonly mark: string;
  readonly mtimeMs: number;
}

interface Watched extends Seen {
  readonly since: number;
}

/** Makes the file with its content in one step, so that no crash leaves a lock that names nobody. */
async function create(path: string, own: string): Promise<boolean> {
  const temporary = temporaryBeside(path);
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeFile(temporary, own, { flag: 'wx' });
    await link(temporary, path);
    return true;
  } catch (error) {
    const code = systemCode(error) ?? '';
    // ENOENT: another process removed the empty folder between two of these steps; the caller's next round makes it.
    if (['EEXIST', 'ENOENT'].includes(code)) return false;
    if (['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'].includes(code)) return await createPlainly(path, own);
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** For file systems without hard links. */
async function createPlainly(path: string, own: string): Promise<boolean> {
  try {
    await writeFile(path, own, { flag: 'wx' });
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

function hold(path: string, own: string): FileLock {
  const renewal = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => {}), RENEW_MS);
  renewal.unref();
  let released = false;
  return {
    async release() {
      if (released) return;
      released = true;
      clearInterval(renewal);
      if ((await look(path))?.mark === own) await rm(path, { force: true });
    },
  };
}

async function look(path: string): Promise<Seen | undefined> {
  return await ifPresent(async () => ({
    mark: await readFile(path, 'utf8'),
    mtimeMs: (await stat(path)).mtimeMs,
  }));
}

async function isGone(
  mark: string,
  silentMs: number,
  patience: { readonly unknown: number; readonly torn: number },
): Promise<boolean> {
  const life = await lifeOf(mark);
  if (life === 'alive' || life === 'dead') return life === 'dead';
  return silentMs > patience[life];
}

/**
 * Removes the lock if it still is the one judged dead. Under a lock, since between looking and removing another waiter
 * may have removed it and a new owner come; a process that died here leaves that lock to be taken over the same way.
 */
async function takeAway(path: string, judged: string, signal?: AbortSignal): Promise<void> {
  const remove = async (): Promise<void> => {
    if ((await look(path))?.mark === judged) await rm(path, { force: true });
  };
  await withLock(`${path}.takeover`, remove, { signal });
}
