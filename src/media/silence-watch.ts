/**
 * Silence watch: remembers stretches of digital silence (samples that are exactly zero).
 *
 * ffmpeg fills gaps with zeros, while recorded silence is noise. Only looked at when ffmpeg said that it filled
 * something, so that a muted passage in a healthy file is no damage.
 * @module
 */
import { SAMPLE_RATE_HZ } from '../kernel/index.ts';

/** Shorter stretches are not worth a warning. */
const SHORTEST_SAMPLES = 0.1 * SAMPLE_RATE_HZ;
/** More stretches than this are not kept: nobody reads such a list. */
const MAX_SPANS = 20;

/** Watches 16 kHz PCM go by. */
export class SilenceWatch {
  /** Stretches so far, seconds from the first sample, ascending; the one that is still going on is left out. */
  readonly spans: { readonly startSec: number; readonly endSec: number }[] = [];
  #position = 0;
  #zeroFrom: number | undefined;

  /** The next samples. */
  add(pcm: Float32Array): void {
    for (let index = 0; index < pcm.length; index++) {
      if (pcm[index] === 0) this.#zeroFrom ??= this.#position + index;
      else if (this.#zeroFrom !== undefined) this.#end(this.#position + index);
    }
    this.#position += pcm.length;
  }

  #end(at: number): void {
    const from = this.#zeroFrom ?? at;
    this.#zeroFrom = undefined;
    if (at - from < SHORTEST_SAMPLES || this.spans.length >= MAX_SPANS) return;
    this.spans.push({ startSec: from / SAMPLE_RATE_HZ, endSec: at / SAMPLE_RATE_HZ });
  }
}
