/**
 * Sound levels: how much a stretch of audio stands out of what is around it.
 *
 * Speech rises and falls: between syllables and at pauses it drops by 15 dB and more. Hum, hiss and held tones do not.
 * @module
 */
import { secondsToSamples } from '../../kernel/index.ts';

const FRAME_SAMPLES = 512;
/** Quieter than any 16-bit recording, dB. */
const SILENCE_DB = -100;

/** Levels of a window. */
export interface SoundLevels {
  /** One per 32 ms, in dB below full scale. */
  readonly frames: Float64Array;
  /** Where its quiet frames end, dB. */
  readonly quietDb: number;
}

/** Levels of samples. */
export function soundLevels(samples: Float32Array): SoundLevels {
  const frames = new Float64Array(Math.floor(samples.length / FRAME_SAMPLES));
  for (let frame = 0; frame < frames.length; frame += 1) {
    const from = frame * FRAME_SAMPLES;
    let energy = 0;
    // An iterator would make an object of each of 480,000 numbers.
    for (let i = from; i < from + FRAME_SAMPLES; i += 1) {
      const sample = samples[i] as number;
      energy += sample * sample;
    }
    frames[frame] = Math.max(SILENCE_DB, 10 * Math.log10(energy / FRAME_SAMPLES));
  }
  return { frames, quietDb: quantile(frames, 0.1) };
}

/** dB by which the louder frames of a span stand above the quiet ones of its whole window; 0 where nothing is known. */
export function riseOver(
  { frames, quietDb }: SoundLevels,
  span: { readonly start: number; readonly end: number },
): number {
  const frameOf = (seconds: number): number => Math.floor(secondsToSamples(seconds) / FRAME_SAMPLES);
  const inside = frames.subarray(frameOf(span.start), Math.max(frameOf(span.start) + 1, frameOf(span.end)));
  return inside.length === 0 ? 0 : quantile(inside, 0.95) - quietDb;
}

function quantile(values: Float64Array, share: number): number {
  const sorted = values.toSorted();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? SILENCE_DB;
}
