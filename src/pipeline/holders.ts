/**
 * Holders: the processes that work on a run, each by a mark that says whether it still lives.
 *
 * Two processes may work on one run, the same line typed twice; each can be cancelled, and the run is over when the last
 * has ended. Where a process cannot be asked whether it lives (another machine, a system that hides start times), the time
 * at which it was last seen decides.
 * @module
 */
import { lifeOf } from '../platform/index.ts';
import type { Database } from './database.ts';

/** A holder that cannot be asked counts as gone when it was not seen for so long, ms. */
const SILENCE_MS = 60_000;
/** It says that it lives so often, ms. */
const SEEN_MS = 5_000;
/** How often it looks whether it is to stop, ms. */
const POLL_MS = 500;

/** Whether the process of that mark still works. */
export async function isHolding(mark: string, seenMs: number): Promise<boolean> {
  const life = await lifeOf(mark);
  return life === 'alive' || (life === 'unknown' && Date.now() - seenMs < SILENCE_MS);
}

/**
 * Calls `onCancel` once, when somebody has asked this holder to stop, and lets others see that it lives. Returns what ends the
 * watch. It does not keep the process alive.
 */
export function watchHolder(database: Database, mark: string, onCancel: () => void): () => void {
  let seenMs = Date.now();
  const look = (): void => {
    try {
      const holder = database.get<{ cancel: number }>('SELECT cancel FROM holders WHERE mark = ?', mark);
      if (holder?.cancel === 1) {
        clearInterval(timer);
        onCancel();
      } else if (Date.now() - seenMs >= SEEN_MS) {
        seenMs = Date.now();
        database.run('UPDATE holders SET seen_ms = ? WHERE mark = ?', seenMs, mark);
      }
    } catch {
      // A database that is locked or full for a moment is asked again; one that is broken shows where it matters.
    }
  };
  const timer = setInterval(look, POLL_MS);
  timer.unref();
  return () => clearInterval(timer);
}
