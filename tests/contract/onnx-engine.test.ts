import { describe, expect, test } from 'vitest';
import { createOnnxEngine, DEFAULT_TRANSCRIBE_OPTIONS } from '../../src/engines/index.ts';
import type { Segment } from '../../src/kernel/index.ts';
import { DIGESTS, exampleSpeech, HOME, realModel } from '../real-models.ts';
import { engineContract } from './engine-contract.ts';

for (const name of ['tiny.en', 'base']) {
  engineContract(`onnx, ${name}`, async () => {
    const { folder } = await realModel(name);
    const engine = createOnnxEngine({ home: HOME, digests: DIGESTS });
    return { engine, folder, speech: await exampleSpeech('lighthouse-log.flac', 20) };
  });
}

describe('onnx, words', () => {
  test('spell their segment, are its span, in order, apart, and never in the silence between paragraphs, each with its confidence', async () => {
    const { folder } = await realModel('tiny.en');
    const model = await createOnnxEngine({ home: HOME, digests: DIGESTS }).load(folder, { threads: 2 });
    const speech = await exampleSpeech('lighthouse-log.flac', 20);
    const options = { ...DEFAULT_TRANSCRIBE_OPTIONS, language: 'en', wordTimes: true };
    const segments: Segment[] = [];
    async function* pcm(): AsyncGenerator<Float32Array> {
      yield speech;
    }
    for await (const event of model.transcribe({ pcm: pcm() }, options, new AbortController().signal))
      if (event.type === 'segment') segments.push(event.segment);
    let latest = 0;
    for (const { text, start, end, words = [] } of segments) {
      expect(words.map((word) => word.text).join('')).toBe(text);
      expect([words[0]?.start, words.at(-1)?.end]).toEqual([start, end]);
      for (const word of words) {
        expect(word.timeSource).toBe('attention');
        expect(word.start).toBeGreaterThanOrEqual(latest);
        expect(word.end).toBeGreaterThan(word.start);
        expect(word.probability).toBeGreaterThan(0);
        expect(word.probability).toBeLessThanOrEqual(1);
        expect(word.confidence).toBeGreaterThan(0);
        expect(word.confidence).toBeLessThan(1);
        latest = word.end;
        // Nothing is said from 8.2 to 9.6 s: no word reaches into it.
        expect(word.end > 8.4 && word.start < 9.4).toBe(false);
      }
    }
    expect(segments.flatMap(({ words = [] }) => words).length).toBeGreaterThan(50);
    const found = await model.findWords?.({
      samples: speech.subarray(17.8 * 16_000, 19.6 * 16_000),
      words: ['Tomorrow', 'I', 'will', 'paint', 'the', 'door.'],
      language: 'en',
    });
    expect(found?.[3]?.start).toBeCloseTo(0.86, 1);
    await model.close();
  });
});
