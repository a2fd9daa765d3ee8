/**
 * Units: the one place where seconds become milliseconds, and the sample rate everything agrees on.
 * @module
 */

/** Samples per second of all PCM inside Offscribe; Whisper and Silero were both trained at this rate. */
export const SAMPLE_RATE_HZ = 16_000;

/** Seconds (float, as in a Transcript) to whole milliseconds (as in a Cue); halves round up, so it is monotone. */
export function secondsToMs(seconds: number): number {
  return Math.round(seconds * 1000);
}

/** Seconds to a whole number of 16 kHz samples, nearest. */
export function secondsToSamples(seconds: number): number {
  return Math.round(seconds * SAMPLE_RATE_HZ);
}

/** A 16 kHz sample count as seconds. */
export function samplesToSeconds(samples: number): number {
  return samples / SAMPLE_RATE_HZ;
}
