/**
 * Window plan: which stretch of audio is decoded next.
 *
 * With regions, speech is packed into windows that are cut only at pauses (`audio/`); what a window leaves
 * unfinished becomes a window of its own, in the same stretch. Without, a window slides along the audio, and the next one starts where
 * the text of the last was finished, as in the reference.
 * @module
 */
import { type Window, windowTimeToSource } from '../audio/index.ts';
import { SAMPLE_RATE_HZ, type SpeechRegion, samplesToSeconds, secondsToSamples } from '../kernel/index.ts';
import { hearBehind, type Listener, windowsAhead } from './listener.ts';
import type { PcmReel } from './pcm-reel.ts';

/** Seconds of audio that Whisper sees at once. */
export const WINDOW_SEC = 30;
/** Samples of one window. */
export const WINDOW_SAMPLES: number = WINDOW_SEC * SAMPLE_RATE_HZ;

/** No sound is quieter than this, -80 dB: the dither of 16-bit audio stays below it. */
const SILENT_PEAK = 1e-4;

/** Audio left over that is shorter than this holds no word. */
const SHORTEST_SAMPLES: number = secondsToSamples(0.1);

/** A shorter half of a window is not worth a decoding of its own. */
const SHORTEST_HALF_SAMPLES: number = secondsToSamples(3);

/** How often audio may be decoded again because text seems to be missing: sound that only resembles speech has none. */
const EXTRA_LOOKS = 2;

/** Hands out stretches of audio in order. */
export interface WindowPlan {
  /** Whether a stretch is known only when the one before has been heard. */
  readonly isSerial: boolean;
  /** The next stretch; undefined at the end. */
  next(): Promise<Stretch | undefined>;
}

/** A window, and the windows that come of it when it is not heard at once. */
export interface Stretch {
  /** The window that comes next; undefined when all has been heard. */
  next(): Window | undefined;
  /** Says that text in `window` is unfinished from `atSec` (window time) on. */
  resume(window: Window, atSec: number): void;
  /** Cuts `window` at a pause into two that come next; false where that cannot or need not be done. */
  split(window: Window): boolean;
  /** Has the part of `window` from `atSec` on looked at once more, where that may help. */
  retry(window: Window, atSec: number): void;
  /** The first source sample that any window to come will hold, of this or a later stretch: what lies before is done with. */
  doneUpTo(): number;
}

/** A plan for the given regions, or for all audio where none are given; `listener` as in the engine's input. */
export function planFor(
  regions: readonly SpeechRegion[] | undefined,
  reel: PcmReel,
  listener?: Listener,
): WindowPlan {
  return regions === undefined ? new SlidingPlan(reel, listener) : new PackedPlan(regions, listener);
}

/** The samples of a window, shorter where the audio ends first. */
export async function readWindow(reel: PcmReel, window: Window): Promise<Float32Array> {
  const samples = new Float32Array(window.lengthSamples);
  for (const { startSamples, endSamples, atSamples } of window.pieces) {
    const place = samples.subarray(atSamples, atSamples + endSamples - startSamples);
    await reel.readInto(place, startSamples);
  }
  return samples;
}

/** Whether there is no sound at all. The model fills digital silence with stock phrases, and is sure of them. */
export function isSilent(samples: Float32Array): boolean {
  return !samples.some((sample) => Math.abs(sample) > SILENT_PEAK);
}

class PackedPlan implements WindowPlan {
  readonly isSerial = false;
  readonly #regions: readonly SpeechRegion[];
  readonly #windows: AsyncIterator<Window, undefined>;

  constructor(regions: readonly SpeechRegion[], listener: Listener | undefined) {
    this.#regions = regions;
    this.#windows = windowsAhead(regions, WINDOW_SEC, listener);
  }

  async next(): Promise<Stretch | undefined> {
    const { value: window } = await this.#windows.next();
    return window === undefined ? undefined : new PackedStretch(window, this.#regions);
  }
}

class PackedStretch implements Stretch {
  readonly #regions: readonly SpeechRegion[];
  readonly #end: number;
  #waiting: Window[];
  readonly #looksLeft = new WeakMap<Window, number>();

  constructor(window: Window, regions: readonly SpeechRegion[]) {
    this.#regions = regions;
    this.#waiting = [window];
    this.#end = window.pieces.at(-1)?.endSamples ?? 0;
  }

  next(): Window | undefined {
    return this.#waiting.shift();
  }

  doneUpTo(): number {
    return this.#waiting[0]?.pieces[0]?.startSamples ?? this.#end;
  }

  resume(window: Window, atSec: number): void {
    const rest = after(window, secondsToSamples(atSec));
    if (rest.lengthSamples < SHORTEST_SAMPLES) return;
    this.#looksLeft.set(rest, this.#looksLeft.get(window) ?? EXTRA_LOOKS);
    this.#waiting.unshift(rest);
  }

  retry(window: Window, atSec: number): void {
    const rest = after(window, secondsToSamples(atSec));
    if (this.#spendLook(window, [rest])) this.#waiting.unshift(rest);
  }

  split(window: Window): boolean {
    const middle = window.lengthSamples / 2;
    const cuts = this.#regions
      .map(({ start }) => positionOf(window, secondsToSamples(start)))
      .filter((at) => at >= SHORTEST_HALF_SAMPLES && at <= window.lengthSamples - SHORTEST_HALF_SAMPLES);
    if (cuts.length === 0) return false;
    const cut = cuts.reduce((best, at) => (Math.abs(at - middle) < Math.abs(best - middle) ? at : best));
    const halves = [before(window, cut), after(window, cut)];
    if (!this.#spendLook(window, halves)) return false;
    this.#waiting.unshift(...halves);
    return true;
  }

  /** Whether parts of this window may be looked at again; they inherit one look less. */
  #spendLook(window: Window, parts: readonly Window[]): boolean {
    const left = this.#looksLeft.get(window) ?? EXTRA_LOOKS;
    for (const part of parts) this.#looksLeft.set(part, left - 1);
    return left > 0;
  }
}

class SlidingPlan implements WindowPlan {
  readonly isSerial = true;
  readonly #reel: PcmReel;
  readonly #listener: Listener | undefined;
  #position = 0;

  constructor(reel: PcmReel, listener: Listener | undefined) {
    this.#reel = reel;
    this.#listener = listener;
  }

  async next(): Promise<Stretch | undefined> {
    const start = this.#position;
    const length = (await this.#reel.reach(start + WINDOW_SAMPLES)) - start;
    await hearBehind(this.#listener, samplesToSeconds(start + length));
    if (length === 0 || (start > 0 && length < SHORTEST_SAMPLES)) return undefined;
    this.#position = start + length;
    const pieces = [{ startSamples: start, endSamples: start + length, atSamples: 0 }];
    const windows: Window[] = [{ pieces, lengthSamples: length }];
    return {
      next: () => windows.shift(),
      resume: (window, atSec) => {
        this.#position = secondsToSamples(windowTimeToSource(window, atSec, 'start'));
      },
      // Without regions nothing is known of pauses, nor whether what is left holds speech.
      split: () => false,
      retry: () => {},
      doneUpTo: () => this.#position,
    };
  }
}

/** What of a window lies before a position in it. */
function before(window: Window, position: number): Window {
  const pieces = window.pieces.flatMap((piece) => {
    const room = position - piece.atSamples;
    return room <= 0 ? [] : [{ ...piece, endSamples: Math.min(piece.endSamples, piece.startSamples + room) }];
  });
  return { pieces, lengthSamples: position };
}

/** What of a window lies from a position in it on. */
function after(window: Window, position: number): Window {
  const pieces = window.pieces.flatMap(({ startSamples, endSamples, atSamples }) => {
    const start = startSamples + Math.max(0, position - atSamples);
    const at = Math.max(0, atSamples - position);
    return start < endSamples ? [{ startSamples: start, endSamples, atSamples: at }] : [];
  });
  return { pieces, lengthSamples: window.lengthSamples - position };
}

/** Position in the window of a source sample; -1 where the window does not hold it. */
function positionOf(window: Window, sample: number): number {
  const piece = window.pieces.find(
    ({ startSamples, endSamples }) => startSamples <= sample && sample < endSamples,
  );
  return piece === undefined ? -1 : piece.atSamples + sample - piece.startSamples;
}
