import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  bestShift,
  collect,
  correlation,
  describeWithFfmpeg,
  gliding,
  makeMedia,
  temporaryFolder,
} from '../../tests/fixtures/made-media.ts';
import { formatWav } from '../audio/index.ts';
import { openMedia } from './open-media.ts';

const folder = await temporaryFolder();
/** Neither ffmpeg nor the add-on that this machine may have. */
const withoutFfmpeg = { ...process.env, OFFSCRIBE_FFMPEG: 'none', OFFSCRIBE_HOME: join(folder, 'home') };
const at = (name: string): string => join(folder, name);
const { signal } = new AbortController();

async function decodeFile(name: string, env: NodeJS.ProcessEnv = withoutFfmpeg) {
  const media = await openMedia(at(name), { env });
  return { media, pcm: await collect(media.pcm(signal)) };
}

beforeAll(async () => {
  await writeFile(at('mono.wav'), formatWav(gliding(4, 44_100), { sampleRateHz: 44_100 }));
});

describe('WAV', () => {
  test('16 kHz mono passes through untouched', async () => {
    const original = gliding(1, 16_000);
    await writeFile(at('16k.wav'), formatWav(original, { sampleRateHz: 16_000, encoding: 'f32' }));
    const { media, pcm } = await decodeFile('16k.wav');
    expect(pcm).toEqual(original);
    expect(media).toMatchObject({ decoder: 'in-process', durationSec: 1, offsetSec: 0 });
    expect(media.tracks).toEqual([
      { index: 0, codec: 'pcm_f32le', channels: 1, sampleRateHz: 16_000, startSec: 0 },
    ]);
  });

  test('16 kHz mono is read in-process although there is an ffmpeg, any other is not', async () => {
    await writeFile(at('plain.wav'), formatWav(gliding(1, 16_000), { sampleRateHz: 16_000 }));
    expect((await openMedia(at('plain.wav'), { env: process.env })).decoder).toBe('in-process');
    const env = { ...process.env, OFFSCRIBE_FFMPEG: at('no-such-program') };
    await expect(openMedia(at('mono.wav'), { env })).rejects.toMatchObject({ code: 'E_RUNTIME_MISSING' });
  });

  test('a clip of 0.05 s gives its 800 samples', async () => {
    await writeFile(at('short.wav'), formatWav(gliding(0.05, 48_000), { sampleRateHz: 48_000 }));
    expect((await decodeFile('short.wav')).pcm).toHaveLength(800);
  });

  test('louder than full scale is clipped, and not-a-number is silence', async () => {
    const wild = Float32Array.of(3, -3, Number.NaN, 0.5);
    await writeFile(at('wild.wav'), formatWav(wild, { sampleRateHz: 16_000, encoding: 'f32' }));
    expect([...(await decodeFile('wild.wav')).pcm]).toEqual([1, -1, 0, 0.5]);
  });

  test('cut off, it decodes as far as it goes and names the lost span', async () => {
    const bytes = await readFile(at('mono.wav'));
    await writeFile(at('cut.wav'), bytes.subarray(0, Math.round(bytes.length / 2)));
    const { media, pcm } = await decodeFile('cut.wav');
    expect(pcm.length / 16_000).toBeCloseTo(2, 2);
    expect(media.report).toEqual({
      samples: pcm.length,
      warnings: ['The file is damaged: the last 2.0 s, from 0:02.0 to 0:04.0, could not be decoded.'],
    });
  });

  test('a language or another number finds no track', async () => {
    for (const track of ['de', '1']) {
      const opening = openMedia(at('mono.wav'), { env: withoutFfmpeg, track });
      await expect(opening).rejects.toMatchObject({ code: 'E_MEDIA_NO_AUDIO' });
    }
  });

  test('a fired signal stops it with E_CANCELLED', async () => {
    const media = await openMedia(at('mono.wav'), { env: withoutFfmpeg });
    await expect(collect(media.pcm(AbortSignal.abort()))).rejects.toMatchObject({ code: 'E_CANCELLED' });
  });
});

describeWithFfmpeg('in-process and ffmpeg agree (needs ffmpeg)', () => {
  /** What ffmpeg itself makes of a file of 16 kHz mono. */
  async function ffmpegSamples(path: string): Promise<Float32Array> {
    await makeMedia('-i', path, '-f', 'f32le', '-c:a', 'pcm_f32le', `${path}.f32`);
    const bytes = await readFile(`${path}.f32`);
    return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  }

  /** Length may differ by the rounding of codec frames; MP3 and Opus decoders differ in the last bits. */
  const TOLERANCE_SEC = 0.006;

  test.each([
    ['u8.wav', ['-c:a', 'pcm_u8']],
    ['s24.wav', ['-c:a', 'pcm_s24le']],
    ['f64.wav', ['-c:a', 'pcm_f64le']],
    ['mulaw.wav', ['-c:a', 'pcm_mulaw', '-ar', '8000']],
    ['alaw.wav', ['-c:a', 'pcm_alaw', '-ar', '8000']],
    ['rf64.wav', ['-rf64', 'always']],
    ['mono.flac', []],
    ['stereo.flac', ['-ac', '2', '-ar', '48000', '-sample_fmt', 's32']],
    ['flac-in-ogg.oga', ['-c:a', 'flac']],
    ['cbr.mp3', ['-b:a', '64k']],
    ['vbr.mp3', ['-q:a', '5', '-ac', '2']],
    ['mpeg2.mp3', ['-ar', '22050']],
    ['no-tag.mp3', ['-write_xing', '0', '-id3v2_version', '0']],
    ['vorbis.ogg', ['-c:a', 'libvorbis']],
    ['opus.ogg', ['-c:a', 'libopus']],
    ['stereo.opus', ['-c:a', 'libopus', '-ac', '2']],
  ])('on %s: same length, same place, correlation above 0.999', async (name, args) => {
    await makeMedia('-i', at('mono.wav'), ...args, at(name));
    const mine = await decodeFile(name);
    const theirs = await decodeFile(name, process.env);
    expect(mine.media.decoder).toBe('in-process');
    expect(theirs.media.decoder).toBe('ffmpeg');
    expect(Math.abs(mine.pcm.length - theirs.pcm.length) / 16_000).toBeLessThan(TOLERANCE_SEC);
    expect(bestShift(theirs.pcm, mine.pcm, 100)).toBe(0);
    expect(correlation(mine.pcm, theirs.pcm)).toBeGreaterThan(0.999);
    expect(mine.media.report.warnings).toEqual([]);
    expect(theirs.media.report.warnings).toEqual([]);
  });

  test.each([
    ['same.flac', []],
    ['same.oga', ['-c:a', 'flac']],
    ['same24.flac', ['-sample_fmt', 's32']],
  ])('on %s, without loss and at 16 kHz: every sample', async (name, args) => {
    await makeMedia('-i', at('mono.wav'), '-ar', '16000', ...args, at(name));
    const [mine, theirs] = [await decodeFile(name), await decodeFile(name, process.env)];
    expect(mine.pcm).toHaveLength(theirs.pcm.length);
    // Not `toEqual`: what differs would be printed for minutes.
    expect(mine.pcm.findIndex((sample, at) => sample !== theirs.pcm[at])).toBe(-1);
  });

  test.each([
    ['u8', ['-c:a', 'pcm_u8']],
    ['s16', []],
    ['s24', ['-c:a', 'pcm_s24le']],
    ['s32', ['-c:a', 'pcm_s32le']],
    ['f32', ['-c:a', 'pcm_f32le']],
    ['f64', ['-c:a', 'pcm_f64le']],
    ['mulaw', ['-c:a', 'pcm_mulaw']],
    ['alaw', ['-c:a', 'pcm_alaw']],
    ['rf64', ['-rf64', 'always']],
  ])('a WAV of 16 kHz mono (%s) gives the samples that ffmpeg gives', async (name, args) => {
    const path = at(`plain-${name}.wav`);
    await makeMedia('-i', at('mono.wav'), '-ar', '16000', ...args, path);
    const [{ media, pcm }, bytes] = [
      await decodeFile(`plain-${name}.wav`, process.env),
      await ffmpegSamples(path),
    ];
    expect(media.decoder).toBe('in-process');
    expect(pcm).toHaveLength(bytes.length);
    expect(pcm.findIndex((sample, i) => sample !== bytes[i])).toBe(-1);
  });

  test.each(['flac', 'mp3', 'ogg', 'opus'])('a %s of 0.05 s is not empty', async (ending) => {
    await makeMedia('-i', at('mono.wav'), '-t', '0.05', at(`tiny.${ending}`));
    const { pcm } = await decodeFile(`tiny.${ending}`);
    expect(pcm.length / 16_000).toBeGreaterThan(0.03);
    expect(pcm.length / 16_000).toBeLessThan(0.09);
  });

  test.each(['flac', 'mp3'])('an ID3 tag longer than the first read before %s is skipped', async (ending) => {
    await makeMedia('-i', at('mono.wav'), '-id3v2_version', '0', at(`bare.${ending}`));
    const size = 200_000;
    const tag = Uint8Array.from([
      ...Buffer.from('ID3'),
      4,
      0,
      0,
      ...[21, 14, 7, 0].map((s) => (size >> s) & 127),
    ]);
    const audio = await readFile(at(`bare.${ending}`));
    await writeFile(at(`tagged.${ending}`), Buffer.concat([tag, Buffer.alloc(size), audio]));
    expect((await decodeFile(`tagged.${ending}`)).pcm).toEqual((await decodeFile(`bare.${ending}`)).pcm);
  });

  test('compressed WAV, m4a and video need ffmpeg', async () => {
    await makeMedia('-i', at('mono.wav'), '-c:a', 'adpcm_ms', at('adpcm.wav'));
    await makeMedia('-i', at('mono.wav'), at('sound.m4a'));
    for (const name of ['adpcm.wav', 'sound.m4a']) {
      await expect(decodeFile(name)).rejects.toMatchObject({ code: 'E_RUNTIME_MISSING' });
      expect((await decodeFile(name, process.env)).pcm.length).toBeGreaterThan(60_000);
    }
  });

  test.each(['flac', 'mp3', 'ogg', 'opus'])('a damaged %s decodes with a warning', async (ending) => {
    await makeMedia('-i', at('mono.wav'), at(`sound.${ending}`));
    const bytes = await readFile(at(`sound.${ending}`));
    bytes.fill(0x55, Math.round(bytes.length / 2), Math.round(bytes.length / 2) + 3000);
    await writeFile(at(`hurt.${ending}`), bytes);
    const { media } = await decodeFile(`hurt.${ending}`);
    expect(media.report.warnings).toHaveLength(1);
  });
});
