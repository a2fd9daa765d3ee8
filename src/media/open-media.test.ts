import { chmod, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
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
import { expectNone } from '../../tests/fixtures/process-list.ts';
import { formatWav } from '../audio/index.ts';
import { type OpenMedia, openMedia } from './open-media.ts';

const env = process.env;
const folder = await temporaryFolder();
/** Neither ffmpeg nor the add-on that this machine may have. */
const withoutFfmpeg = { ...process.env, OFFSCRIBE_FFMPEG: 'none', OFFSCRIBE_HOME: join(folder, 'home') };
const at = (name: string): string => join(folder, name);
const { signal } = new AbortController();
const decode = (media: OpenMedia): Promise<Float32Array> => collect(media.pcm(signal));

/** Writes the first `share` of a file under another name. */
async function cutOff(from: string, to: string, share = 0.6): Promise<string> {
  const bytes = await readFile(at(from));
  await writeFile(at(to), bytes.subarray(0, Math.round(bytes.length * share)));
  return at(to);
}

beforeAll(async () => {
  await writeFile(at('10s.wav'), formatWav(gliding(10, 44_100), { sampleRateHz: 44_100 }));
  await writeFile(at('text.mp4'), 'This is a letter, not a film.\n'.repeat(20));
  await writeFile(at('empty.mp3'), '');
  await mkdir(at('folder.wav'));
});

describe.each([
  ['with the default decoder', env],
  ['without ffmpeg', withoutFfmpeg],
])('a file that is none, %s', (_, environment) => {
  test.each([
    ['gone.wav', 'E_MEDIA_NOT_FOUND', 'does not exist'],
    ['folder.wav', 'E_MEDIA_NOT_FOUND', 'is a folder'],
    ['10s.wav/inside.wav', 'E_MEDIA_NOT_FOUND', 'does not exist'],
    ['empty.mp3', 'E_MEDIA_UNDECODABLE', 'is empty'],
    ['text.mp4', 'E_MEDIA_UNDECODABLE', 'holds text'],
  ])('%s is %s and says "%s"', async (name, code, words) => {
    const opening = openMedia(at(name), { env: environment });
    await expect(opening).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
    await expect(opening).rejects.toMatchObject({ hint: expect.stringContaining(name) });
  });

  test('a WAV without a single frame is undecodable, not an empty success', async () => {
    const path = at('no-frames.wav');
    await writeFile(path, formatWav(new Float32Array(0), { sampleRateHz: 16_000 }));
    const opened = openMedia(path, { env: environment }).then(decode);
    await expect(opened).rejects.toMatchObject({ code: 'E_MEDIA_UNDECODABLE' });
  });
});

test.skipIf(process.getuid?.() === 0)(
  'a file that may not be read is E_MEDIA_NOT_FOUND (not as root)',
  async () => {
    await writeFile(at('secret.wav'), await readFile(at('10s.wav')));
    await chmod(at('secret.wav'), 0);
    await expect(openMedia(at('secret.wav'), { env })).rejects.toMatchObject({ code: 'E_MEDIA_NOT_FOUND' });
  },
);

describe('choosing the decoder', () => {
  test('OFFSCRIBE_FFMPEG that names no program is E_RUNTIME_MISSING', async () => {
    const opening = openMedia(at('10s.wav'), { env: { ...env, OFFSCRIBE_FFMPEG: at('no-such-program') } });
    await expect(opening).rejects.toMatchObject({ code: 'E_RUNTIME_MISSING', exitCode: 4 });
  });

  test('video without ffmpeg is E_RUNTIME_MISSING with the command that installs it', async () => {
    await writeFile(at('film.mp4'), Uint8Array.from([0, 0, 0, 24, ...Buffer.from('ftypisom'), 0, 0, 2, 0]));
    const opening = openMedia(at('film.mp4'), { env: withoutFfmpeg });
    await expect(opening).rejects.toMatchObject({
      code: 'E_RUNTIME_MISSING',
      hint: expect.stringMatching(/^offscribe bootstrap --media {3}\(or: .*install ffmpeg\)$/),
    });
  });

  test('the decoder is decided by PATH alone where nothing is set', async () => {
    const media = await openMedia(at('10s.wav'), {
      env: { PATH: at('empty-path'), OFFSCRIBE_HOME: at('home') },
    });
    expect(media.decoder).toBe('in-process');
  });
});

describeWithFfmpeg('the media clock (needs ffmpeg)', () => {
  const late = ['-f', 'lavfi', '-i', 'testsrc=d=4:s=64x64:r=10', '-itsoffset', '1.5', '-i'];
  test.each([
    ['late.mp4', ['-c:a', 'aac'], 1.5],
    ['late.mkv', ['-c:a', 'aac'], 1.5],
    ['late.webm', ['-c:v', 'libvpx', '-c:a', 'libopus'], 1.5],
    ['late.ts', ['-c:v', 'mpeg2video', '-c:a', 'mp2'], 1.5],
    ['late.mpg', ['-c:v', 'mpeg2video', '-c:a', 'mp2'], 1.5],
    ['late.flv', ['-c:v', 'flv', '-c:a', 'mp3'], 1.5],
  ])('%s: the late start is the offset, and is not in the samples too', async (name, codecs, expected) => {
    await makeMedia(...late, at('10s.wav'), '-map', '0', '-map', '1', ...codecs, at(name));
    const media = await openMedia(at(name), { env });
    const pcm = await decode(media);
    // Encoders add up to 50 ms before the first sample and count it in the start.
    expect(media.offsetSec).toBeGreaterThan(expected - 0.07);
    expect(media.offsetSec).toBeLessThan(expected + 0.01);
    const place = media.offsetSec * 16_000 + bestShift(gliding(1, 16_000), pcm.subarray(0, 20_000), 1200);
    expect(Math.abs(place / 16_000 - expected)).toBeLessThan(0.02);
    expect(Math.abs(pcm.length / 16_000 - 10)).toBeLessThan(0.1);
    expect(media.report).toEqual({ samples: pcm.length, warnings: [] });
  });

  test.each(['wav', 'flac', 'mp3', 'ogg', 'aac'])('a %s file starts at 0', async (ending) => {
    await makeMedia('-i', at('10s.wav'), at(`zero.${ending}`));
    expect((await openMedia(at(`zero.${ending}`), { env })).offsetSec).toBe(0);
  });
});

describeWithFfmpeg('audio tracks (needs ffmpeg)', () => {
  beforeAll(async () => {
    const inputs = ['-f', 'lavfi', '-i', 'sine=f=300:d=1', '-f', 'lavfi', '-i', 'sine=f=2000:d=1'];
    const tags = ['-metadata:s:a:0', 'language=eng', '-metadata:s:a:1', 'language=ger'];
    await makeMedia(...inputs, '-map', '0', '-map', '1', ...tags, at('two.mkv'));
    await makeMedia('-f', 'lavfi', '-i', 'testsrc=d=1:s=64x64', at('mute.mp4'));
  });

  /** Sign changes per second, about twice the pitch. */
  const pitch = (pcm: Float32Array): number =>
    pcm.reduce((count, sample, index) => count + (sample >= 0 !== (pcm[index - 1] ?? 0) >= 0 ? 1 : 0), 0) / 2;

  test.each([
    [undefined, 0, 300],
    ['1', 1, 2000],
    ['de', 1, 2000],
    ['deu', 1, 2000],
    ['ger', 1, 2000],
    ['de-AT', 1, 2000],
    ['en', 0, 300],
  ])('track %s is number %i', async (wanted, index, hz) => {
    const media = await openMedia(at('two.mkv'), { env, ...(wanted === undefined ? {} : { track: wanted }) });
    expect(media.track.index).toBe(index);
    expect(Math.abs(pitch(await decode(media)) - hz)).toBeLessThan(40);
  });

  test.each(['2', 'fr', 'nonsense!'])(
    'track %s is E_MEDIA_NO_AUDIO and lists what there is',
    async (track) => {
      await expect(openMedia(at('two.mkv'), { env, track })).rejects.toMatchObject({
        code: 'E_MEDIA_NO_AUDIO',
        message: expect.stringMatching(/0 \(vorbis, mono, eng\); 1 \(vorbis, mono, ger\)/),
        hint: expect.stringContaining('--audio-track 0'),
      });
    },
  );

  test('video without audio is E_MEDIA_NO_AUDIO', async () => {
    await expect(openMedia(at('mute.mp4'), { env })).rejects.toMatchObject({ code: 'E_MEDIA_NO_AUDIO' });
  });
});

describeWithFfmpeg('damage (needs ffmpeg)', () => {
  test('an mp4 without its index is undecodable, and the sentence says so', async () => {
    await makeMedia('-i', at('10s.wav'), at('index-last.m4a'));
    const path = await cutOff('index-last.m4a', 'no-index.m4a');
    await expect(openMedia(path, { env })).rejects.toMatchObject({
      code: 'E_MEDIA_UNDECODABLE',
      message: expect.stringContaining('moov'),
    });
  });

  test.each([
    ['mp4', ['-movflags', '+faststart']],
    ['mkv', ['-c:a', 'aac']],
    ['flac', []],
    ['mp3', []],
    ['wav', []],
  ])('a %s that is cut off decodes as far as it goes, and the lost span is named', async (ending, args) => {
    await makeMedia('-i', at('10s.wav'), ...args, at(`whole.${ending}`));
    const media = await openMedia(await cutOff(`whole.${ending}`, `cut.${ending}`), { env });
    const pcm = await decode(media);
    expect(pcm.length / 16_000).toBeGreaterThan(4);
    expect(pcm.length / 16_000).toBeLessThan(7.5);
    expect(media.report.warnings).toEqual([
      expect.stringMatching(/the last [2-6]\.\d s, from 0:0[4-7]\.\d to 0:10\.\d, could not be decoded/),
    ]);
  });

  test('an Ogg that is cut off is reported, though nothing says how long it was', async () => {
    await makeMedia('-i', at('10s.wav'), at('whole.ogg'));
    const media = await openMedia(await cutOff('whole.ogg', 'cut.ogg'), { env });
    await decode(media);
    expect(media.report.warnings).toEqual([expect.stringContaining('cut off at 0:0')]);
  });

  test('a hole in the middle becomes silence of its length, named, and later sound stays in its place', async () => {
    await makeMedia('-i', at('10s.wav'), at('hole.flac'));
    const bytes = await readFile(at('hole.flac'));
    const [from, to] = [0.4, 0.6].map((share) => Math.round(bytes.length * share));
    await writeFile(at('hole.flac'), Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]));
    const media = await openMedia(at('hole.flac'), { env });
    const pcm = await decode(media);
    expect(Math.abs(pcm.length / 16_000 - 10)).toBeLessThan(0.1);
    const end = gliding(10, 16_000).subarray(8 * 16_000);
    expect(Math.abs(bestShift(end, pcm.subarray(8 * 16_000), 800))).toBeLessThan(160);
    expect(media.report.warnings).toEqual([
      expect.stringMatching(/from 0:0\d\.\d to 0:0\d\.\d is damaged or missing/),
    ]);
  });
});

describeWithFfmpeg('gaps (needs ffmpeg)', () => {
  test('of ten minutes is silence of its length, and is named', async () => {
    const later = "asetpts='PTS+if(gt(T,5),600/TB,0)'";
    await makeMedia('-i', at('10s.wav'), '-af', later, '-ar', '48000', '-c:a', 'flac', at('pause.mka'));
    const media = await openMedia(at('pause.mka'), { env });
    let samples = 0;
    for await (const piece of media.pcm(signal)) samples += piece.length;
    expect(Math.abs(samples / 16_000 - 610)).toBeLessThan(0.2);
    expect(media.report.warnings).toEqual([
      expect.stringMatching(/audio from 0:05\.\d to 10:05\.\d is damaged or missing/),
    ]);
  });
});

describeWithFfmpeg('hostile and odd input (needs ffmpeg)', () => {
  test('names that look like options, protocols or shell words work', async () => {
    const bytes = await readFile(at('10s.wav'));
    for (const name of [
      '-i.wav',
      'concat:a|b.wav',
      `q'"uote.wav`,
      'new\nline.wav',
      '%d.wav',
      'ümläut $(x).wav',
    ]) {
      await writeFile(at(name), bytes);
      const media = await openMedia(at(name), { env });
      expect((await decode(media)).length).toBeGreaterThan(159_000);
    }
  });

  test('a link is followed', async () => {
    await symlink(at('10s.wav'), at('link.wav'));
    expect((await openMedia(at('link.wav'), { env })).track.sampleRateHz).toBe(44_100);
  });

  test('twelve channels of unknown layout are mixed by their mean', async () => {
    const frames = gliding(1, 16_000);
    const wide = Float32Array.from(
      { length: frames.length * 12 },
      (_, index) => frames[Math.floor(index / 12)] ?? 0,
    );
    await writeFile(at('wide.wav'), formatWav(wide, { sampleRateHz: 16_000, channels: 12 }));
    const pcm = await decode(await openMedia(at('wide.wav'), { env }));
    expect(correlation(pcm, frames)).toBeGreaterThan(0.999);
  });

  test('a second pass gives the same samples', async () => {
    const media = await openMedia(at('10s.wav'), { env });
    expect(await decode(media)).toEqual(await decode(media));
  });
});

describeWithFfmpeg('cancelling (needs ffmpeg)', () => {
  test('a fired signal ends the decode at once with E_CANCELLED, also while nobody reads', async () => {
    await makeMedia('-f', 'lavfi', '-i', 'sine=d=600', '-c:a', 'flac', at('long.flac'));
    const controller = new AbortController();
    const pieces = (await openMedia(at('long.flac'), { env })).pcm(controller.signal)[Symbol.asyncIterator]();
    await pieces.next();
    controller.abort();
    await expect(pieces.next()).rejects.toMatchObject({ code: 'E_CANCELLED' });
    expect((await pieces.next()).done).toBe(true);
  });

  test('a signal that has fired before the decode starts nothing', async () => {
    const media = await openMedia(at('10s.wav'), { env });
    const pieces = media.pcm(AbortSignal.abort())[Symbol.asyncIterator]();
    await expect(pieces.next()).rejects.toMatchObject({ code: 'E_CANCELLED' });
  });

  test('leaving the loop early is harmless, and ends the program', async () => {
    const media = await openMedia(at('long.flac'), { env });
    for await (const piece of media.pcm(signal)) {
      expect(piece.length).toBeGreaterThan(0);
      break;
    }
    expect(media.report.samples).toBe(0);
    await expectNone(at('long.flac'));
  });
});
