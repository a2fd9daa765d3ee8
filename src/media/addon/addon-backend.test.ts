import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
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
} from '../../../tests/fixtures/made-media.ts';
import { ADDON_ENV, mediaAddon } from '../../../tests/media-addon.ts';
import { formatWav } from '../../audio/index.ts';
import { probeMedia } from '../ffprobe.ts';
import { type OpenMedia, openMedia } from '../open-media.ts';
import { addonBackend } from './addon-backend.ts';
import { addonRecipe } from './addon-places.ts';
import { proveAddon } from './prove-addon.ts';

const addon = await mediaAddon();
const folder = await temporaryFolder();
const at = (name: string): string => join(folder, name);
const { signal } = new AbortController();
const decode = (media: OpenMedia): Promise<Float32Array> => collect(media.pcm(signal));
const open = async (name: string, track?: string): Promise<OpenMedia> =>
  await openMedia(at(name), { env: ADDON_ENV, ...(track === undefined ? {} : { track }) });

const LATE = ['-f', 'lavfi', '-i', 'testsrc=d=4:s=64x64:r=10', '-itsoffset', '1.5', '-i'];
/** Tests that need the ffmpeg program and the add-on. */
const describeBoth = addon === undefined ? describe.skip : describeWithFfmpeg;
/** Process ids of the add-on's processes that this one has started. */
function decoders(): number[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'ppid=,pid=,stat=,args='], { encoding: 'utf8' });
  const lines = stdout.split('\n').map((line) => line.trim().split(/\s+/));
  const own = lines.filter(([parent, , state]) => Number(parent) === process.pid && !state?.startsWith('Z'));
  return own.filter((line) => line.at(-1)?.endsWith('decode.js')).map((line) => Number(line[1]));
}

beforeAll(async () => {
  await writeFile(at('10s.wav'), formatWav(gliding(10, 44_100), { sampleRateHz: 44_100 }));
});

describeBoth('the media add-on beside the ffmpeg program', () => {
  /** Both decode the file; they must agree in everything but what FFmpeg itself has changed between versions. */
  async function compare(name: string, track?: string): Promise<[OpenMedia, OpenMedia]> {
    const both = [
      await open(name, track),
      await openMedia(at(name), { env: process.env, ...(track ? { track } : {}) }),
    ];
    const [ours, theirs] = both as [OpenMedia, OpenMedia];
    expect([ours.decoder, theirs.decoder]).toEqual(['node-av', 'ffmpeg']);
    const [pcm, wanted] = [await decode(ours), await decode(theirs)];
    // One frame of AAC at 44.1 kHz: a newer FFmpeg cuts the padding off that an older one leaves.
    expect(Math.abs(pcm.length - wanted.length)).toBeLessThanOrEqual(1024 * (16_000 / 44_100) + 1);
    expect(correlation(pcm, wanted)).toBeGreaterThan(0.999);
    expect(Math.abs(ours.offsetSec - theirs.offsetSec)).toBeLessThan(0.001);
    const facts = ({ tracks }: OpenMedia) =>
      tracks.map(({ index, codec, channels, sampleRateHz, language, isDefault }) => {
        return { index, codec, channels, sampleRateHz, language, isDefault };
      });
    expect(facts(ours)).toEqual(facts(theirs));
    expect(ours.track.index).toBe(theirs.track.index);
    expect(ours.durationSec).toBeCloseTo(theirs.durationSec ?? -1, 1);
    expect(ours.report.samples).toBe(pcm.length);
    return [ours, theirs];
  }

  test.each([
    ['a.m4a', ['-c:a', 'aac']],
    ['stereo.mp4', ['-ac', '2', '-c:a', 'aac', '-movflags', '+faststart']],
    ['surround.mkv', ['-af', 'pan=5.1|FC=c0|LFE=c0|FL=0.3*c0', '-c:a', 'ac3']],
    ['a.webm', ['-c:a', 'libopus']],
    ['a.wma', []],
    ['a.mp3', []],
    ['a.ogg', []],
    ['a.flac', []],
    ['a.aac', []],
    ['a.aiff', []],
    ['a.amr', ['-ar', '8000', '-ac', '1', '-c:a', 'pcm_mulaw', '-f', 'au']],
  ])('%s is the same', async (name, args) => {
    await makeMedia('-i', at('10s.wav'), ...args, at(name));
    const [ours] = await compare(name);
    expect(ours.report.warnings).toEqual([]);
  });

  test.each([
    ['late.mp4', ['-c:a', 'aac'], 1.5],
    ['late.mkv', ['-c:a', 'aac'], 1.5],
    ['late.ts', ['-c:v', 'mpeg2video', '-c:a', 'mp2'], 1.5],
    ['late.flv', ['-c:v', 'flv', '-c:a', 'aac'], 1.5],
  ])('%s starts where the ffmpeg program says', async (name, codecs, expected) => {
    await makeMedia(...LATE, at('10s.wav'), '-map', '0', '-map', '1', ...codecs, at(name));
    const [ours] = await compare(name);
    expect(Math.abs(ours.offsetSec - expected)).toBeLessThan(0.07);
  });

  test.each([undefined, '1', 'de', 'en'])(
    'of two tracks, %s is the same one, with its language',
    async (track) => {
      const second = ['-f', 'lavfi', '-i', 'sine=f=2000:d=3'];
      const tags = ['-metadata:s:a:0', 'language=eng', '-metadata:s:a:1', 'language=ger'];
      await makeMedia('-i', at('10s.wav'), ...second, '-map', '0', '-map', '1', ...tags, at('two.mkv'));
      const [ours] = await compare('two.mkv', track);
      expect(ours.tracks.map(({ language }) => language)).toEqual(['eng', 'ger']);
      await expect(open('two.mkv', 'fr')).rejects.toMatchObject({ code: 'E_MEDIA_NO_AUDIO' });
    },
  );

  test.each([
    ['mp4', ['-movflags', '+faststart']],
    ['mkv', ['-c:a', 'aac']],
  ])('a %s that is cut off decodes as far as it goes, and the lost span is named', async (ending, args) => {
    await makeMedia('-i', at('10s.wav'), ...args, at(`whole.${ending}`));
    const bytes = await readFile(at(`whole.${ending}`));
    await writeFile(at(`cut.${ending}`), bytes.subarray(0, Math.round(bytes.length * 0.6)));
    const [ours] = await compare(`cut.${ending}`);
    expect(ours.report.warnings).toEqual([
      expect.stringMatching(/the last [2-6]\.\d s, from 0:0[4-7]\.\d to 0:10\.\d, could not be decoded/),
    ]);
  });

  test('a hole in the middle becomes silence of its length, and is named', async () => {
    await makeMedia('-i', at('10s.wav'), at('hole.flac'));
    const bytes = await readFile(at('hole.flac'));
    const [from, to] = [0.4, 0.6].map((share) => Math.round(bytes.length * share));
    await writeFile(at('hole.flac'), Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]));
    const media = await open('hole.flac');
    const pcm = await decode(media);
    expect(Math.abs(pcm.length / 16_000 - 10)).toBeLessThan(0.1);
    const end = gliding(10, 16_000).subarray(8 * 16_000);
    expect(Math.abs(bestShift(end, pcm.subarray(8 * 16_000), 800))).toBeLessThan(160);
    expect(media.report.warnings).toEqual([expect.stringMatching(/from 0:0\d\.\d to 0:0\d\.\d is damaged/)]);
  });

  test('a second pass gives the same samples', async () => {
    const media = await open('a.m4a');
    expect(await decode(media)).toEqual(await decode(media));
  });

  test('twelve channels of unknown layout are mixed by their mean', async () => {
    const frames = gliding(1, 16_000);
    const wide = Float32Array.from({ length: frames.length * 12 }, (_, i) => frames[Math.floor(i / 12)] ?? 0);
    await writeFile(at('wide.wav'), formatWav(wide, { sampleRateHz: 16_000, channels: 12 }));
    expect(correlation(await decode(await open('wide.wav')), frames)).toBeGreaterThan(0.999);
  });

  test('video without sound has no audio; an mp4 without its index is undecodable, and the sentence says so', async () => {
    await makeMedia('-f', 'lavfi', '-i', 'testsrc=d=1:s=64x64', at('mute.mp4'));
    await expect(open('mute.mp4')).rejects.toMatchObject({ code: 'E_MEDIA_NO_AUDIO' });
    await makeMedia('-i', at('10s.wav'), at('index-last.m4a'));
    const bytes = await readFile(at('index-last.m4a'));
    await writeFile(at('no-index.m4a'), bytes.subarray(0, Math.round(bytes.length * 0.6)));
    await expect(open('no-index.m4a')).rejects.toMatchObject({
      code: 'E_MEDIA_UNDECODABLE',
      message: expect.stringContaining('moov'),
    });
  });

  test('names that look like options, protocols or shell words work', async () => {
    for (const name of [
      '-i.wav',
      'concat:a|b.wav',
      `q'"uote.wav`,
      'new\nline.wav',
      '%d.wav',
      'ümläut $(x).wav',
    ]) {
      await copyFile(at('10s.wav'), at(name));
      expect((await decode(await open(name))).length).toBe(160_000);
    }
  });
});

describeBoth('formats that name other files', () => {
  test.each([
    [
      'hls.m3u8',
      (target: string) => `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n${target}\n#EXT-X-ENDLIST\n`,
    ],
    [
      'renamed.ts',
      (target: string) => `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n${target}\n#EXT-X-ENDLIST\n`,
    ],
    ['list.ffconcat', (target: string) => `ffconcat version 1.0\nfile '${target}'\n`],
    [
      'session.sdp',
      () => 'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 5004 RTP/AVP 0\n',
    ],
    ['pixels.ppm', () => 'P6 1 1 255\nabc'],
  ])(
    '%s is refused by the add-on itself, even if our own look at the file had let it pass',
    async (name, content) => {
      await makeMedia('-f', 'lavfi', '-i', 'sine=d=1', '-c:a', 'mp2', at('target.ts'));
      await writeFile(at(name), content(at('target.ts')));
      const backend = addonBackend(addon?.folder ?? '', process.env);
      await expect(probeMedia(at(name), backend)).rejects.toMatchObject({
        code: 'E_MEDIA_UNDECODABLE',
        message: expect.stringMatching(/playlist|not recognise/),
      });
      expect((await probeMedia(at('target.ts'), backend)).tracks).toHaveLength(1);
    },
  );
});

(process.platform === 'win32' ? describe.skip : describeBoth)('the process of the add-on', () => {
  beforeAll(async () => {
    await makeMedia('-f', 'lavfi', '-i', 'sine=d=1200', '-c:a', 'aac', '-b:a', '32k', at('long.m4a'));
  });

  test('that is killed is E_MEDIA_UNDECODABLE, and nothing of it is left', async () => {
    const pieces = (await open('long.m4a')).pcm(signal)[Symbol.asyncIterator]();
    await pieces.next();
    const pids = decoders();
    expect(pids).toHaveLength(1);
    for (const pid of pids) process.kill(pid, 'SIGSEGV');
    const rest = (async () => {
      while (!(await pieces.next()).done);
    })();
    await expect(rest).rejects.toMatchObject({
      code: 'E_MEDIA_UNDECODABLE',
      message: expect.stringMatching(/its decoder crashed \(SIGSEGV\) after \d+\.\d s of audio/),
    });
    await expect.poll(decoders, { timeout: 15_000 }).toEqual([]);
  });

  test('waits for whoever reads, and ends at once with E_CANCELLED, also while nobody does', async () => {
    const controller = new AbortController();
    const pieces = (await open('long.m4a')).pcm(controller.signal)[Symbol.asyncIterator]();
    await pieces.next();
    // 77 MB would have to wait somewhere if it did not.
    await new Promise((done) => setTimeout(done, 500));
    expect(decoders()).toHaveLength(1);
    controller.abort();
    await expect(pieces.next()).rejects.toMatchObject({ code: 'E_CANCELLED' });
    await expect.poll(decoders, { timeout: 15_000 }).toEqual([]);
  });

  test('is not started for a signal that has fired; a loop left early ends it', async () => {
    const media = await open('long.m4a');
    const fired = media.pcm(AbortSignal.abort())[Symbol.asyncIterator]();
    await expect(fired.next()).rejects.toMatchObject({ code: 'E_CANCELLED' });
    const opening = openMedia(at('long.m4a'), { env: ADDON_ENV, signal: AbortSignal.abort() });
    await expect(opening).rejects.toMatchObject({ code: 'E_CANCELLED' });
    for await (const piece of media.pcm(signal)) {
      expect(piece.length).toBeGreaterThan(0);
      break;
    }
    await expect.poll(decoders, { timeout: 15_000 }).toEqual([]);
  });
});

describe.skipIf(addon === undefined)('an add-on', () => {
  /** An OFFSCRIBE_HOME whose add-on is this machine's, with links for the large parts. */
  async function homeWith(change: (addonFolder: string) => Promise<void>): Promise<NodeJS.ProcessEnv> {
    const home = await temporaryFolder();
    const from = addon?.folder ?? '';
    const to = join(home, 'media', addon?.version ?? '');
    await mkdir(to, { recursive: true });
    for (const name of await readdir(from))
      if (name === 'node_modules') await symlink(join(from, name), join(to, name));
      else await copyFile(join(from, name), join(to, name));
    await change(to);
    return { ...ADDON_ENV, OFFSCRIBE_HOME: home };
  }

  test.each([
    ['without a stamp', async (made: string) => await writeFile(join(made, 'media.json'), '')],
    [
      'made from another lock file',
      async (made: string) => {
        const stamp = JSON.parse(await readFile(join(made, 'media.json'), 'utf8'));
        await writeFile(join(made, 'media.json'), JSON.stringify({ ...stamp, recipe: 'other' }));
      },
    ],
  ])('%s is never used', async (_, change) => {
    const whole = await homeWith(async () => {});
    expect((await openMedia(at('10s.wav'), { env: whole })).decoder).toBe('node-av');
    const env = await homeWith(change);
    expect((await openMedia(at('10s.wav'), { env })).decoder).toBe('in-process');
  });

  test('that does not load is E_RUNTIME_MISSING, and no proof; one that decodes nothing is none either', async () => {
    const broken = at('broken');
    const library = join(broken, 'node_modules', 'node-av', 'dist', 'lib');
    await mkdir(library, { recursive: true });
    await writeFile(join(library, 'index.js'), 'throw new Error("wrong machine");');
    const backend = addonBackend(broken, process.env);
    await expect(probeMedia(at('10s.wav'), backend)).rejects.toMatchObject({
      code: 'E_RUNTIME_MISSING',
      hint: 'offscribe bootstrap --media --force',
    });
    const recipe = await addonRecipe();
    expect(await proveAddon(broken, recipe, { env: process.env })).toMatch(/does not load/);
    expect(await proveAddon(addon?.folder ?? '', recipe, { env: process.env })).toBeUndefined();
    await copyFile(at('10s.wav'), at('sample.mka'));
    const other = { ...recipe, folder };
    expect(await proveAddon(addon?.folder ?? '', other, { env: process.env })).toMatch(
      /not what was recorded/,
    );
  });
});
