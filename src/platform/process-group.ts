/**
 * Process group: a program of its own group, with all that it starts, which never outlives what wanted it.
 *
 * End      `kill` ends the whole group; so does the end of the program itself, and of this process where it still can.
 *          Should this process be killed, the program's standard input ends; it must take that as its own end.
 * Input    writing to a program that has ended is harmless: how it ended says more than a broken pipe.
 * @module
 */
import type { ChildProcess } from 'node:child_process';
import type { Environment } from './places.ts';

/** What to start. */
export interface GroupProgram {
  readonly file: string;
  readonly args: readonly string[];
  /** All that it sees of the environment. */
  readonly env: Environment;
  /** Its current folder; default: ours. */
  readonly folder?: string | undefined;
}

/** How the program ended. */
export interface GroupEnd {
  /** Undefined when a signal ended it, or when it could not be started. */
  readonly exitCode?: number;
  readonly endedBy?: NodeJS.Signals;
  /** Why it could not be started. */
  readonly failure?: Error;
}

/** A running group. */
export interface ProcessGroup {
  readonly pid: number | undefined;
  readonly stdout: NodeJS.ReadableStream & AsyncIterable<string | Buffer>;
  readonly stderr: NodeJS.ReadableStream;
  /** Settles when the program has ended and its pipes are closed. Never rejects. */
  readonly ended: Promise<GroupEnd>;
  write(text: string): void;
  /** Kills the group at once; harmless when it has ended. */
  kill(): void;
}

const running = new Set<ChildProcess>();

/** Starts a program as the leader of a group. A program that is not there shows in `ended`. */
export async function startGroup(program: GroupProgram): Promise<ProcessGroup> {
  const { spawn } = await import('node:child_process');
  const child = spawn(program.file, program.args, {
    env: { ...program.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
    ...(program.folder === undefined ? {} : { cwd: program.folder }),
  });
  if (running.size === 0) process.once('exit', killRunning);
  running.add(child);
  child.stdin.on('error', () => {});
  // What it started may hold its pipes open; nothing of a group goes on without its leader.
  child.on('exit', () => killGroup(child));
  const ended = new Promise<GroupEnd>((resolve) => {
    const end = (how: GroupEnd): void => {
      running.delete(child);
      if (running.size === 0) process.removeListener('exit', killRunning);
      resolve(how);
    };
    child.on('error', (failure) => end({ failure }));
    child.on('close', (code, signal) =>
      end({ ...(code === null ? {} : { exitCode: code }), ...(signal === null ? {} : { endedBy: signal }) }),
    );
  });
  return {
    pid: child.pid,
    stdout: child.stdout,
    stderr: child.stderr,
    ended,
    write: (text) => void child.stdin.write(text),
    kill: () => {
      if (running.has(child)) killGroup(child);
    },
  };
}

/** Kills a child that leads a group, and everything in the group. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    child.kill('SIGKILL');
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    // It has just ended by itself; macOS says EPERM when only zombies are left.
    if (!(error instanceof Error) || !('code' in error) || !['ESRCH', 'EPERM'].includes(String(error.code)))
      throw error;
  }
}

/** Keeps the end of what a stream says; more must not grow memory. */
export function keepTail(stream: NodeJS.ReadableStream, bytes: number = 64 * 1024): () => string {
  let tail = Buffer.alloc(0);
  stream.on('data', (piece: Buffer) => {
    tail = Buffer.concat([tail, piece]).subarray(-bytes);
  });
  return () => tail.toString('utf8');
}

function killRunning(): void {
  for (const child of running) killGroup(child);
}
