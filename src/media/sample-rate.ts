/**
 * Sample rate: what a header may claim. Audio is brought to 16 kHz, so the claim decides how much comes out of a byte: one
 * damaged to 1 Hz would make hours of sound, and gigabytes, out of a few kilobytes.
 *
 * Throws  InputError E_MEDIA_UNDECODABLE.
 * @module
 */
import type { InputError } from '../kernel/index.ts';
import { undecodable } from './media-errors.ts';

/** Below it there is no speech to understand; no more than 16 samples come out of one. */
const SLOWEST_HZ = 1000;
/** DSD512 as FFmpeg counts it, a byte of bits as a sample: the fastest that anybody records. */
const FASTEST_HZ = 2_822_400;

/** Refuses a rate that no recording has. */
export function checkSampleRate(path: string, sampleRateHz: number): void {
  if (sampleRateHz >= SLOWEST_HZ && sampleRateHz <= FASTEST_HZ) return;
  throw nonsenseRate(path, sampleRateHz);
}

function nonsenseRate(path: string, sampleRateHz: number): InputError {
  return undecodable(path, `it claims ${sampleRateHz} samples per second, which no recording has.`);
}
