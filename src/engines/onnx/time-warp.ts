/**
 * Time warp: the path through a matrix of tokens and frames along which tokens look most at their frames.
 *
 * In   one share matrix for each alignment head, tokens by frames, normalised over the tokens.
 * Out  the first frame of each token; frames never go back from token to token.
 * Source  openai-whisper `timing.py`: `median_filter`, `dtw_cpu`.
 * @module
 */

/** Frames a median is taken over, as in the reference: single frames that draw attention by accident vanish. */
const MEDIAN_WIDTH = 7;
const REACH = (MEDIAN_WIDTH - 1) / 2;

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

/** Adds `weight` times the median of each run of 7 to `target`. */
function addMedians(padded: Float32Array, target: Float32Array, weight: number): void {
  for (let i = 0; i < target.length; i += 1) target[i] = (target[i] as number) + weight * medianAt(padded, i);
}

/**
 * The median of the seven values from `at` on: the middle of a sorting network, without what does not lead there.
 * Source  Devillard 1998, "Fast median search", `opt_med7`.
 */
function medianAt(values: Float32Array, at: number): number {
  const [a, b, c] = [values[at] as number, values[at + 1] as number, values[at + 2] as number];
  const [d, e] = [values[at + 3] as number, values[at + 4] as number];
  const [f, g] = [values[at + 5] as number, values[at + 6] as number];
  const [outerLow, outerHigh] = [lower(a, f), higher(a, f)];
  const [leftLow, leftHigh] = [lower(outerLow, d), higher(outerLow, d)];
  const [rightLow, rightHigh] = [lower(b, g), higher(b, g)];
  const [innerLow, innerHigh] = [lower(c, e), higher(c, e)];
  const low = higher(leftLow, rightLow);
  const [midLow, midHigh] = [lower(leftHigh, outerHigh), higher(leftHigh, outerHigh)];
  const [sideLow, sideHigh] = [lower(innerLow, rightHigh), higher(innerLow, rightHigh)];
  const middle = lower(higher(sideLow, midLow), sideHigh);
  const high = lower(innerHigh, midHigh);
  return lower(higher(lower(low, high), middle), higher(low, high));
}

/**
 * The lower of two numbers, to the last digit of the higher one's size. Arithmetic, since a comparison that goes either way
 * every time costs a processor more: two fifths of the time of sorting.
 */
function lower(left: number, right: number): number {
  return (left + right - Math.abs(left - right)) / 2;
}

/** The higher of two numbers, as exactly. */
function higher(left: number, right: number): number {
  return (left + right + Math.abs(left - right)) / 2;
}
