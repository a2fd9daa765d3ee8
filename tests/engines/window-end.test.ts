import { afterAll, beforeAll, expect, it } from 'vitest';
import { concatPcm } from '../../src/audio/index.ts';
import {
  createOnnxEngine,
  DEFAULT_TRANSCRIBE_OPTIONS,
  hearAll,
  type LoadedModel,
  loadVoiceActivityDetector,
  type VoiceActivityDetector,
} from '../../src/engines/index.ts';
import { DIGESTS, exampleSpeech, HOME, realModel } from '../real-models.ts';

const SIGNAL = new AbortController().signal;
const OPTIONS = { ...DEFAULT_TRANSCRIBE_OPTIONS, language: 'en', temperatures: [0] };

let model: LoadedModel;
let detector: VoiceActivityDetector;
beforeAll(async () => {
  const engine = createOnnxEngine({ home: HOME, digests: DIGESTS });
  // In floats, which are nearly the same on every processor: the model is in doubt here.
  model = await engine.load((await realModel('tiny.en')).folder, { threads: 2, precision: 'f32' });
  detector = await loadVoiceActivityDetector((await realModel('silero-vad')).folder);
});
afterAll(async () => {
  await model.close();
  await detector.close();
});

async function* whole(pcm: Float32Array): AsyncGenerator<Float32Array> {
  yield pcm;
}

/** The text of one window; nobody tells where speech is likely, so that there is no second look. */
async function textOf(pcm: Float32Array): Promise<string> {
  const { regions } = await hearAll(detector, whole(pcm), SIGNAL);
  const texts: string[] = [];
  for await (const event of model.transcribe({ pcm: whole(pcm), regions }, OPTIONS, SIGNAL))
    if (event.type === 'segment') texts.push(event.segment.text);
  return texts.join(' ');
}

it('a window has text up to its end, where the model would open a last segment and leave it empty', async () => {
  const guide = await exampleSpeech('museum-guide.mp3', 28);
  expect(await textOf(guide)).toMatch(/carpenter's mark\? When you are ready,? follow/i);
  const log = await exampleSpeech('lighthouse-log.flac');
  const joined = concatPcm([log, guide]).subarray(3 * 16_000, 28 * 16_000);
  expect(await textOf(joined)).toMatch(/I will walk with you through the first room\. On your left/i);
});
