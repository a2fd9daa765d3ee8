import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createOnnxEngine,
  DEFAULT_TRANSCRIBE_OPTIONS,
  type EngineEvent,
  type LoadedModel,
  type TranscribeOptions,
} from '../../src/engines/index.ts';
import { DIGESTS, exampleSpeech, HOME, realModel } from '../real-models.ts';
import { pieces } from './engine-contract.ts';

const ENGLISH: TranscribeOptions = { ...DEFAULT_TRANSCRIBE_OPTIONS, language: 'en' };

let model: LoadedModel;
let speech: Float32Array;
beforeAll(async () => {
  const { folder } = await realModel('base');
  model = await createOnnxEngine({ home: HOME, digests: DIGESTS }).load(folder, { threads: 2 });
  speech = await exampleSpeech('museum-guide.mp3');
});
afterAll(async () => await model.close());

async function eventsOf(
  more: Partial<TranscribeOptions>,
  { pcm = speech, signal = new AbortController().signal } = {},
): Promise<readonly EngineEvent[]> {
  const events: EngineEvent[] = [];
  for await (const event of model.transcribe({ pcm: pieces(pcm, 16_000) }, { ...ENGLISH, ...more }, signal))
    events.push(event);
  return events;
}

const segmentsOf = (events: readonly EngineEvent[]) =>
  events.flatMap((event) => (event.type === 'segment' ? [event.segment] : []));
const textOf = (events: readonly EngineEvent[]): string =>
  segmentsOf(events)
    .map(({ text }) => text)
    .join(' ');

describe('the search of the onnx engine', () => {
  test('with a beam finds a text at least as likely, the same each time, and says what was in force', async () => {
    const greedy = segmentsOf(await eventsOf({ temperatures: [0] }));
    const beam = await eventsOf({ temperatures: [0], beamSize: 5 });
    expect(segmentsOf(beam)[0]?.avgLogprob).toBeGreaterThanOrEqual((greedy[0]?.avgLogprob ?? 0) - 0.01);
    expect(model.effectiveOptions).toMatchObject({ beamSize: 5, patience: 1, lengthPenalty: 1, bestOf: 5 });
    expect(await eventsOf({ temperatures: [0], beamSize: 5 })).toEqual(beam);
  });

  test('draws the same texts each time, and of several keeps the likeliest', async () => {
    const one = await eventsOf({ temperatures: [0.8], bestOf: 1 });
    const five = await eventsOf({ temperatures: [0.8], bestOf: 5 });
    expect(await eventsOf({ temperatures: [0.8], bestOf: 5 })).toEqual(five);
    expect(segmentsOf(five)[0]?.avgLogprob).toBeGreaterThanOrEqual(segmentsOf(one)[0]?.avgLogprob ?? 0);
  });

  test.each([{ beamSize: 5 }, { temperatures: [0.4], bestOf: 5 }])(
    'stops within a window when its signal fires: %j',
    async (more) => {
      const controller = new AbortController();
      const run = eventsOf(more, { signal: controller.signal });
      setTimeout(() => controller.abort(), 700);
      await expect(run).rejects.toMatchObject({ code: 'E_CANCELLED' });
    },
  );

  test('is led by hotwords and a prompt, in every window', async () => {
    const twice = new Float32Array(60 * 16_000);
    twice.set(speech.subarray(0, 10 * 16_000));
    twice.set(speech.subarray(0, 10 * 16_000), 30 * 16_000);
    const plain = textOf(await eventsOf({}, { pcm: twice }));
    expect(plain).not.toMatch(/Eleanor/);
    const told = textOf(await eventsOf({ hotwords: ['Eleanor Hart'] }, { pcm: twice }));
    expect(told.match(/Eleanor Hart/g)).toHaveLength(2);
    const prompted = textOf(await eventsOf({ initialPrompt: 'Eleanor Hart.' }, { pcm: twice }));
    expect(prompted.match(/Eleanor Hart/g)).toHaveLength(2);
  });

  test('says what of a prompt does not fit, and reads no special token in it', async () => {
    const events = await eventsOf({ initialPrompt: '<|endoftext|> museum '.repeat(200) });
    const notes = events.flatMap((event) => (event.type === 'note' ? [event.message] : []));
    expect(notes).toEqual([expect.stringMatching(/told its last 223 only/)]);
    expect(textOf(events)).toMatch(/museum/i);
  });

  test('tells each segment its language where every window has one, out of those allowed', async () => {
    const more = { language: 'auto', multilingual: true, languages: ['de', 'fr'], temperatures: [0] };
    const pcm = speech.subarray(0, 10 * 16_000);
    const found = segmentsOf(await eventsOf(more, { pcm }));
    expect(found.length).toBeGreaterThan(0);
    for (const { language } of found) expect(['de', 'fr']).toContain(language);
    const [free] = segmentsOf(await eventsOf({ language: 'auto', multilingual: true }, { pcm }));
    expect(free?.language).toBe('en');
    const [fixed] = segmentsOf(await eventsOf({ language: 'auto' }, { pcm }));
    expect(fixed?.language).toBeUndefined();
  });

  test('refuses an allowed language that the model lacks, before any work', async () => {
    await expect(eventsOf({ language: 'auto', languages: ['en', 'yue'] })).rejects.toMatchObject({
      code: 'E_LANGUAGE_UNSUPPORTED',
    });
  });
});
