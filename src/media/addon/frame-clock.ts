/**
 * Frame clock: where decoded frames lie in time, in samples, made of container timestamps that are coarse, missing or jump.
 *
 * Source  what the ffmpeg program does before it filters: `av_rescale_delta` (libavutil/mathematics.c), and its limits for
 *         jumps, `-dts_delta_threshold` 10 s and `-dts_error_threshold` 30 h (ffmpeg documentation).
 * @module
 */
import type { AvRational } from './addon-library.ts';

/** A jump beyond it is a new clock, in formats whose clock may change; seconds. */
const NEW_CLOCK_SEC = 10;
/** A step back beyond it is one too; seconds. */
const STEP_BACK_SEC = 0.1;
/** In all other formats, a jump beyond it is no timestamp at all; seconds. */
const NONSENSE_SEC = 30 * 3600;

/** One frame's own facts. */
export interface ClockedFrame {
  /** In the stream's time base; absent when the container says none. */
  readonly pts: bigint | undefined;
  readonly samples: number;
  readonly rateHz: number;
}

/** Gives each frame of a track its place. */
export class FrameClock {
  readonly #tick: number;
  readonly #timesMayJump: boolean;
  /** Seconds at which the next frame is expected. */
  #nextSec: number | undefined;
  /** Seconds to add to timestamps since the clock last changed. */
  #shiftSec = 0;

  constructor(timeBase: AvRational, timesMayJump: boolean) {
    this.#tick = timeBase.num / timeBase.den;
    this.#timesMayJump = timesMayJump;
  }

  /** Place of a frame's first sample, in samples at its own rate. */
  place({ pts, samples, rateHz }: ClockedFrame): number {
    const statedSec = pts === undefined ? undefined : Number(pts) * this.#tick;
    const at = Math.round(this.#settle(statedSec, rateHz) * rateHz);
    this.#nextSec = (at + samples) / rateHz;
    return at;
  }

  #settle(statedSec: number | undefined, rateHz: number): number {
    const expected = this.#nextSec;
    if (statedSec === undefined || expected === undefined) return statedSec ?? expected ?? 0;
    const sec = statedSec + this.#shiftSec;
    const jump = sec - expected;
    // Ticks coarser than samples: within their rounding a timestamp says no more than what was expected.
    if (this.#tick > 1 / rateHz && Math.abs(jump) <= 1.5 * this.#tick) {
      return Math.min(Math.max(expected, sec - this.#tick / 2), sec + this.#tick / 2);
    }
    if (!this.#timesMayJump) return Math.abs(jump) > NONSENSE_SEC ? expected : sec;
    if (jump <= NEW_CLOCK_SEC && jump >= -STEP_BACK_SEC) return sec;
    this.#shiftSec -= jump;
    return expected;
  }
}
