/**
 * Lock: one process at a time, across processes, by a file that names its owner.
 *
 * Owner  pid, start mark (so that a reused pid is not taken for the owner), machine. A dead owner's lock is taken over
 *        at once. Whether an owner on another machine or in another container lives cannot be asked: it renews the
 *        file's time, and a lock that was not renewed while we watched for 30 s is taken over.
 * Limits Node has no flock. Taking over is a rename followed by a check of what was renamed, so a live owner is robbed
 *        only if two processes take over within microseconds; callers write by unique name and rename, so even then
 *        nothing but work is lost.
 * Throws CancelledError; system errors as they are.
 * @module
 */
import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, readlink, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { systemCode, throwIfCancelled } from '../kernel/index.ts';
import { pause } from './clock.ts';
import { temporaryBeside } from './files.ts';

const POLL_MS = 150;
const RENEW_MS = 5_000;
const SILENCE_MS = 30_000;

/** A lock that is held. */
export interface FileLock {
  /** Lets the next one in. Harmless the second time. */
  release(): Promise<void>;
}

/** How to wait for a lock. */
export interface LockOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called once, when someone else holds the lock. */
  readonly onWait?: (owner: string) => void;
}

/** Takes the lock at `path`, waiting for as long as its owner lives. */
export async function acquireLock(path: string, options: LockOptions = {}): Promise<FileLock> {
  await mkdir(dirname(path), { recursive: true });
  const own = JSON.stringify({ ...(await identify()), token: randomBytes(8).toString('hex') });
  let watched: Watched | undefined;
  for (;;) {
    throwIfCancelled(options.signal);
    if (await create(path, own)) return hold(path, own);
    const seen = await look(path);
    if (seen === undefined) continue;
    if (watched === undefined) options.onWait?.(describe(seen.content));
    if (watched?.content !== seen.content || watched.mtimeMs !== seen.mtimeMs) {
      watched = { ...seen, since: performance.now() };
    }
    const silent = performance.now() - watched.since > SILENCE_MS;
    if (silent || (await isDead(seen.content))) await takeAway(path, seen.content);
    else await pause(POLL_MS, options.signal);
  }
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

interface Owner {
  readonly pid: number;
  readonly started: string;
  readonly machine: string;
}

interface Watched {
  readonly content: string;
  readonly mtimeMs: number;
  readonly since: number;
}

async function create(path: string, own: string): Promise<boolean> {
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
      if ((await look(path))?.content === own) await rm(path, { force: true });
    },
  };
}

async function look(path: string): Promise<{ content: string; mtimeMs: number } | undefined> {
  try {
    return { content: await readFile(path, 'utf8'), mtimeMs: (await stat(path)).mtimeMs };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** Removes the lock if it still is the one judged dead; a live one moved by mistake is put back. */
async function takeAway(path: string, judged: string): Promise<void> {
  const aside = temporaryBeside(path);
  try {
    await rename(path, aside);
    if ((await readFile(aside, 'utf8')) !== judged) await link(aside, path);
  } catch (error) {
    // Gone: another waiter was faster. There again: the next owner has made it.
    if (!['ENOENT', 'EEXIST'].includes(systemCode(error) ?? '')) throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

async function isDead(content: string): Promise<boolean> {
  const owner = parseOwner(content);
  const own = await identify();
  if (owner === undefined || owner.machine !== own.machine) return false;
  if (!isRunning(owner.pid)) return true;
  return owner.started !== (await startMark(owner.pid));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}

async function identify(): Promise<Owner> {
  const space = await readlink('/proc/self/ns/pid').catch(() => '');
  return {
    pid: process.pid,
    started: await startMark(process.pid),
    machine: [hostname(), space].join(' ').trim(),
  };
}

/** Something that differs between two processes that had the same pid; empty where the system does not tell. */
async function startMark(pid: number): Promise<string> {
  try {
    const line = await readFile(`/proc/${pid}/stat`, 'utf8');
    // Field 22, counted after the program name, which stands in parentheses and may hold spaces (proc(5)).
    return line.slice(line.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function parseOwner(content: string): Owner | undefined {
  try {
    const { pid, started, machine } = JSON.parse(content);
    if (Number.isInteger(pid) && typeof started === 'string' && typeof machine === 'string')
      return { pid, started, machine };
  } catch {
    // Being written just now, or torn by a crash: then nothing renews it, and it is taken over in time.
  }
  return undefined;
}

function describe(content: string): string {
  const owner = parseOwner(content);
  return owner === undefined ? 'another process' : `process ${owner.pid}`;
}
