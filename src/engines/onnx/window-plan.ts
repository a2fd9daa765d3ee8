/**
 * Window plan: which stretch of audio is decoded next.
 *
 * With regions, speech is packed into windows that are cut only at pauses (`audio/`); what a window leaves
 * unfinished becomes a window of its own. Without, a window slides along the audio, and the next one starts where
 * the text of the last was finished, as in the reference.
 * @module
 */
import { planWindows, type Window, windowTimeToSource } from '../../audio/index.ts';
import { type SpeechRegion, samplesToSeconds, secondsToSamples } from '../../kernel/index.ts';
import type { PcmReel } from '../pcm-reel.ts';
import { WINDOW_SAMPLES } from './log-mel.ts';

/** Audio left over that is shorter than this holds no word. */
const SHORTEST_SAMPLES: number = secondsToSamples(0.1);

/** Hands out windows in order. */
export interface WindowPlan {
  /** The next window that holds audio; undefined at the end. */
  next(): Promise<Window | undefined>;
  /** Says that text in `window` is unfinished from `atSec` (window time) on. */
  resume(window: Window, atSec: number): void;
}

/** A plan for the given regions, or for all audio where none are given. */
export function planFor(regions: readonly SpeechRegion[] | undefined, reel: PcmReel): WindowPlan {
  return regions === undefined ? new SlidingPlan(reel) : new PackedPlan(regions);
}

/** The samples of a window, shorter where the audio ends first. */
export async function readWindow(reel: PcmReel, window: Window): Promise<Float32Array> {
  const samples = new Float32Array(window.lengthSamples);
  for (const piece of window.pieces)
    samples.set(await reel.read(piece.startSamples, piece.endSamples), piece.atSamples);
  return samples;
}

class PackedPlan implements WindowPlan {
  readonly #windows: Iterator<Window>;
  #unfinished: Window | undefined;

  constructor(regions: readonly SpeechRegion[]) {
    this.#windows = planWindows(regions, { maxSec: samplesToSeconds(WINDOW_SAMPLES), padSec: 0 });
  }

  async next(): Promise<Window | undefined> {
    const unfinished = this.#unfinished;
    this.#unfinished = undefined;
    return unfinished ?? this.#windows.next().value ?? undefined;
  }

  resume(window: Window, atSec: number): void {
    this.#unfinished = restOf(window, secondsToSamples(atSec));
  }
}

class SlidingPlan implements WindowPlan {
  readonly #reel: PcmReel;
  #position = 0;

  constructor(reel: PcmReel) {
    this.#reel = reel;
  }

  async next(): Promise<Window | undefined> {
    const start = this.#position;
    const { length } = await this.#reel.read(start, start + WINDOW_SAMPLES);
    if (length === 0 || (start > 0 && length < SHORTEST_SAMPLES)) return undefined;
    this.#position = start + length;
    return {
      pieces: [{ startSamples: start, endSamples: start + length, atSamples: 0 }],
      lengthSamples: length,
    };
  }

  resume(window: Window, atSec: number): void {
    this.#position = secondsToSamples(windowTimeToSource(window, atSec, 'start'));
  }
}

/** What of a window lies from `from` (samples in the window) on; undefined when that is next to nothing. */
function restOf(window: Window, from: number): Window | undefined {
  const pieces = window.pieces.flatMap(({ startSamples, endSamples, atSamples }) => {
    const cut = Math.max(0, from - atSamples);
    const start = startSamples + cut;
    return start < endSamples
      ? [{ startSamples: start, endSamples, atSamples: Math.max(0, atSamples - from) }]
      : [];
  });
  const lengthSamples = window.lengthSamples - from;
  return lengthSamples < SHORTEST_SAMPLES ? undefined : { pieces, lengthSamples };
}
