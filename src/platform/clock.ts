/**
 * Clock: waiting that can be called off.
 *
 * Throws  CancelledError when the signal fires first.
 * @module
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { CancelledError } from '../kernel/index.ts';

/** Waits `ms` milliseconds, or until the signal fires. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    if (signal?.aborted) throw new CancelledError({ cause: error });
    throw error;
  }
}
