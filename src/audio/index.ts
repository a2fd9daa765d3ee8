/**
 * audio: samples, WAV, resampling, and the logic of speech regions and windows. Pure: no files, no npm packages.
 * @module
 */
export { clampPcm, concatPcm, downmixInterleaved, downmixPlanar } from './pcm.ts';
export { RegionFinder, regionsFromProbabilities } from './regions.ts';
export { Resampler } from './resample.ts';
export { snapToSpeech } from './snap.ts';
export { outsideOf, overlapSec, secondsOf } from './spans.ts';
export type { RegionOptions } from './speech-tracker.ts';
export { type WavHeader, WavReader } from './wav-reader.ts';
export { formatWav } from './wav-writer.ts';
export { planWindows, type Window, WindowPlanner, windowTimeToSource } from './windows.ts';
