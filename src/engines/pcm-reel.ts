/**
 * PCM reel: random access to the recent part of a PCM stream. What has been let go cannot be read again, so memory
 * stays at the span between the oldest sample still wanted and the newest one read.
 * @module
 */
import { InternalError, samplesToSeconds, throwIfCancelled } from '../kernel/index.ts';

/** Reads spans of a stream by sample index. */
export class PcmReel {
  readonly #source: AsyncIterator<Float32Array>;
  #pieces: Float32Array[] = [];
  /** Sample index of the first sample of the first piece held. */
  #start = 0;
  #end = 0;
  #ended = false;

  constructor(source: AsyncIterable<Float32Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Samples read so far; the whole length once the stream has ended. */
  get samplesRead(): number {
    return this.#end;
  }

  /** Samples [start, end), shorter where the stream ends first. */
  async read(start: number, end: number): Promise<Float32Array> {
    const samples = new Float32Array(Math.max(0, (await this.reach(end)) - start));
    await this.readInto(samples, start);
    return samples;
  }

  /** Puts the samples from `start` on into `samples`, as many as it holds; the rest stays where the stream ends first. */
  async readInto(samples: Float32Array, start: number): Promise<void> {
    if (start < this.#start) throw new InternalError(`sample ${start} was let go`);
    const end = await this.reach(start + samples.length);
    let at = this.#start;
    for (const piece of this.#pieces) {
      const from = Math.max(start, at);
      const to = Math.min(end, at + piece.length);
      if (from < to) samples.set(piece.subarray(from - at, to - at), from - start);
      at += piece.length;
    }
  }

  /** Reads up to before sample `end`; gives where the stream ends, where that is sooner. */
  async reach(end: number): Promise<number> {
    while (this.#end < end && !this.#ended) await this.#pull();
    return Math.min(end, this.#end);
  }

  /** Lets go of everything before `sample`. */
  discardBefore(sample: number): void {
    for (;;) {
      const first = this.#pieces[0];
      if (first === undefined || this.#start + first.length > sample) return;
      this.#pieces.shift();
      this.#start += first.length;
    }
  }

  /** Tells the source that no more is wanted, so that a decoder behind it can stop. */
  async close(): Promise<void> {
    if (!this.#ended) await this.#source.return?.();
    this.#ended = true;
  }

  /** Reads to the end, so that the caller's decoder has seen the whole file; gives the length in seconds. */
  async drain(signal: AbortSignal): Promise<number> {
    while (!this.#ended) {
      throwIfCancelled(signal);
      this.discardBefore(this.#end);
      await this.#pull();
    }
    return samplesToSeconds(this.#end);
  }

  async #pull(): Promise<void> {
    const { done, value } = await this.#source.next();
    if (done === true) {
      this.#ended = true;
      return;
    }
    this.#pieces.push(value);
    this.#end += value.length;
  }
}
