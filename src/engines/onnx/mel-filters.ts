/**
 * Mel filters: the triangular filterbank of Whisper's front end, computed rather than shipped.
 *
 * Source  Slaney's mel scale with area normalisation, as `librosa.filters.mel(sr=16000, n_fft=400)` defines it
 *         and openai-whisper stores in `mel_filters.npz`.
 * @module
 */
import { SAMPLE_RATE_HZ } from '../../kernel/index.ts';

/** Below this the Slaney scale is linear, above it logarithmic. */
const BREAK_HZ = 1000;
const LINEAR_HZ_PER_MEL = 200 / 3;
const BREAK_MEL = BREAK_HZ / LINEAR_HZ_PER_MEL;
const LOG_STEP = Math.log(6.4) / 27;

/** [nMels, windowSamples / 2 + 1] filter weights, row-major. */
export function melFilters(nMels: number, windowSamples: number): Float32Array {
  const bins = windowSamples / 2 + 1;
  const topMel = hzToMel(SAMPLE_RATE_HZ / 2);
  const edgesHz = Array.from({ length: nMels + 2 }, (_, i) => melToHz((topMel * i) / (nMels + 1)));
  const filters = new Float32Array(nMels * bins);
  for (let mel = 0; mel < nMels; mel += 1) {
    const [low, centre, high] = edgesHz.slice(mel, mel + 3) as [number, number, number];
    for (let bin = 0; bin < bins; bin += 1) {
      const hz = (bin * SAMPLE_RATE_HZ) / windowSamples;
      const height = Math.min((hz - low) / (centre - low), (high - hz) / (high - centre));
      filters[mel * bins + bin] = Math.max(0, height) * (2 / (high - low));
    }
  }
  return filters;
}

function hzToMel(hz: number): number {
  return hz < BREAK_HZ ? hz / LINEAR_HZ_PER_MEL : BREAK_MEL + Math.log(hz / BREAK_HZ) / LOG_STEP;
}

function melToHz(mel: number): number {
  return mel < BREAK_MEL ? mel * LINEAR_HZ_PER_MEL : BREAK_HZ * Math.exp(LOG_STEP * (mel - BREAK_MEL));
}
