import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_TRANSCRIBE_OPTIONS } from '../../src/engines/index.ts';
import { MADE_SOUNDS } from '../fixtures/made-sounds.ts';
import { GREEDY, openRealHearing, type RealHearing, textsOf } from '../real-hearing.ts';
import { exampleSpeech } from '../real-models.ts';

let hearing: RealHearing;
beforeAll(async () => {
  hearing = await openRealHearing('int8');
});
afterAll(async () => await hearing.close());

describe('made sounds, which hold no word', () => {
  for (const [name, make] of Object.entries(MADE_SOUNDS)) {
    it(`are given none: ${name}`, async () => {
      const pcm = make(6);
      const { regions, likely } = await hearing.listen(pcm);
      expect(textsOf(await hearing.transcribe(pcm, { regions, likely }))).toEqual([]);
      expect(textsOf(await hearing.transcribe(pcm, { likely }))).toEqual([]);
    });
  }
});

describe('speech', () => {
  it('that says the same five times keeps all five', async () => {
    const once = await exampleSpeech('lighthouse-log.flac', 4);
    const pcm = new Float32Array(once.length * 5);
    for (let i = 0; i < 5; i += 1) pcm.set(once, i * once.length);
    const heard = await hearing.listen(pcm);
    // The likeliest text of a speaker who repeats himself is a loop: only chance finds the end of it.
    const falling = { ...GREEDY, temperatures: [...DEFAULT_TRANSCRIBE_OPTIONS.temperatures] };
    const said =
      textsOf(await hearing.transcribe(pcm, heard, falling))
        .join(' ')
        .match(/fog came in/gi) ?? [];
    expect(said.length).toBeGreaterThanOrEqual(5);
    expect(said.length).toBeLessThanOrEqual(6);
  });

  it('that no region holds is found by a second look, in its place', async () => {
    const speech = await exampleSpeech('lighthouse-log.flac', 8);
    const { likely } = await hearing.listen(speech);
    const events = await hearing.transcribe(speech, { regions: [], likely });
    expect(textsOf(events).join(' ').length).toBeGreaterThan(40);
    expect(events.filter(({ type }) => type === 'missed')).toEqual([]);
  });

  it('that stays without text is told as missed', async () => {
    const pcm = (MADE_SOUNDS['syllable-noise'] as (seconds: number) => Float32Array)(6);
    const events = await hearing.transcribe(pcm, { regions: [], likely: [{ start: 1, end: 4 }] });
    expect(textsOf(events)).toEqual([]);
    expect(events).toContainEqual({ type: 'missed', region: { start: 1, end: 4 } });
  });
});
