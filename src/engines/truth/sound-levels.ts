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

/** Levels of a window, one per 32 ms, in dB below full scale. */
export type SoundLevels = readonly number[];

/** Levels of samples. */
export function soundLevels(samples: Float32Array): SoundLevels {
  const levels: number[] = [];
  for (let at = 0; at + FRAME_SAMPLES <= samples.length; at += FRAME_SAMPLES) {
    let energy = 0;
    // An iterator would make an object of each of 480,000 numbers.
    for (let i = at; i < at + FRAME_SAMPLES; i += 1) {
      const sample = samples[i] as number;
      energy += sample * sample;
    }
    levels.push(Math.max(SILENCE_DB, 10 * Math.log10(energy / FRAME_SAMPLES)));
  }
  return levels;
}

/** dB by which the louder frames of a span stand above the quiet ones of its whole window; 0 where nothing is known. */
export function riseOver(
  levels: SoundLevels,
  span: { readonly start: number; readonly end: number },
): number {
  const frameOf = (seconds: number): number => Math.floor(secondsToSamples(seconds) / FRAME_SAMPLES);
  const inside = levels.slice(frameOf(span.start), Math.max(frameOf(span.start) + 1, frameOf(span.end)));
  if (inside.length === 0) return 0;
  return quantile(inside, 0.95) - quantile(levels, 0.1);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? SILENCE_DB;
}
