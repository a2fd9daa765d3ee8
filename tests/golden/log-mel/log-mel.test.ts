import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LogMel } from '../../../src/engines/onnx/log-mel.ts';
import { WINDOW_SAMPLES } from '../../../src/engines/window-plan.ts';
import { exampleSpeech } from '../../real-models.ts';

/** Stated in origin.json: absolute, on every value. */
const TOLERANCE = 0.0005;

interface Row {
  readonly startSample: number;
  readonly nMels: number;
  /** NaN in the row that holds the mean over all frames and bands. */
  readonly frame: number;
  readonly bands: readonly number[];
}

const rows: Row[] = readFileSync(new URL('expected.csv', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((line) => {
    const [startSample = 0, nMels = 0, frame = 0, ...bands] = line.split(',').map(Number);
    return { startSample, nMels, frame, bands };
  });

/** With silence to 30 s, as `regenerate.py` does. */
function filledUp(samples: Float32Array): Float32Array {
  const window = new Float32Array(WINDOW_SAMPLES);
  window.set(samples.subarray(0, WINDOW_SAMPLES));
  return window;
}

describe('log-mel', () => {
  it(`equals faster-whisper's features within ${TOLERANCE} on every value`, async () => {
    const speech = await exampleSpeech('lighthouse-log.flac');
    let compared = 0;
    for (const nMels of new Set(rows.map((row) => row.nMels))) {
      const logMel = await LogMel.open(nMels, 2);
      const ofBands = rows.filter((row) => row.nMels === nMels);
      for (const startSample of new Set(ofBands.map((row) => row.startSample))) {
        const mel = (await logMel.features(filledUp(speech.subarray(startSample)))).data as Float32Array;
        for (const { frame, bands } of ofBands.filter((row) => row.startSample === startSample)) {
          const whole = mel.reduce((sum, value) => sum + value, 0) / mel.length;
          const ours = Number.isNaN(frame) ? [whole] : bands.map((_, band) => mel[band * 3000 + frame] ?? 9);
          const worst = Math.max(...ours.map((value, i) => Math.abs(value - (bands[i] ?? 0))));
          expect(worst, `${nMels} bands, frame ${frame} from ${startSample}`).toBeLessThanOrEqual(TOLERANCE);
          compared += bands.length;
        }
      }
      await logMel.release();
    }
    expect(compared).toBeGreaterThan(8000);
  });

  it('gives frames of the audio alone, to the frame', async () => {
    const logMel = await LogMel.open(80, 2);
    const speech = await exampleSpeech('lighthouse-log.flac');
    const heard = speech.subarray(160_000, 160_000 + 16_037);
    const mel = await logMel.features(heard);
    expect(mel.dims).toEqual([1, 80, 100]);
    expect((mel.data as Float32Array).every((value) => value !== 0)).toBe(true);
    await logMel.release();
  });

  it.each([0.3, 1.1, 4.2, 5.13, 11.37, 19])(
    'gives %d s of audio the same digits with one thread and with several',
    async (sec) => {
      const speech = await exampleSpeech('lighthouse-log.flac', 20);
      const samples = speech.subarray(0, Math.round(sec * 16_000));
      const opened = await Promise.all([1, 2, 5].map(async (threads) => await LogMel.open(80, threads)));
      const [one, ...others] = await Promise.all(
        opened.map(async (logMel) => (await logMel.features(samples)).data),
      );
      for (const other of others) expect(other).toEqual(one);
      for (const logMel of opened) await logMel.release();
    },
  );

  it('gives each of several windows its own features when all are asked for at once', async () => {
    const logMel = await LogMel.open(80, 2);
    const speech = await exampleSpeech('lighthouse-log.flac', 12);
    const windows = [0, 3, 6].map((from) => speech.subarray(from * 16_000, (from + 5) * 16_000));
    const together = await Promise.all(windows.map(async (samples) => (await logMel.features(samples)).data));
    for (const [at, samples] of windows.entries())
      expect(together[at]).toEqual((await logMel.features(samples)).data);
    await logMel.release();
  });
});
