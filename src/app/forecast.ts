/**
 * Forecast: how long a long medium will take and how much memory, said once, from how the first part of it went.
 *
 * Probe   the first minutes themselves: as much as an engine decodes at once at most, so that neither the loading of what a first
 *         window needs nor windows that are still under way count for the rest. What an earlier run heard does not count.
 * @module
 */
import type { Reporter } from './events.ts';

/** Audio that is decoded before anything is said, seconds: four windows, and as much again. */
const PROBE_SEC = 240;

/** Whoever waits less than this need not be told, seconds. */
const LEAST_LEFT_SEC = 60;

/** How far a transcription is. */
export interface ForecastState {
  /** All before it is decoded, seconds of audio. */
  readonly doneSec: number;
  /** Absent where nobody knows. */
  readonly totalSec: number | undefined;
  /** Since it began, seconds. */
  readonly wallSec: number;
  /** Whether anything was decoded by this process yet. */
  readonly isFresh: boolean;
  /** What the engine takes, where it knows. */
  readonly memoryBytes: number | undefined;
}

/** Says once what a file will take. */
export class Forecast {
  readonly #file: string;
  readonly #report: Reporter;
  #from = { doneSec: 0, wallSec: 0 };
  #isTold = false;

  /** `file`: its name in the message. */
  constructor(file: string, report: Reporter) {
    this.#file = file;
    this.#report = report;
  }

  /** Takes note of how far it is. */
  progress({ doneSec, totalSec, wallSec, isFresh, memoryBytes }: ForecastState): void {
    if (!isFresh) this.#from = { doneSec, wallSec };
    const probed = doneSec - this.#from.doneSec;
    if (this.#isTold || totalSec === undefined || probed < PROBE_SEC) return;
    this.#isTold = true;
    const left = ((totalSec - doneSec) / probed) * (wallSec - this.#from.wallSec);
    if (left < LEAST_LEFT_SEC) return;
    const memory = memoryBytes === undefined ? '' : `, ${Math.ceil(memoryBytes / 1e6)} MB of memory`;
    const message = `${this.#file}: about ${Math.round(left / 60)} min more${memory}.`;
    this.#report({ type: 'note', message });
  }
}
