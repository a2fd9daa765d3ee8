/**
 * Listen ahead: audio that an engine reads while a detector listens some way in front of it.
 *
 *   source --> ear: regions, likely
 *          \-> what the engine has not read yet --> pcm
 *
 * The audio is decoded once. Of what lies between the ear and the engine, samples are kept only where an engine may look:
 * in and around speech. Elsewhere silence stands in for them, so an hour of rain between two words takes no memory.
 * Throws  what the source and the ear throw; CancelledError.
 * @module
 */
import { type SpeechRegion, samplesToSeconds, secondsToSamples, throwIfCancelled } from '../kernel/index.ts';
import type { TranscribeInput } from './engine.ts';
import type { Listener } from './listener.ts';
import type { SpeechEar } from './speech-ear.ts';

/** Engines look at most this far around speech, seconds: windows join regions 1 s apart, second looks take 0.3 s more. */
const AROUND_SEC = 2;

/** How to listen. */
export interface ListeningOptions {
  /** Whether the regions are what is to be decoded; else all audio is, and the ear only bears witness. */
  readonly isGuide: boolean;
  readonly signal: AbortSignal;
}

/** The audio as an engine's input, whose lists grow while it is heard. */
export function listenAhead(
  ear: SpeechEar,
  pcm: AsyncIterable<Float32Array>,
  options: ListeningOptions,
): TranscribeInput {
  const ahead = new ListeningAhead(ear, pcm, options);
  return {
    pcm: { [Symbol.asyncIterator]: () => ahead },
    ...(options.isGuide ? { regions: ear.regions.closed } : {}),
    likely: ear.likely.heard,
    listener: ahead,
  };
}

/** The ear and the reader of one source, which both have it read on; they take turns. */
class ListeningAhead implements Listener, AsyncIterator<Float32Array> {
  readonly #ear: SpeechEar;
  readonly #source: AsyncIterator<Float32Array>;
  readonly #options: ListeningOptions;
  /** What was heard and not read yet. */
  readonly #unread: Float32Array[] = [];
  /** How many of those stay as they are, and the sample at which the others begin. */
  #sifted = 0;
  #siftedUpTo = 0;
  #silence: Float32Array = new Float32Array();
  #isEnded = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(ear: SpeechEar, pcm: AsyncIterable<Float32Array>, options: ListeningOptions) {
    this.#ear = ear;
    this.#source = pcm[Symbol.asyncIterator]();
    this.#options = options;
  }

  get settledSec(): number {
    return this.#ear.likely.settledSec;
  }

  async hearOn(): Promise<boolean> {
    const heard = this.#turn.then(async () => await this.#hearPiece());
    // Whoever asked is told of a failure; whoever asks next meets it on his own.
    this.#turn = heard.catch(() => {});
    return await heard;
  }

  async next(): Promise<IteratorResult<Float32Array>> {
    for (;;) {
      const piece = this.#unread.shift();
      if (piece !== undefined) {
        if (this.#sifted === 0) this.#siftedUpTo += piece.length;
        else this.#sifted -= 1;
        return { done: false, value: piece };
      }
      if (this.#isEnded || !(await this.hearOn())) {
        if (this.#unread.length === 0) return { done: true, value: undefined };
      }
    }
  }

  async return(): Promise<IteratorResult<Float32Array>> {
    this.#isEnded = true;
    await this.#source.return?.();
    return { done: true, value: undefined };
  }

  async #hearPiece(): Promise<boolean> {
    if (this.#isEnded) return false;
    throwIfCancelled(this.#options.signal);
    const { done, value } = await this.#source.next();
    if (done === true) {
      this.#isEnded = true;
      await this.#ear.finish();
      return false;
    }
    this.#unread.push(value);
    await this.#ear.hear(value);
    if (this.#options.isGuide) this.#sift();
    return true;
  }

  /** Puts silence in the place of pieces that are surely far from speech. */
  #sift(): void {
    const { regions, likely } = this.#ear;
    const sure = secondsToSamples(Math.min(regions.settledSec, likely.settledSec) - AROUND_SEC);
    for (; ; this.#sifted += 1) {
      const piece = this.#unread[this.#sifted];
      if (piece === undefined || this.#siftedUpTo + piece.length > sure) return;
      const around = {
        start: samplesToSeconds(this.#siftedUpTo) - AROUND_SEC,
        end: samplesToSeconds(this.#siftedUpTo + piece.length) + AROUND_SEC,
      };
      if (!isIn(regions.heard, around) && !isIn(likely.heard, around))
        this.#unread[this.#sifted] = this.#silent(piece.length);
      this.#siftedUpTo += piece.length;
    }
  }

  #silent(samples: number): Float32Array {
    if (this.#silence.length < samples) this.#silence = new Float32Array(samples);
    return this.#silence.subarray(0, samples);
  }
}

/** Whether any of it is in any of the regions, which are ascending and disjoint. */
function isIn(regions: readonly SpeechRegion[], { start, end }: SpeechRegion): boolean {
  const last = regions.findLast((region) => region.start < end);
  return last !== undefined && last.end > start;
}
