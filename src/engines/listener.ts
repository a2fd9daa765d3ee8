/**
 * Listener: what hears audio in front of an engine, and how far it must have heard before a window may be decoded.
 * @module
 */
import { type Window, WindowPlanner } from '../audio/index.ts';
import { type SpeechRegion, samplesToSeconds } from '../kernel/index.ts';

/** Text is judged by likely speech up to this far behind its window, seconds. */
const BEHIND_SEC = 1;

/** Whoever waits for text has it after a short window; those that come then are long ones, since those take less time in all. */
const FIRST_SEC = 8;

/** Hears audio in front of its reader, whereby lists of regions grow. */
export interface Listener {
  /** Seconds before which the likely speech is final; Infinity when all has been heard. */
  readonly settledSec: number;
  /** Hears some more; false when there is no more. Throws what the audio throws, CancelledError, EngineError. */
  hearOn(): Promise<boolean>;
}

/** Has all heard that the windows before `sec` are judged by; nothing to do where there is no listener. */
export async function hearBehind(listener: Listener | undefined, sec: number): Promise<void> {
  while (listener !== undefined && listener.settledSec < sec + BEHIND_SEC)
    if (!(await listener.hearOn())) return;
}

/** Regions packed into windows of at most `maxSec` seconds, without padding, as the regions become known. */
export async function* windowsAhead(
  regions: readonly SpeechRegion[],
  maxSec: number,
  listener: Listener | undefined,
): AsyncGenerator<Window, undefined> {
  const planner = new WindowPlanner({ maxSec, padSec: 0, firstSec: FIRST_SEC });
  for (let at = 0; ; at += 1) {
    while (at >= regions.length && (await listener?.hearOn()) === true);
    const region = regions[at];
    for (const window of region === undefined ? planner.finish() : planner.add(region)) {
      await hearBehind(listener, samplesToSeconds(window.pieces.at(-1)?.endSamples ?? 0));
      yield window;
    }
    if (region === undefined) return;
  }
}
