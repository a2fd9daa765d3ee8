/**
 * Pause gate: all connections of a download wait together, and their failures of one moment count once.
 *
 * Given up  after as many failures in a row as patience allows. Progress, measured from the furthest point ever reached,
 *           starts the count anew: a server that always begins at the front must not keep us for ever.
 * @module
 */
import type { NetworkError } from '../../kernel/index.ts';
import { isTransient, pause } from '../../platform/index.ts';
import { backoffMs, describeWait, type Patience, type PersistOptions, pauseBefore } from './patience.ts';

/** This much that was never there before makes up for all failures so far. */
const PROGRESS_BYTES = 1 << 20;

/** What every connection passes before it asks for anything. */
export interface PauseGate {
  /** Counts pauses; a failure of a request begun in an earlier round is already counted. */
  readonly round: number;
  /** Resolves when nobody has to wait (any more). Throws CancelledError. */
  pass(signal: AbortSignal): Promise<void>;
  /** Counts a failure and begins a pause, or throws the error when asking again is no use. */
  fail(error: NetworkError, round: number, isWorthRetry?: boolean): void;
}

/** A gate for one download; `receivedBytes` is asked how far it is. */
export function openPauseGate(
  patience: Patience,
  receivedBytes: () => number,
  { onWait }: Pick<PersistOptions, 'onWait'>,
): PauseGate {
  let round = 0;
  let failures = 0;
  let furthest = receivedBytes();
  let until = 0;
  return {
    get round() {
      return round;
    },
    async pass(signal) {
      for (let left = until - performance.now(); left > 0; left = until - performance.now())
        await pause(left, signal);
    },
    fail(error, failedRound, isWorthRetry = false) {
      if (!isWorthRetry && !isTransient(error)) throw error;
      if (failedRound < round) return;
      const received = receivedBytes();
      if (received - furthest >= PROGRESS_BYTES) failures = 0;
      furthest = Math.max(furthest, received);
      failures += 1;
      if (failures >= patience.attempts) throw error;
      const wait = isTransient(error)
        ? pauseBefore(error, failures, patience)
        : backoffMs(failures, patience);
      if (wait === undefined) throw error;
      round += 1;
      until = performance.now() + wait;
      onWait?.(describeWait(error, wait));
    },
  };
}
