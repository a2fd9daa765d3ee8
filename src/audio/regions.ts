/**
 * Regions: speech probabilities, one a frame, to padded speech regions, which are given as soon as they are final.
 *
 * In/out  probabilities as they become known -> regions in seconds, ascending and disjoint. A region is final when the
 *         silence behind it is long enough for its padding and that of the next one, or when the next one is sure.
 * Source  snakers4/silero-vad 6.2.3, `get_speech_timestamps_from_probs`; equal to it on the golden file
 *         tests/golden/silero-regions, which that function wrote.
 * @module
 */
import { type SpeechRegion, samplesToSeconds } from '../kernel/index.ts';
import {
  millisToSamples,
  type RegionOptions,
  type SampleRegion,
  SpeechTracker,
  VAD_FRAME_SAMPLES,
} from './speech-tracker.ts';

/** Speech regions of a whole recording. `probabilities` [frames], one per 512 samples at 16 kHz. */
export function regionsFromProbabilities(
  probabilities: Float32Array,
  { audioSamples = probabilities.length * VAD_FRAME_SAMPLES, ...options }: RecordingOptions = {},
): readonly SpeechRegion[] {
  const finder = new RegionFinder(options);
  for (const probability of probabilities) finder.add(probability);
  finder.finish(audioSamples);
  return finder.closed;
}

/** How regions are found in a recording. */
export interface RecordingOptions extends RegionOptions {
  /** Samples of the whole audio; default: all frames in full. */
  readonly audioSamples?: number;
}

/** Finds regions while probabilities come in. */
export class RegionFinder {
  readonly #tracker: SpeechTracker;
  readonly #pad: number;
  readonly #closed: SpeechRegion[] = [];
  readonly #heard: SpeechRegion[] = [];
  #frames = 0;
  /** End of the last region without its padding. */
  #lastEnd: number | undefined;
  /** A region with its start padded, whose own padding is not sure yet. */
  #waiting: SampleRegion | undefined;
  /** How many closed regions are among those heard. */
  #shown = 0;
  #settled = 0;

  constructor(options: RegionOptions = {}) {
    this.#tracker = new SpeechTracker(options);
    this.#pad = millisToSamples(options.speechPadMs ?? 30);
  }

  /** The regions that are final. This one list grows. */
  get closed(): readonly SpeechRegion[] {
    return this.#closed;
  }

  /** The same, and behind them what is sure of the next one: no shorter than that. This one list is kept up to date. */
  get heard(): readonly SpeechRegion[] {
    return this.#heard;
  }

  /** Seconds before which `heard` says all there will ever be to say. */
  get settledSec(): number {
    return samplesToSeconds(this.#settled);
  }

  /** The next frame. */
  add(probability: number): void {
    const at = this.#frames * VAD_FRAME_SAMPLES;
    this.#frames += 1;
    this.#tracker.add(probability, at);
    this.#takeClosed();
    const open = this.#tracker.openAfter(at);
    const gap = (open?.start ?? at) - (this.#lastEnd ?? 0);
    // Before the next region is sure, the silence may still grow, but no share of it beyond the padding.
    if (open?.isCertain === true || gap >= 2 * this.#pad) this.#closeWaiting(gap);
    this.#look(at, open);
  }

  /** The end of the audio, which lies in the last frame. */
  finish(audioSamples: number): void {
    this.#tracker.finish(audioSamples);
    this.#takeClosed();
    this.#closeWaiting(Number.POSITIVE_INFINITY, audioSamples);
    this.#show();
    this.#settled = Number.POSITIVE_INFINITY;
  }

  #takeClosed(): void {
    for (const { start, end } of this.#tracker.take()) {
      if (this.#lastEnd !== undefined) this.#closeWaiting(start - this.#lastEnd);
      this.#waiting = { start: this.#padded(start), end };
      this.#lastEnd = end;
    }
  }

  /** Ends the region that waits, with so much silence behind it. */
  #closeWaiting(gap: number, audioSamples = Number.POSITIVE_INFINITY): void {
    if (this.#waiting === undefined) return;
    const { start, end } = this.#waiting;
    const last = Math.trunc(Math.min(audioSamples, end + this.#share(gap)));
    this.#closed.push(inSeconds({ start, end: last }));
    this.#waiting = undefined;
  }

  /** What is known after the frame `at`. */
  #look(at: number, open: ReturnType<SpeechTracker['openAfter']>): void {
    if (this.#waiting !== undefined) {
      this.#show(this.#waiting);
      this.#settled = this.#waiting.end;
    } else if (open?.isCertain === true) {
      const start = this.#padded(open.start);
      this.#show({ start, end: open.end });
      this.#settled = open.end;
    } else {
      this.#show();
      this.#settled = (open?.start ?? at) - this.#pad;
    }
  }

  #show(growing?: SampleRegion): void {
    this.#heard.length = Math.min(this.#heard.length, this.#shown);
    for (; this.#shown < this.#closed.length; this.#shown += 1) {
      const region = this.#closed[this.#shown];
      if (region !== undefined) this.#heard.push(region);
    }
    if (growing !== undefined) this.#heard.push(inSeconds(growing));
  }

  /** A region's start with its padding: at most half of the silence before it. */
  #padded(start: number): number {
    const share = this.#lastEnd === undefined ? this.#pad : this.#share(start - this.#lastEnd);
    return Math.trunc(Math.max(0, start - share));
  }

  #share(silence: number): number {
    return silence < 2 * this.#pad ? Math.floor(silence / 2) : this.#pad;
  }
}

function inSeconds({ start, end }: SampleRegion): SpeechRegion {
  return { start: samplesToSeconds(start), end: samplesToSeconds(end) };
}
