/**
 * audio: samples, WAV, resampling, and the logic of speech regions and windows. Pure: no files, no npm packages.
 * @module
 */
export { clampPcm, concatPcm, downmixInterleaved, downmixPlanar } from './pcm.ts';
export { type RegionOptions, regionsFromProbabilities, VAD_FRAME_SAMPLES } from './regions.ts';
export { Resampler } from './resample.ts';
export { snapToSpeech } from './snap.ts';
export { type WavHeader, WavReader } from './wav-reader.ts';
export type { WavEncoding } from './wav-samples.ts';
export { formatWav, type WavOptions } from './wav-writer.ts';
export {
  planWindows,
  type Window,
  type WindowOptions,
  type WindowPiece,
  WindowPlanner,
  windowTimeToSource,
} from './windows.ts';
