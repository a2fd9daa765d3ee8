/**
 * Contained process: a program of ours that is not trusted to end well, since native code reads hostile files in it.
 *
 * Network  on Linux it gets a network namespace of its own with nothing in it, where the system allows that.
 * End      at the time limit, or when the signal fires, its whole process group is killed. Should this process die
 *          first, the program's standard input ends; it must take that as its own end.
 * Crash    it leaves no core file: that would be as large as its memory.
 * @module
 */
import type { ChildProcess } from 'node:child_process';
import type { Environment } from './places.ts';
import { keepTail, killGroup } from './process-group.ts';
import { findProgram, runProgram } from './processes.ts';

/** What to run. */
export interface ContainedJob {
  /** A JavaScript file, for the Node.js of this process. */
  readonly script: string;
  /** One line for its standard input, which then stays open. */
  readonly input: string;
  /** All that it sees of the environment. */
  readonly env: Environment;
  readonly limitMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** How it ended. */
export interface ContainedEnd {
  /** Undefined when a signal ended it. */
  readonly exitCode: number | undefined;
  readonly endedBy?: NodeJS.Signals;
  readonly isOutOfTime: boolean;
  /** The last 64 KiB of each. */
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs it to its end, whatever that is. Throws the signal's reason when that fires. */
export async function runContained(job: ContainedJob): Promise<ContainedEnd> {
  const { file, args } = await containedCommand(job.script, job.env);
  const { spawn } = await import('node:child_process');
  job.signal?.throwIfAborted();
  const child = spawn(file, args, {
    env: { ...job.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  const stdout = keepTail(child.stdout);
  const stderr = keepTail(child.stderr);
  // It may end before it reads; how it ended says more than a broken pipe.
  child.stdin.on('error', () => {});
  child.stdin.write(`${job.input}\n`);
  let isOutOfTime = false;
  const timer = setTimeout(() => {
    isOutOfTime = true;
    killGroup(child);
  }, job.limitMs);
  const onAbort = (): void => killGroup(child);
  job.signal?.addEventListener('abort', onAbort);
  try {
    const [exitCode, endedBy] = await ended(child);
    job.signal?.throwIfAborted();
    return {
      exitCode: exitCode ?? undefined,
      ...(endedBy === null ? {} : { endedBy }),
      isOutOfTime,
      stdout: stdout(),
      stderr: stderr(),
    };
  } finally {
    clearTimeout(timer);
    job.signal?.removeEventListener('abort', onAbort);
  }
}

async function ended(child: ChildProcess): Promise<[number | null, NodeJS.Signals | null]> {
  return await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve([code, signal]));
  });
}

/** The command for a JavaScript file that gets no network, where the system allows that, and leaves no core file. */
export async function containedCommand(
  script: string,
  env: Environment,
): Promise<{ readonly file: string; readonly args: readonly string[] }> {
  const [file = '', ...args] = [...(await wrapperFor(env)), process.execPath, script];
  return { file, args };
}

/** What goes before the program: each replaces itself by the next, so that signals and exit codes are the program's. */
async function wrapperFor(env: Environment): Promise<readonly string[]> {
  if (process.platform === 'win32') return [];
  const limits = ['/bin/sh', '-c', 'ulimit -c 0; exec "$@"', 'sh'];
  return [...limits, ...(await emptyNetwork(env))];
}

/**
 * Root keeps its own identity, since in a user namespace it could no longer read what belongs to others.
 * Where neither is allowed, as in many containers, the program's own refusal of sockets must do.
 */
async function emptyNetwork(env: Environment): Promise<readonly string[]> {
  const unshare = process.platform === 'linux' ? await findProgram('unshare', env) : undefined;
  if (unshare === undefined) return [];
  for (const flags of process.getuid?.() === 0 ? ['-n', '-rn'] : ['-rn']) {
    if ((await runProgram(unshare, [flags, 'true'])).exitCode === 0) return [unshare, flags];
  }
  return [];
}
