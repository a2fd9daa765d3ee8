import { describe, expect, test, vi } from 'vitest';
import { DEFAULT_TRANSCRIBE_OPTIONS } from '../../src/engines/index.ts';
import { engineEnvironment, engineOn } from '../engine-environments.ts';
import { exampleSpeech, realModel } from '../real-models.ts';
import { engineContract, pieces } from './engine-contract.ts';

// Speech shorter than this repeats in the endless input of one test, where it is taken for a loop and decoded six times.
// On a processor MLX takes a quarter of a minute for every window, more on a loaded machine.
vi.setConfig({ testTimeout: 900_000 });

const environment = await engineEnvironment('mlx');

if (environment === undefined) test.skip('mlx: its environment cannot be made here', () => {});
else {
  engineContract('mlx, tiny.en', async () => {
    const { folder } = await realModel('tiny.en');
    return {
      engine: engineOn(environment),
      folder,
      speech: await exampleSpeech('lighthouse-log.flac', 20),
      isSlow: true,
    };
  });

  describe('the mlx engine', () => {
    test('gives words their times, refuses what it has not, and says what it computed with', async () => {
      const { folder } = await realModel('tiny.en');
      const model = await engineOn(environment).load(folder, { precision: 'f32' });
      const options = { ...DEFAULT_TRANSCRIBE_OPTIONS, language: 'en', wordTimes: true };
      const speech = await exampleSpeech('lighthouse-log.flac', 6);
      const run = (more: object) =>
        model.transcribe(
          { pcm: pieces(speech, 16_000) },
          { ...options, ...more },
          new AbortController().signal,
        );
      try {
        for (const more of [{ beamSize: 5 }, { batchSize: 8 }, { hotwords: ['Pharos'] }])
          await expect(run(more)[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'E_USAGE' });
        for await (const event of run({})) {
          if (event.type !== 'segment') continue;
          const { text, words = [], start, end } = event.segment;
          expect(
            words
              .map((word) => word.text)
              .join('')
              .trim(),
          ).toBe(text);
          expect(words[0]?.start).toBeGreaterThanOrEqual(start);
          expect(words.at(-1)?.end).toBeLessThanOrEqual(end);
        }
        expect(model.effectiveOptions).toMatchObject({
          precision: 'f32',
          conditionOnPreviousText: false,
          compressionRatioThreshold: 2.4,
        });
      } finally {
        await model.close();
      }
    });
  });
}
