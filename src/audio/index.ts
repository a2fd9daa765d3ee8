/**
 * audio: samples, WAV, resampling, and the logic of speech regions and windows. Pure: no files, no npm packages.
 * @module
 */
export { clampPcm, concatPcm, downmixInterleaved, downmixPlanar } from './pcm.ts';
export { type RegionOptions, regionsFromProbabilities } from './regions.ts';
export { Resampler } from './resample.ts';
export { snapToSpeech } from './snap.ts';
export { outsideOf, overlapSec, secondsOf } from './spans.ts';
export { type WavHeader, WavReader } from './wav-reader.ts';
export { formatWav } from './wav-writer.ts';
export { planWindows, type Window, windowTimeToSource } from './windows.ts';
