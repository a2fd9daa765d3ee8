/**
 * Lock owner: which process wrote a lock file, and whether it still lives.
 *
 * Mark    JSON: pid, start mark (so that a reused pid or a reboot is not taken for the owner), machine, a random token.
 * Limits  whether a process on another machine or in another container lives cannot be asked, nor can it be told from a
 *         reused pid where the system hides start times (macOS, Windows, hidepid): those answer `unknown`.
 * Source  proc(5): `/proc/<pid>/stat`, `/proc/sys/kernel/random/boot_id`.
 * @module
 */
import { randomBytes } from 'node:crypto';
import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { isRunning } from './running.ts';

/** What is known of the process that wrote a mark. `torn`: the mark is not one, or not yet. */
export type OwnerLife = 'alive' | 'dead' | 'unknown' | 'torn';

interface Owner {
  readonly pid: number;
  readonly started: string;
  readonly machine: string;
}

/** A mark that names this process, another text at every call. */
export async function ownMark(): Promise<string> {
  return JSON.stringify({ ...(await identify()), token: randomBytes(8).toString('hex') });
}

/** Whether the process that wrote a mark lives. `alive` and `dead` are certain. */
export async function lifeOf(mark: string): Promise<OwnerLife> {
  const owner = parseOwner(mark);
  if (owner === undefined) return 'torn';
  if (owner.machine !== (await machineName())) return 'unknown';
  if (!isRunning(owner.pid)) return 'dead';
  const started = await startMark(owner.pid);
  if (owner.started === '' || started === '') return 'unknown';
  return owner.started === started ? 'alive' : 'dead';
}

/** The owner for people: `process 4711`. */
export function describeOwner(mark: string): string {
  const owner = parseOwner(mark);
  return owner === undefined ? 'another process' : `process ${owner.pid}`;
}

async function identify(): Promise<Owner> {
  return { pid: process.pid, started: await startMark(process.pid), machine: await machineName() };
}

/** Where pids mean the same processes: host and pid namespace. */
async function machineName(): Promise<string> {
  const space = await readlink('/proc/self/ns/pid').catch(() => '');
  return [hostname(), space].join(' ').trim();
}

/**
 * Something that differs between two processes that had the same pid, also across a reboot; empty where the system does
 * not tell. A process that ended but was not waited for by its parent (a container without an init) has a mark no
 * owner wrote, so it counts as dead.
 */
async function startMark(pid: number): Promise<string> {
  try {
    const line = await readFile(`/proc/${pid}/stat`, 'utf8');
    // Counted after the program name, which stands in parentheses and may hold spaces: field 3 is the first.
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
    if (/^[ZXx]$/.test(fields[0] ?? '')) return 'ended';
    const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).slice(0, 8);
    return `${boot}:${fields[19] ?? ''}`;
  } catch {
    return '';
  }
}

function parseOwner(mark: string): Owner | undefined {
  try {
    const { pid, started, machine } = JSON.parse(mark);
    if (Number.isInteger(pid) && typeof started === 'string' && typeof machine === 'string')
      return { pid, started, machine };
  } catch {
    // Torn by a crash, or not ours.
  }
  return undefined;
}
