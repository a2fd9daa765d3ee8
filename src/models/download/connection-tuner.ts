/**
 * Connection tuner: how many connections a download has. It starts with one and doubles while that pays: where the disk
 * or the line is the limit more of them gain nothing, and where each connection is capped they gain much.
 * @module
 */

/** Samples after a change that say nothing yet: new connections are still getting up to speed. */
const SETTLING_SAMPLES = 1;
/** Samples that a rate is measured over. */
const MEASURED_SAMPLES = 4;
/** What more connections must gain to be kept. */
const WORTHWHILE_GAIN = 1.15;
/** Samples until more connections are tried again after they gained nothing. */
const REST_SAMPLES = 60;
/** With less than this left, seconds, more connections come too late. */
const WORTHWHILE_SEC = 2;

/** What one tick saw. */
export interface TunerSample {
  readonly bytes: number;
  readonly elapsedMs: number;
  /** Connections that were receiving. */
  readonly active: number;
  /** Bytes of the file that are still to come. */
  readonly pendingBytes: number;
}

/** Decides how many connections there should be. */
export interface ConnectionTuner {
  readonly wanted: number;
  /** Bytes a second, of all connections together; 0 while it is unknown. */
  readonly bytesPerSec: number;
  sample(sample: TunerSample): void;
  /** The server does not like so many: half as many from here on. */
  refuse(): void;
  /** One from here on. */
  keepToOne(): void;
}

/** Starts with one connection. */
export function openConnectionTuner(most: number): ConnectionTuner {
  return new Tuner(Math.max(1, most));
}

class Tuner implements ConnectionTuner {
  wanted = 1;
  bytesPerSec = 0;
  #cap: number;
  /** Rate and number before the last growth, while it is on trial. */
  #before: { readonly rate: number; readonly wanted: number } | undefined;
  #restSamples = 0;
  #window = { bytes: 0, elapsedMs: 0, samples: -SETTLING_SAMPLES };

  constructor(cap: number) {
    this.#cap = cap;
  }

  sample({ bytes, elapsedMs, active, pendingBytes }: TunerSample): void {
    this.#restSamples = Math.max(0, this.#restSamples - 1);
    // Fewer than wanted: a connection is being made, or waited for; that measures something else.
    if (active < this.wanted) return;
    const window = this.#window;
    window.samples += 1;
    if (window.samples <= 0) return;
    window.bytes += bytes;
    window.elapsedMs += elapsedMs;
    if (window.samples < MEASURED_SAMPLES) return;
    this.bytesPerSec = (window.bytes / Math.max(1, window.elapsedMs)) * 1000;
    this.#window = { bytes: 0, elapsedMs: 0, samples: 0 };
    this.#judge(pendingBytes);
  }

  refuse(): void {
    this.#shrink(Math.floor(this.wanted / 2));
  }

  keepToOne(): void {
    this.#shrink(1);
  }

  #judge(pendingBytes: number): void {
    const rate = this.bytesPerSec;
    const before = this.#before;
    this.#before = undefined;
    if (before !== undefined && rate < before.rate * WORTHWHILE_GAIN) {
      this.#change(before.wanted);
      this.#restSamples = REST_SAMPLES;
      return;
    }
    const { wanted } = this;
    if (wanted >= this.#cap || this.#restSamples > 0 || pendingBytes < rate * WORTHWHILE_SEC) return;
    this.#before = { rate, wanted };
    this.#change(Math.min(this.#cap, wanted * 2));
  }

  #change(to: number): void {
    this.wanted = to;
    this.#window = { bytes: 0, elapsedMs: 0, samples: -SETTLING_SAMPLES };
  }

  #shrink(to: number): void {
    this.#cap = Math.max(1, to);
    this.#before = undefined;
    this.#change(Math.min(this.wanted, this.#cap));
  }
}
