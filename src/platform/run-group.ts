/**
 * Run group: a program that leads a group of its own, run to its end, with what it said.
 *
 * End     at the time limit or when the signal fires the whole group is killed.
 * Throws  CancelledError; how the program ended is a result.
 * @module
 */
import { throwIfCancelled } from '../kernel/index.ts';
import { type GroupEnd, type GroupProgram, keepTail, startGroup } from './process-group.ts';

/** When to end it early, and who hears it. */
export interface GroupRun {
  readonly signal?: AbortSignal | undefined;
  readonly limitMs?: number | undefined;
  /** Told everything it says on both streams, as it comes. */
  readonly onOutput?: ((piece: Uint8Array) => void) | undefined;
}

/** How it ended, and the last 64 KiB of each stream. */
export interface GroupResult extends GroupEnd {
  readonly stdout: string;
  readonly stderr: string;
  readonly isOutOfTime: boolean;
}

/** Runs a program to its end, whatever that is. */
export async function runGroup(
  program: GroupProgram,
  { signal, limitMs, onOutput }: GroupRun = {},
): Promise<GroupResult> {
  throwIfCancelled(signal);
  const group = await startGroup(program);
  const stdout = keepTail(group.stdout);
  const stderr = keepTail(group.stderr);
  if (onOutput !== undefined) for (const stream of [group.stdout, group.stderr]) stream.on('data', onOutput);
  let isOutOfTime = false;
  const timer =
    limitMs === undefined
      ? undefined
      : setTimeout(() => {
          isOutOfTime = true;
          group.kill();
        }, limitMs);
  const onAbort = (): void => group.kill();
  signal?.addEventListener('abort', onAbort);
  if (signal?.aborted === true) group.kill();
  try {
    const end = await group.ended;
    throwIfCancelled(signal);
    return { ...end, stdout: stdout(), stderr: stderr(), isOutOfTime };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

/** How a program ended, for people: `exit code 2`, `SIGSEGV`, or why it could not be started. */
export function endInWords({ exitCode, endedBy, failure }: GroupEnd): string {
  return failure?.message ?? endedBy ?? `exit code ${exitCode ?? 'unknown'}`;
}
