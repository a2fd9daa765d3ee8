/**
 * Speech tracker: Silero's hysteresis, frame by frame.
 *
 * Speech starts at a frame at or above `threshold` and ends at the first frame below `negThreshold` that is followed
 * by `minSilenceMs` without speech. Too short regions are dropped, too long ones cut at their longest silence.
 * Units   samples at 16 kHz.
 * Source  snakers4/silero-vad 6.2.3, `get_speech_timestamps_from_probs` with its defaults.
 * @module
 */
import { SAMPLE_RATE_HZ } from '../kernel/index.ts';

/** Samples that one probability stands for (Silero at 16 kHz). */
export const VAD_FRAME_SAMPLES = 512;

/** Silero's knobs, with its defaults. */
export interface RegionOptions {
  /** Default 0.5. */
  readonly threshold?: number;
  /** Default `threshold` - 0.15, at least 0.01. */
  readonly negThreshold?: number;
  /** Default 250: a shorter region is dropped. */
  readonly minSpeechMs?: number;
  /** Default no limit: a longer region is split. */
  readonly maxSpeechSec?: number;
  /** Default 100: a shorter silence does not end a region. */
  readonly minSilenceMs?: number;
  /** Default 30: added on both sides, at most half of the silence between two regions. */
  readonly speechPadMs?: number;
  /** Default 98: a silence must be longer than this for an over-long region to be split there. */
  readonly minSilenceAtMaxSpeechMs?: number;
}

/** A region in whole samples at 16 kHz, half-open. */
export interface SampleRegion {
  readonly start: number;
  readonly end: number;
}

/** Holds the open region and the silences seen inside it. */
export class SpeechTracker {
  readonly #threshold: number;
  readonly #negThreshold: number;
  readonly #minSpeech: number;
  readonly #maxSpeech: number;
  readonly #minSilence: number;
  readonly #minSplitSilence: number;
  readonly #done: SampleRegion[] = [];
  /** Start of the open region; undefined in silence. */
  #start: number | undefined;
  /** Where a silence began that may end the region. */
  #silenceStart: number | undefined;
  #silences: { readonly at: number; readonly length: number }[] = [];

  constructor(options: RegionOptions) {
    this.#threshold = options.threshold ?? 0.5;
    this.#negThreshold = options.negThreshold ?? Math.max(this.#threshold - 0.15, 0.01);
    this.#minSpeech = millisToSamples(options.minSpeechMs ?? 250);
    const pad = millisToSamples(options.speechPadMs ?? 30);
    const max = options.maxSpeechSec ?? Number.POSITIVE_INFINITY;
    this.#maxSpeech = max * SAMPLE_RATE_HZ - VAD_FRAME_SAMPLES - 2 * pad;
    this.#minSilence = millisToSamples(options.minSilenceMs ?? 100);
    this.#minSplitSilence = millisToSamples(options.minSilenceAtMaxSpeechMs ?? 98);
  }

  /** One frame, `at` its first sample. */
  add(probability: number, at: number): void {
    const speech = probability >= this.#threshold;
    if (speech && this.#silenceStart !== undefined) {
      const length = at - this.#silenceStart;
      if (length > this.#minSplitSilence) this.#silences.push({ at: this.#silenceStart, length });
      this.#silenceStart = undefined;
    }
    if (this.#start === undefined) {
      if (speech) this.#start = at;
      return;
    }
    if (at - this.#start > this.#maxSpeech && !this.#split(at)) return;
    if (probability < this.#negThreshold) this.#hearSilence(at);
  }

  /** Closes an open region at the end of the audio. */
  finish(audioSamples: number): void {
    if (this.#start !== undefined && audioSamples - this.#start > this.#minSpeech) {
      this.#done.push({ start: this.#start, end: audioSamples });
    }
    this.#close();
  }

  /** Takes the closed regions that were not taken yet. */
  take(): SampleRegion[] {
    return this.#done.splice(0);
  }

  /**
   * The region that is open after the frame `at`: whether it can no longer be dropped, and a time up to which it goes
   * then, whatever is still to come.
   */
  openAfter(at: number): (SampleRegion & { readonly isCertain: boolean }) | undefined {
    const start = this.#start;
    if (start === undefined) return undefined;
    const end = this.#silenceStart ?? at;
    const firstCut = Number.isFinite(this.#maxSpeech) ? (this.#silences[0]?.at ?? end) : end;
    return { start, end: Math.min(end, firstCut), isCertain: end - start > this.#minSpeech };
  }

  /** Cuts an over-long region; true when a new one goes on after its longest silence, false when cut right here. */
  #split(at: number): boolean {
    const start = this.#start ?? at;
    const longest = this.#silences.reduce(
      (best, silence) => (silence.length > best.length ? silence : best),
      {
        at,
        length: 0,
      },
    );
    this.#done.push({ start, end: longest.at });
    this.#close();
    if (longest.length === 0) return false;
    this.#start = longest.at + longest.length;
    return true;
  }

  #hearSilence(at: number): void {
    this.#silenceStart ??= at;
    if (at - this.#silenceStart < this.#minSilence) return;
    const start = this.#start ?? at;
    if (this.#silenceStart - start > this.#minSpeech) this.#done.push({ start, end: this.#silenceStart });
    this.#close();
  }

  #close(): void {
    this.#start = undefined;
    this.#silenceStart = undefined;
    this.#silences = [];
  }
}

/** Samples of a time at 16 kHz, not rounded. */
export function millisToSamples(milliseconds: number): number {
  return (SAMPLE_RATE_HZ * milliseconds) / 1000;
}
