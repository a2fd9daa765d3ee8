/**
 * Processes: find a program, run it, stream what it prints.
 *
 * Children never get our standard input and die with us: execa ends them when the signal fires or this process exits.
 * It is loaded by the first call: commands that start no program should not wait for it.
 * @module
 */
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { Environment } from './places.ts';

/** What a finished program left behind. */
export interface ProgramResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Full path of a program on `PATH`, or undefined. */
export async function findProgram(name: string, env: Environment): Promise<string | undefined> {
  const endings = process.platform === 'win32' ? (env['PATHEXT'] ?? '.EXE;.CMD').split(';') : [''];
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    for (const ending of endings) {
      const candidate = join(folder, name + ending);
      if (folder !== '' && (await isExecutable(candidate))) return candidate;
    }
  }
  return undefined;
}

/** Runs a program to its end and keeps its output; a non-zero exit is a result, not an exception. */
export async function runProgram(
  file: string,
  args: readonly string[],
  signal?: AbortSignal,
): Promise<ProgramResult> {
  const { execa } = await import('execa');
  const result = await execa(file, args, { reject: false, stdin: 'ignore', ...cancelBy(signal) });
  signal?.throwIfAborted();
  return { exitCode: result.exitCode ?? -1, stdout: result.stdout, stderr: result.stderr };
}

/** A running program whose standard output is read as bytes. */
export interface StreamingProgram {
  readonly stdout: AsyncIterable<Uint8Array>;
  /** Settles when it has ended; `stderr` holds its last 64 KiB. Never rejects. */
  readonly ended: Promise<{ readonly exitCode: number; readonly stderr: string }>;
  /** Ends the program; harmless when it has ended already. */
  stop(): void;
}

/** Bytes of standard error that are kept; more must neither grow memory nor, as execa's own limit does, end the child. */
const STDERR_TAIL_BYTES = 64 * 1024;

/** Starts a program and streams its standard output with back-pressure. */
export async function streamProgram(
  file: string,
  args: readonly string[],
  signal?: AbortSignal,
): Promise<StreamingProgram> {
  const { execa } = await import('execa');
  const child = execa(file, args, {
    reject: false,
    stdin: 'ignore',
    encoding: 'buffer',
    buffer: false,
    ...cancelBy(signal),
  });
  let tail = Buffer.alloc(0);
  child.stderr.on('data', (piece: Buffer) => {
    tail = Buffer.concat([tail, piece]).subarray(-STDERR_TAIL_BYTES);
  });
  return {
    stdout: child.stdout,
    ended: child.then((result) => ({ exitCode: result.exitCode ?? -1, stderr: tail.toString('utf8') })),
    stop: () => void child.kill('SIGKILL'),
  };
}

function cancelBy(signal: AbortSignal | undefined): { cancelSignal: AbortSignal } | Record<string, never> {
  return signal === undefined ? {} : { cancelSignal: signal };
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
