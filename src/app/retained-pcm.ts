/**
 * Retained PCM: one pass over decoded audio that is kept for a second pass when it is short enough, so that a short
 * clip is decoded once and a long one never fills the memory.
 * @module
 */
import { SAMPLE_RATE_HZ } from '../kernel/index.ts';

/** Longest audio kept, samples: ten minutes are 38 MB. */
const MAX_RETAINED_SAMPLES = 600 * SAMPLE_RATE_HZ;

/** The first pass, and the means for the second. */
export interface RetainedPcm {
  readonly firstPass: AsyncIterable<Float32Array>;
  /** The same audio again, or undefined when it was too long to keep. Call it after the first pass has ended. */
  secondPass(): AsyncIterable<Float32Array> | undefined;
}

/** Passes `source` through and keeps up to `maxSamples` of it. */
export function retainPcm(
  source: AsyncIterable<Float32Array>,
  maxSamples: number = MAX_RETAINED_SAMPLES,
): RetainedPcm {
  let kept: Float32Array[] | undefined = [];
  let samples = 0;

  async function* pass(): AsyncGenerator<Float32Array> {
    for await (const piece of source) {
      samples += piece.length;
      if (samples > maxSamples) kept = undefined;
      // A copy: decoders and consumers may use one buffer again and again.
      kept?.push(piece.slice());
      yield piece;
    }
  }

  async function* replay(pieces: readonly Float32Array[]): AsyncGenerator<Float32Array> {
    yield* pieces;
  }

  return { firstPass: pass(), secondPass: () => (kept === undefined ? undefined : replay(kept)) };
}
