/**
 * Patience: how long and how often a server is waited for.
 * @module
 */
import { DEFAULT_TIMEOUTS, type HttpTimeouts, isTransient, pause } from '../platform/index.ts';

/** Waiting and asking again. */
export interface Patience {
  readonly timeouts: HttpTimeouts;
  /** Attempts in a row without progress before a server is given up. */
  readonly attempts: number;
  /** Before the second attempt; doubles from there. */
  readonly firstPauseMs: number;
  /** No pause is longer; a server that asks for a longer one (`Retry-After`) is given up. */
  readonly longestPauseMs: number;
}

/** What a person in front of a progress bar puts up with. */
export const DEFAULT_PATIENCE: Patience = {
  timeouts: DEFAULT_TIMEOUTS,
  attempts: 5,
  firstPauseMs: 500,
  longestPauseMs: 60_000,
};

/** Milliseconds to wait after that many failures in a row; undefined when asking again is no use or takes too long. */
export function pauseBefore(error: unknown, failures: number, patience: Patience): number | undefined {
  if (!isTransient(error) || failures >= patience.attempts) return undefined;
  const asked = error.details?.['retryAfterMs'];
  if (typeof asked === 'number') return asked <= patience.longestPauseMs ? asked : undefined;
  return Math.min(patience.firstPauseMs * 2 ** (failures - 1), patience.longestPauseMs);
}

/** Does the work, again and again while that can help; throws its last error. */
export async function persist<T>(
  work: () => Promise<T>,
  patience: Patience,
  signal?: AbortSignal,
): Promise<T> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await work();
    } catch (error) {
      const wait = pauseBefore(error, failures, patience);
      if (wait === undefined) throw error;
      await pause(wait, signal);
    }
  }
}
