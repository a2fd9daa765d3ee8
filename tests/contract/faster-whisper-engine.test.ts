import { describe, expect, test } from 'vitest';
import { concatPcm } from '../../src/audio/index.ts';
import {
  DEFAULT_TRANSCRIBE_OPTIONS,
  type EngineEvent,
  type LoadedModel,
  type TranscribeOptions,
} from '../../src/engines/index.ts';
import type { Segment, SpeechRegion } from '../../src/kernel/index.ts';
import { scoreText } from '../../src/text/index.ts';
import { engineEnvironment, engineOn, type TestEnvironment } from '../engine-environments.ts';
import { exampleSpeech, realModel } from '../real-models.ts';
import { engineContract, pieces } from './engine-contract.ts';

const ENGLISH: TranscribeOptions = { ...DEFAULT_TRANSCRIBE_OPTIONS, language: 'en' };
const environment = await engineEnvironment('faster-whisper');

if (environment === undefined) test.skip('faster-whisper: its environment cannot be made here', () => {});
else {
  engineContract('faster-whisper, tiny.en', async () => {
    const { folder } = await realModel('tiny.en');
    return { engine: engineOn(environment), folder, speech: await exampleSpeech('lighthouse-log.flac', 20) };
  });
  describe('the faster-whisper engine', () => describeOptions(environment));
}

function describeOptions(environment: TestEnvironment): void {
  /** Loads, runs `work`, closes. */
  async function withModel<T>(work: (model: LoadedModel, speech: Float32Array) => Promise<T>): Promise<T> {
    const { folder } = await realModel('tiny.en');
    const model = await engineOn(environment).load(folder, { threads: 2, precision: 'f32' });
    try {
      return await work(model, await exampleSpeech('lighthouse-log.flac'));
    } finally {
      await model.close();
    }
  }

  test('gives every word of a segment its time, in order, within the segment, and no word is lost', async () => {
    await withModel(async (model, speech) => {
      const segments = await transcribe(model, speech, { ...ENGLISH, wordTimes: true });
      expect(segments.length).toBeGreaterThan(1);
      for (const { text, words = [], start, end } of segments) {
        expect(
          words
            .map((word) => word.text)
            .join('')
            .trim(),
        ).toBe(text);
        let latest = start;
        for (const word of words) {
          expect(word.start).toBeGreaterThanOrEqual(latest);
          expect(word.end).toBeGreaterThanOrEqual(word.start);
          expect(word.end).toBeLessThanOrEqual(end);
          latest = word.start;
        }
      }
    });
  });

  test('batched, says the same words in the same places as one window after another, and what it left out', async () => {
    await withModel(async (model, speech) => {
      // Two of them fill more than a window.
      const long = repeated(speech, 3);
      const seconds = speech.length / 16_000;
      const regions = [0, 1, 2].map((n) => ({ start: n * seconds, end: (n + 1) * seconds }));
      const options = { ...ENGLISH, temperatures: [0, 0.2] };
      const single = await transcribe(model, long, options, regions);
      expect(model.effectiveOptions).toMatchObject({ batchSize: 1, temperatures: [0, 0.2] });
      const batched = await transcribe(model, long, { ...options, batchSize: 4 }, regions);
      expect(plain(batched)).toBe(plain(single));
      expect(batched.at(-1)?.end).toBeCloseTo(single.at(-1)?.end ?? 0, 0);
      expect(model.effectiveOptions).toMatchObject({
        batchSize: 4,
        temperatures: [0],
        compressionRatioThreshold: null,
        conditionOnPreviousText: false,
        precision: 'f32',
        language: 'en',
      });
    });
  });

  test('without regions cuts no word at 30 s, and says that it did not batch', async () => {
    await withModel(async (model, speech) => {
      const once = plain(await transcribe(model, speech, ENGLISH));
      const segments = await transcribe(model, repeated(speech, 2), {
        ...ENGLISH,
        batchSize: 4,
        beamSize: 2,
      });
      expect(model.effectiveOptions).toMatchObject({ batchSize: 1, beamSize: 2 });
      const { substitutions, insertions, deletions } = scoreText(`${once} ${once}`, plain(segments), 'en');
      expect(substitutions + insertions + deletions).toBeLessThanOrEqual(2);
    });
  });

  test('hands hotwords to the model', async () => {
    await withModel(async (model, speech) => {
      await transcribe(model, speech.subarray(0, 80_000), { ...ENGLISH, hotwords: ['Pharos', 'Skerryvore'] });
      expect(model.effectiveOptions).toMatchObject({ hotwords: 'Pharos, Skerryvore' });
    });
  });

  test('takes no folder without a tokenizer, since it would ask a hub for one', async () => {
    await expect(engineOn(environment).load('/nowhere', {})).rejects.toMatchObject({
      code: 'E_MODEL_NOT_CACHED',
    });
  });
}

async function transcribe(
  model: LoadedModel,
  speech: Float32Array,
  ...[options, regions]: [options: TranscribeOptions, regions?: readonly SpeechRegion[]]
): Promise<Segment[]> {
  const input = { pcm: pieces(speech, 16_000), ...(regions === undefined ? {} : { regions }) };
  const events: EngineEvent[] = [];
  for await (const event of model.transcribe(input, options, new AbortController().signal))
    events.push(event);
  return events.flatMap((event) => (event.type === 'segment' ? [event.segment] : []));
}

function repeated(speech: Float32Array, times: number): Float32Array {
  return concatPcm(Array.from({ length: times }, () => speech));
}

function plain(segments: readonly Segment[]): string {
  return segments.map(({ text }) => text).join(' ');
}
