import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { flacSilence } from '../../tests/fixtures/flac-silence.ts';
import { describeWithFfmpeg, gliding, makeMedia, temporaryFolder } from '../../tests/fixtures/made-media.ts';
import { formatWav } from '../audio/index.ts';
import { type OpenMedia, openMedia } from './open-media.ts';

const folder = await temporaryFolder();
/** Neither ffmpeg nor the add-on that this machine may have. */
const withoutFfmpeg = { ...process.env, OFFSCRIBE_FFMPEG: 'none', OFFSCRIBE_HOME: join(folder, 'home') };
const at = (name: string): string => join(folder, name);
const { signal } = new AbortController();

/** Bytes as a file of that name, opened. */
async function opened(
  name: string,
  bytes: Uint8Array,
  env: NodeJS.ProcessEnv = withoutFfmpeg,
): Promise<OpenMedia> {
  await writeFile(at(name), bytes);
  return await openMedia(at(name), { env });
}

/** Samples that come out; throws when there are more than `limit`, so that no endless output can hang a test. */
async function countSamples(media: OpenMedia, limit: number): Promise<number> {
  let samples = 0;
  for await (const piece of media.pcm(signal)) {
    samples += piece.length;
    if (samples > limit) throw new Error(`more than ${limit} samples came out`);
  }
  return samples;
}

/** 20,000 bytes of 8-bit mono that claim some rate. */
function wavOfRate(sampleRateHz: number): Uint8Array {
  const bytes = formatWav(new Float32Array(10_000), { sampleRateHz: 44_100 });
  const view = new DataView(bytes.buffer);
  view.setUint32(24, sampleRateHz, true);
  view.setUint16(32, 1, true);
  view.setUint16(34, 8, true);
  return bytes;
}

/** The first page of an Ogg Vorbis file that claims some rate, and nothing behind it. */
function vorbisOfRate(sampleRateHz: number): Uint8Array {
  const bytes = new Uint8Array(200);
  bytes.set([...Buffer.from('OggS'), 0, 2]);
  bytes.set([1, 30, ...Buffer.from('\x01vorbis')], 26);
  bytes[39] = 1;
  new DataView(bytes.buffer).setUint32(40, sampleRateHz, true);
  return bytes;
}

const nonsense = {
  code: 'E_MEDIA_UNDECODABLE',
  message: expect.stringMatching(/claims \d+ samples per second/),
};

describe('a rate that no recording has is refused, whoever decodes', () => {
  const environments = [
    ['with the default decoder', process.env],
    ['without ffmpeg', withoutFfmpeg],
  ] as const;
  test.each(environments)('%s', async (_, env) => {
    for (const rate of [1, 255, 999, 2_822_401, 0xffff_ffff])
      await expect(opened('rate.wav', wavOfRate(rate), env)).rejects.toMatchObject(nonsense);
    for (const rate of [1, 999])
      await expect(
        opened('rate.flac', flacSilence({ frames: 2, blockSamples: 4096, sampleRateHz: rate }), env),
      ).rejects.toMatchObject(nonsense);
    for (const rate of [0, 1, 0xffff_ffff])
      await expect(opened('rate.ogg', vorbisOfRate(rate), env)).rejects.toMatchObject(nonsense);
  });

  test('also when it comes in the middle of the stream', async () => {
    const frames = { frames: 20, blockSamples: 60_000, sampleRateHz: 16_000 };
    const media = await opened('turned.flac', flacSilence({ ...frames, frameRateHz: 1 }));
    await expect(countSamples(media, 0)).rejects.toMatchObject(nonsense);
  });
});

describe('what comes out is bounded', () => {
  test.each([1000, 8000, 2_822_400])('a WAV of %i Hz gives its length and no more', async (rate) => {
    const media = await opened('odd.wav', wavOfRate(rate));
    expect(await countSamples(media, 16 * 20_000)).toBe(Math.ceil((20_000 * 16_000) / rate));
  });

  test('a few bytes that stand for an hour come in small pieces, and the signal is obeyed between them', async () => {
    const silence = flacSilence({ frames: 1000, blockSamples: 60_000, sampleRateHz: 16_000 });
    expect(silence.length).toBeLessThan(20_000);
    const controller = new AbortController();
    const media = await opened('hour.flac', silence);
    let samples = 0;
    const pass = (async () => {
      for await (const piece of media.pcm(controller.signal)) {
        expect(piece.length).toBeLessThanOrEqual(1 << 16);
        if (samples === 0) setTimeout(() => controller.abort(), 1);
        samples += piece.length;
      }
    })();
    await expect(pass).rejects.toMatchObject({ code: 'E_CANCELLED' });
    expect(samples).toBeLessThan(1000 * 60_000);
  });
});

describeWithFfmpeg('random damage ends in samples or in a typed error, and in time (needs ffmpeg)', () => {
  beforeAll(async () => {
    await writeFile(at('sound.wav'), formatWav(gliding(2, 44_100), { sampleRateHz: 44_100 }));
    const args = { flac: [], mp3: [], ogg: ['-c:a', 'libvorbis'], opus: ['-c:a', 'libopus'] };
    for (const [ending, codec] of Object.entries(args))
      await makeMedia('-i', at('sound.wav'), ...codec, at(`sound.${ending}`));
  });

  test.each(['wav', 'flac', 'mp3', 'ogg', 'opus'])('%s', async (ending) => {
    const bytes = (await readFile(at(`sound.${ending}`))).subarray(0, 20_000);
    const place = fc.oneof(fc.nat(80), fc.nat(bytes.length - 1));
    const damage = fc.array(fc.tuple(place, fc.nat(255)), { minLength: 1, maxLength: 8 });
    const property = fc.asyncProperty(damage, async (changes) => {
      const damaged = Uint8Array.from(bytes);
      for (const [index, value] of changes) damaged[index] = value;
      const outcome = await opened(`damaged.${ending}`, damaged)
        .then(async (media) => await countSamples(media, 16 * 2 * 48_000 * 16))
        .catch((error: unknown) => error);
      const codes = ['E_MEDIA_UNDECODABLE', 'E_RUNTIME_MISSING'];
      if (typeof outcome !== 'number')
        expect(codes).toContain(outcome instanceof Error && 'code' in outcome ? outcome.code : outcome);
    });
    await fc.assert(property, { numRuns: 25, interruptAfterTimeLimit: 60_000, markInterruptAsFailure: true });
  });
});
