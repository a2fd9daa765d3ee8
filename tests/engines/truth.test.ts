import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createOnnxEngine,
  DEFAULT_TRANSCRIBE_OPTIONS,
  type EngineEvent,
  type HeardSpeech,
  hearAll,
  type LoadedModel,
  loadVoiceActivityDetector,
  type VoiceActivityDetector,
} from '../../src/engines/index.ts';
import { MADE_SOUNDS } from '../fixtures/made-sounds.ts';
import { DIGESTS, exampleSpeech, HOME, realModel } from '../real-models.ts';

const SIGNAL = new AbortController().signal;
const OPTIONS = { ...DEFAULT_TRANSCRIBE_OPTIONS, language: 'en', temperatures: [0] };

let model: LoadedModel;
let detector: VoiceActivityDetector;
beforeAll(async () => {
  const engine = createOnnxEngine({ home: HOME, digests: DIGESTS });
  model = await engine.load((await realModel('tiny.en')).folder, { threads: 2 });
  detector = await loadVoiceActivityDetector((await realModel('silero-vad')).folder);
});
afterAll(async () => {
  await model.close();
  await detector.close();
});

async function* whole(pcm: Float32Array): AsyncGenerator<Float32Array> {
  yield pcm;
}

async function transcribe(
  pcm: Float32Array,
  heard: Partial<HeardSpeech>,
  options = OPTIONS,
): Promise<EngineEvent[]> {
  const events: EngineEvent[] = [];
  for await (const event of model.transcribe({ pcm: whole(pcm), ...heard }, options, SIGNAL))
    events.push(event);
  return events;
}

const textsOf = (events: readonly EngineEvent[]): string[] =>
  events.flatMap((event) => (event.type === 'segment' ? [event.segment.text] : []));
const listen = async (pcm: Float32Array): Promise<HeardSpeech> => await hearAll(detector, whole(pcm), SIGNAL);

describe('made sounds, which hold no word', () => {
  for (const [name, make] of Object.entries(MADE_SOUNDS)) {
    it(`are given none: ${name}`, async () => {
      const pcm = make(6);
      const { regions, likely } = await listen(pcm);
      expect(textsOf(await transcribe(pcm, { regions, likely }))).toEqual([]);
      expect(textsOf(await transcribe(pcm, { likely }))).toEqual([]);
    });
  }
});

describe('speech', () => {
  it('that says the same five times keeps all five', async () => {
    const once = await exampleSpeech('lighthouse-log.flac', 4);
    const pcm = new Float32Array(once.length * 5);
    for (let i = 0; i < 5; i += 1) pcm.set(once, i * once.length);
    const heard = await listen(pcm);
    // The likeliest text of a speaker who repeats himself is a loop: only chance finds the end of it.
    const falling = { ...OPTIONS, temperatures: [...DEFAULT_TRANSCRIBE_OPTIONS.temperatures] };
    const said =
      textsOf(await transcribe(pcm, heard, falling))
        .join(' ')
        .match(/fog came in/gi) ?? [];
    expect(said.length).toBeGreaterThanOrEqual(5);
    expect(said.length).toBeLessThanOrEqual(6);
  });

  it('that no region holds is found by a second look, in its place', async () => {
    const speech = await exampleSpeech('lighthouse-log.flac', 8);
    const { likely } = await listen(speech);
    const events = await transcribe(speech, { regions: [], likely });
    expect(textsOf(events).join(' ').length).toBeGreaterThan(40);
    expect(events.filter(({ type }) => type === 'missed')).toEqual([]);
  });

  it('that stays without text is told as missed', async () => {
    const pcm = (MADE_SOUNDS['syllable-noise'] as (seconds: number) => Float32Array)(6);
    const events = await transcribe(pcm, { regions: [], likely: [{ start: 1, end: 4 }] });
    expect(textsOf(events)).toEqual([]);
    expect(events).toContainEqual({ type: 'missed', region: { start: 1, end: 4 } });
  });
});
