/**
 * Scene scores: what ffmpeg's `scdet` prints of each frame, as it comes, and which frames are cuts by it.
 *
 * In/out  bytes of `metadata=mode=print`, in pieces of any length -> frames; frames -> times of cuts, seconds.
 * Cut     the frame differs from the one before it much more than that did from its own, and more than the next one does from
 *         it: a fade changes all its frames alike, and a flash changes two.
 * Source  FFmpeg `vf_scdet` (score: the smaller of the mean difference and its change, in percent), `vf_metadata`.
 * @module
 */

/** A frame and how much it differs from the one before it, percent of full scale. */
export interface SceneFrame {
  readonly timeSec: number;
  /** Mean absolute difference to the frame before. */
  readonly difference: number;
  /** The smaller of `difference` and its change since the frame before. */
  readonly score: number;
}

/** ffmpeg's own default for `scdet`. */
export const CUT_SCORE = 10;
/** A cut differs so many times as much from the frame before as the next frame does from it. */
const CUT_CONTRAST = 2;

const TIME = /pts_time:(-?\d+(?:\.\d+)?(?:e[-+]?\d+)?)/;
const FIGURE = /^lavfi\.scd\.(mafd|score)=(\d+(?:\.\d+)?)/;

/** Reads frames out of printed metadata; frames without a time or without figures are passed over. */
export async function* readSceneFrames(
  pieces: AsyncIterable<Uint8Array>,
): AsyncGenerator<SceneFrame, void, undefined> {
  const decoder = new TextDecoder();
  let rest = '';
  let open: { timeSec?: number; difference?: number } = {};
  for await (const piece of pieces) {
    const lines = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const time = TIME.exec(line);
      if (time !== null) open = { timeSec: Number(time[1]) };
      const [, name, value] = FIGURE.exec(line) ?? [];
      if (name === 'mafd') open.difference = Number(value);
      if (name !== 'score' || open.timeSec === undefined) continue;
      yield { timeSec: open.timeSec, difference: open.difference ?? 0, score: Number(value) };
      open = {};
    }
  }
}

/** Tells cuts from frames that come one by one. */
export class CutWatch {
  readonly #cuts: number[] = [];
  #last: SceneFrame | undefined;
  #firstSec: number | undefined;
  #frames = 0;

  /** Takes the next frame. */
  add(frame: SceneFrame): void {
    this.#judge(frame.difference);
    this.#firstSec ??= frame.timeSec;
    this.#last = frame;
    this.#frames += 1;
  }

  /** Ends the picture: what was found. */
  finish(): { readonly cuts: readonly number[]; readonly frames: number; readonly frameRate?: number } {
    this.#judge(0);
    const spanSec = (this.#last?.timeSec ?? 0) - (this.#firstSec ?? 0);
    this.#last = undefined;
    const base = { cuts: this.#cuts, frames: this.#frames };
    return spanSec > 0 ? { ...base, frameRate: (this.#frames - 1) / spanSec } : base;
  }

  #judge(nextDifference: number): void {
    if (this.#last === undefined || this.#frames < 2) return;
    const { score, difference, timeSec } = this.#last;
    if (score >= CUT_SCORE && difference >= CUT_CONTRAST * nextDifference) this.#cuts.push(timeSec);
  }
}
