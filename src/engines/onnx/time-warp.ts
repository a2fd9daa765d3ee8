/**
 * Time warp: the path through a matrix of tokens and frames along which tokens look most at their frames.
 *
 * In   one share matrix for each alignment head, tokens by frames, normalised over the tokens.
 * Out  the first frame of each token; frames never go back from token to token.
 * Source  openai-whisper `timing.py`: `median_filter`, `dtw_cpu`.
 * @module
 */

import { addMedians, REACH } from './running-median.ts';

/** Attention of all heads to all frames from all tokens: data is [heads, tokens, frames]. */
export interface Attention {
  readonly data: Float32Array;
  readonly heads: number;
  readonly tokens: number;
  readonly frames: number;
}

/** Rows of an attention, half-open. */
export interface TokenRange {
  readonly from: number;
  readonly to: number;
}

/** Mean over the heads of each row's running median, [to - from, frames]. */
export function meanAttention({ data, heads, tokens, frames }: Attention, rows: TokenRange): Float32Array {
  const mean = new Float32Array((rows.to - rows.from) * frames);
  const padded = new Float32Array(frames + 2 * REACH);
  for (let head = 0; head < heads; head += 1) {
    for (let row = rows.from; row < rows.to; row += 1) {
      const at = (head * tokens + row) * frames;
      padRow(data.subarray(at, at + frames), padded);
      addMedians(
        padded,
        mean.subarray((row - rows.from) * frames, (row - rows.from + 1) * frames),
        1 / heads,
      );
    }
  }
  return mean;
}

/**
 * First frame of each token on the best path through `gain` [tokens, frames], and one past the last frame at the end:
 * tokens + 1 numbers, ascending. Each step goes to the next token, the next frame, or both.
 */
export function firstFrames(gain: Float32Array, tokens: number, frames: number): Int32Array {
  const steps = bestSteps(gain, tokens, frames);
  const first = new Int32Array(tokens + 1).fill(frames);
  let [token, frame] = [tokens, frames];
  while (token > 0 && frame > 0) {
    first[token - 1] = frame - 1;
    const step = steps[token * (frames + 1) + frame];
    if (step !== FRAME_STEP) token -= 1;
    if (step !== TOKEN_STEP) frame -= 1;
  }
  return first;
}

const BOTH_STEP = 0;
const TOKEN_STEP = 1;
const FRAME_STEP = 2;

/** For each cell of [tokens + 1, frames + 1] the step that the best path to it takes last. */
function bestSteps(gain: Float32Array, tokens: number, frames: number): Uint8Array {
  const width = frames + 1;
  const steps = new Uint8Array((tokens + 1) * width);
  let before = new Float32Array(width).fill(-Infinity);
  let sums = new Float32Array(width);
  before[0] = 0;
  for (let token = 1; token <= tokens; token += 1) {
    sums[0] = -Infinity;
    for (let frame = 1; frame <= frames; frame += 1) {
      const both = before[frame - 1] as number;
      const down = before[frame] as number;
      const along = sums[frame - 1] as number;
      let best = both;
      let step = BOTH_STEP;
      if (along > best) [best, step] = [along, FRAME_STEP];
      if (down > best) [best, step] = [down, TOKEN_STEP];
      sums[frame] = best + (gain[(token - 1) * frames + frame - 1] as number);
      steps[token * width + frame] = step;
    }
    [before, sums] = [sums, before];
  }
  return steps;
}

/** The row with its ends mirrored, the outermost value once. */
function padRow(row: Float32Array, padded: Float32Array): void {
  const last = row.length - 1;
  padded.set(row, REACH);
  for (let i = 1; i <= REACH; i += 1) {
    padded[REACH - i] = row[Math.min(i, last)] as number;
    padded[REACH + last + i] = row[Math.max(last - i, 0)] as number;
  }
}
