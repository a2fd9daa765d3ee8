/**
 * Regions: per-frame speech probabilities to speech regions, with hysteresis.
 *
 * Speech starts at a frame at or above `threshold` and ends at the first frame below `negThreshold` that is followed
 * by `minSilenceMs` without speech. Too short regions are dropped, too long ones cut at their longest silence.
 * Source  snakers4/silero-vad 6.2.3, `get_speech_timestamps_from_probs` with its defaults; equal to it on the
 *         golden file tests/golden/silero-regions, which that function wrote.
 * @module
 */
import { SAMPLE_RATE_HZ, type SpeechRegion, samplesToSeconds } from '../kernel/index.ts';

/** Samples that one probability stands for (Silero at 16 kHz). */
const VAD_FRAME_SAMPLES = 512;

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
  /** Samples of the whole audio; default: all frames in full. */
  readonly audioSamples?: number;
}

/** A region in whole samples at 16 kHz, half-open. */
interface SampleRegion {
  start: number;
  end: number;
}

/** Speech regions in seconds, ascending and disjoint. `probabilities` [frames], one per 512 samples at 16 kHz. */
export function regionsFromProbabilities(
  probabilities: Float32Array,
  options: RegionOptions = {},
): SpeechRegion[] {
  const audioSamples = options.audioSamples ?? probabilities.length * VAD_FRAME_SAMPLES;
  const tracker = new SpeechTracker(options);
  for (const [frame, probability] of probabilities.entries()) {
    tracker.add(probability, frame * VAD_FRAME_SAMPLES);
  }
  const found = tracker.finish(audioSamples);
  padRegions(found, millisToSamples(options.speechPadMs ?? 30), audioSamples);
  return found.map(({ start, end }) => ({ start: samplesToSeconds(start), end: samplesToSeconds(end) }));
}

/** The state machine: fed frame by frame, it holds the open region and the silences seen inside it. */
class SpeechTracker {
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

  /** Closes an open region at the end of the audio and returns all of them. */
  finish(audioSamples: number): SampleRegion[] {
    if (this.#start !== undefined && audioSamples - this.#start > this.#minSpeech) {
      this.#done.push({ start: this.#start, end: audioSamples });
    }
    return this.#done;
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

/** Widens regions in place by `pad` samples, sharing a silence that is too short for two pads. */
function padRegions(regions: SampleRegion[], pad: number, audioSamples: number): void {
  for (const [index, region] of regions.entries()) {
    if (index === 0) region.start = Math.trunc(Math.max(0, region.start - pad));
    const next = regions[index + 1];
    if (next === undefined) {
      region.end = Math.trunc(Math.min(audioSamples, region.end + pad));
      continue;
    }
    const silence = next.start - region.end;
    const share = silence < 2 * pad ? Math.floor(silence / 2) : pad;
    region.end = Math.trunc(Math.min(audioSamples, region.end + share));
    next.start = Math.trunc(Math.max(0, next.start - share));
  }
}

function millisToSamples(milliseconds: number): number {
  return (SAMPLE_RATE_HZ * milliseconds) / 1000;
}
