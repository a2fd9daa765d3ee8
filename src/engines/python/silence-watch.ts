/**
 * Silence watch: notices that a process says nothing, or gets nowhere, however busy this one is.
 *
 * Time is counted in ticks that this process was awake for: where its own event loop, or the whole machine, stood still
 * for a minute, what the other has said meanwhile is heard before the next tick.
 * @module
 */

/** How long a worker may be silent, and how long it may go without progress. */
export interface Patience {
  /** Without any message, heartbeats included. */
  readonly silenceMs: number;
  /** Without any message but heartbeats, while it works on something. */
  readonly progressMs: number;
}

const TICK_MS = 500;

/** Watches one worker while something is wanted of it. */
export class SilenceWatch {
  readonly #patience: Patience;
  readonly #onSilence: (what: string) => void;
  #timer: NodeJS.Timeout | undefined;
  #silentMs = 0;
  #idleMs = 0;

  constructor(patience: Patience, onSilence: (what: string) => void) {
    this.#patience = patience;
    this.#onSilence = onSilence;
  }

  /** From now on something is wanted. */
  start(): void {
    this.#silentMs = 0;
    this.#idleMs = 0;
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS);
  }

  /** It said something; `isProgress` when that was more than a heartbeat. */
  heard(isProgress: boolean): void {
    this.#silentMs = 0;
    if (isProgress) this.#idleMs = 0;
  }

  /** Nothing is wanted any more. */
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #tick(): void {
    this.#silentMs += TICK_MS;
    this.#idleMs += TICK_MS;
    const { silenceMs, progressMs } = this.#patience;
    if (this.#silentMs > silenceMs) this.#onSilence(`has said nothing for ${silenceMs / 1000} s`);
    else if (this.#idleMs > progressMs) this.#onSilence(`has made no progress for ${progressMs / 1000} s`);
  }
}
