/**
 * Patience: how long and how often a server is waited for, and telling the user so.
 * @module
 */
import type { NetworkError } from '../../kernel/index.ts';
import { DEFAULT_TIMEOUTS, type HttpTimeouts, isTransient, pause } from '../../platform/index.ts';
import type { PullWait } from '../model-source.ts';

/** Waiting and asking again. */
export interface Patience {
  readonly timeouts: HttpTimeouts;
  /** Attempts in a row without progress before a server is given up. */
  readonly attempts: number;
  /** Before the second attempt; doubles from there. */
  readonly firstPauseMs: number;
  /** No pause is longer; a server that asks for a longer one (`RateLimit`, `Retry-After`) is given up. */
  readonly longestPauseMs: number;
}

/** What a person in front of a progress bar puts up with. The hub counts requests over five minutes. */
export const DEFAULT_PATIENCE: Patience = {
  timeouts: DEFAULT_TIMEOUTS,
  attempts: 5,
  firstPauseMs: 500,
  longestPauseMs: 310_000,
};

/** Who stops the waiting, and who is told of it. */
export interface PersistOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onWait?: ((wait: PullWait) => void) | undefined;
}

/** Milliseconds to wait after that many failures in a row; undefined when asking again is no use or takes too long. */
export function pauseBefore(error: unknown, failures: number, patience: Patience): number | undefined {
  if (!isTransient(error) || failures >= patience.attempts) return undefined;
  const asked = error.details?.['retryAfterMs'];
  if (typeof asked === 'number') return asked <= patience.longestPauseMs ? asked : undefined;
  return backoffMs(failures, patience);
}

/** Doubles with every failure; the chance in it keeps many clients of one server from coming back together. */
export function backoffMs(failures: number, patience: Patience): number {
  const full = Math.min(patience.firstPauseMs * 2 ** (failures - 1), patience.longestPauseMs);
  return Math.round(full * (0.5 + Math.random() / 2));
}

/** A pause in words. */
export function describeWait(error: NetworkError, waitMs: number): PullWait {
  const host = String(error.details?.['host'] ?? 'the server');
  const status = error.details?.['status'];
  if (status === 429) return { host, waitMs, reason: 'asks for a pause (status 429)' };
  const words = error.message.startsWith(`${host} `) ? error.message.slice(host.length + 1) : error.message;
  return { host, waitMs, reason: words.replace(/\.$/, '') };
}

/** Does the work, again and again while that can help; throws its last error. */
export async function persist<T>(
  work: () => Promise<T>,
  patience: Patience,
  { signal, onWait }: PersistOptions = {},
): Promise<T> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await work();
    } catch (error) {
      const wait = pauseBefore(error, failures, patience);
      if (wait === undefined || !isTransient(error)) throw error;
      onWait?.(describeWait(error, wait));
      await pause(wait, signal);
    }
  }
}
