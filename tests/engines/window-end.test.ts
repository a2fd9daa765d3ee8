import { afterAll, beforeAll, expect, it } from 'vitest';
import { concatPcm } from '../../src/audio/index.ts';
import { openRealHearing, type RealHearing, textsOf } from '../real-hearing.ts';
import { exampleSpeech } from '../real-models.ts';

let hearing: RealHearing;
beforeAll(async () => {
  // In floats, which are nearly the same on every processor: the model is in doubt here.
  hearing = await openRealHearing('f32');
});
afterAll(async () => await hearing.close());

/** The text of one window; nobody tells where speech is likely, so that there is no second look. */
async function textOf(pcm: Float32Array): Promise<string> {
  const { regions } = await hearing.listen(pcm);
  return textsOf(await hearing.transcribe(pcm, { regions })).join(' ');
}

it('a window has text up to its end, where the model would open a last segment and leave it empty', async () => {
  const guide = await exampleSpeech('museum-guide.mp3', 28);
  expect(await textOf(guide)).toMatch(/carpenter's mark\? When you are ready,? follow/i);
  const log = await exampleSpeech('lighthouse-log.flac');
  const joined = concatPcm([log, guide]).subarray(3 * 16_000, 28 * 16_000);
  expect(await textOf(joined)).toMatch(/I will walk with you through the first room\. On your left/i);
});
