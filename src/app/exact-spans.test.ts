import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { chirpDelay, chirpInstants, chirpRecording } from '../../tests/fixtures/known-chirps.ts';
import { collect, describeWithFfmpeg, makeMedia, temporaryFolder } from '../../tests/fixtures/made-media.ts';
import { ADDON_ENV, mediaAddon } from '../../tests/media-addon.ts';
import { formatWav } from '../audio/index.ts';
import { type OpenMedia, openMedia } from '../media/index.ts';
import { cutPcm, spanInSamples } from './span.ts';

/** Seconds of the recording that all files hold. */
const LENGTH_SEC = 21;
/** Its rate. */
const RATE_HZ = 48_000;
const INSTANTS = chirpInstants(LENGTH_SEC);

const addon = await mediaAddon();
const folder = await temporaryFolder();
const at = (name: string): string => join(folder, name);
const { signal } = new AbortController();
const DECODERS: Readonly<Record<string, NodeJS.ProcessEnv>> = {
  ffmpeg: process.env,
  ...(addon === undefined ? {} : { 'node-av': ADDON_ENV }),
  'in-process': { ...process.env, OFFSCRIBE_FFMPEG: 'none', OFFSCRIBE_HOME: at('home') },
};
const BOTH = Object.keys(DECODERS).filter((name) => name !== 'in-process');
const ALL = Object.keys(DECODERS);

/** A file of the table: how it is made, and where its sound lies then. */
interface Row {
  readonly name: string;
  readonly args: readonly string[];
  /** Seconds on the media clock at which the recording begins. Default 0. */
  readonly beginsSec?: number;
  readonly decoders: readonly string[];
}

beforeAll(async () => {
  await writeFile(
    at('source.wav'),
    formatWav(chirpRecording(LENGTH_SEC, RATE_HZ), { sampleRateHz: RATE_HZ }),
  );
});

interface Decoded {
  readonly media: OpenMedia;
  readonly pcm: Float32Array;
}

async function decoded(name: string, decoder: string, track?: string): Promise<Decoded> {
  const env = DECODERS[decoder] ?? {};
  const media = await openMedia(at(name), { env, ...(track === undefined ? {} : { track }) });
  expect(media.decoder).toBe(decoder);
  return { media, pcm: await collect(media.pcm(signal)) };
}

/** Milliseconds by which each chirp comes too late on the media clock; those before the clock's zero left out. */
function delaysMs(
  { media, pcm }: Decoded,
  beginsSec: number,
  isThere = (_: number) => true,
): (number | undefined)[] {
  return INSTANTS.filter((instant) => instant + beginsSec >= 0 && isThere(instant)).map((instant) => {
    const delay = chirpDelay(pcm, { atSec: instant + beginsSec - media.offsetSec });
    return delay === undefined ? undefined : Math.round(delay * 1e5) / 100;
  });
}

/** The samples of a span on the media clock, through the very code that `--start` and `--end` use. */
async function cut({ media, pcm }: Decoded, startSec: number, endSec: number): Promise<Float32Array> {
  const span = spanInSamples({ startSec, endSec }, media.offsetSec);
  async function* pieces(): AsyncGenerator<Float32Array> {
    for (let from = 0; from < pcm.length; from += 9999) yield pcm.subarray(from, from + 9999);
  }
  return await collect(cutPcm(pieces(), span, { taken: 0, seen: 0 }));
}

/** All chirps within a millisecond, and 10 s to 20 s are 160,000 samples that begin where they should. */
async function expectInPlace(
  whole: Decoded,
  beginsSec: number,
  isThere?: (instant: number) => boolean,
): Promise<void> {
  const delays = delaysMs(whole, beginsSec, isThere);
  expect(
    delays.filter((delay) => !(Math.abs(delay ?? NaN) <= 1)),
    `of ${delays.join(' ')}`,
  ).toEqual([]);
  const part = await cut(whole, 10, 20);
  expect(part).toHaveLength(160_000);
  const inside = INSTANTS.map((instant) => instant + beginsSec).filter((sec) => sec > 12 && sec < 15);
  for (const sec of inside)
    expect(Math.abs(chirpDelay(part, { atSec: sec - 10 }) ?? NaN)).toBeLessThanOrEqual(0.001);
}

const PICTURE = ['-f', 'lavfi', '-i', 'testsrc=d=25:s=32x32:r=5'];
const frames = (samples: number): number => samples / RATE_HZ;

describeWithFfmpeg('sound alone (needs ffmpeg)', () => {
  const rows: readonly Row[] = [
    { name: 'a.wav', args: ['-c:a', 'pcm_s24le'], decoders: ALL },
    { name: 'a.flac', args: [], decoders: ALL },
    { name: 'a.mp3', args: ['-b:a', '64k'], decoders: ALL },
    { name: 'variable.mp3', args: ['-q:a', '4'], decoders: ALL },
    // Without a tag nothing says how much the encoder put in front: 1105 samples.
    { name: 'untagged.mp3', args: ['-write_xing', '0'], beginsSec: frames(1105), decoders: ALL },
    { name: 'a.ogg', args: ['-c:a', 'libvorbis'], decoders: ALL },
    { name: 'a.opus', args: ['-c:a', 'libopus'], decoders: ALL },
    { name: 'a.m4a', args: ['-c:a', 'aac'], decoders: BOTH },
    { name: 'alac.m4a', args: ['-c:a', 'alac'], decoders: BOTH },
    {
      name: 'fragmented.mp4',
      args: ['-c:a', 'aac', '-movflags', 'frag_keyframe+empty_moov'],
      beginsSec: frames(1024),
      decoders: BOTH,
    },
    // Raw AAC says nothing of its first frame, which is priming.
    { name: 'a.aac', args: ['-c:a', 'aac'], beginsSec: frames(1024), decoders: BOTH },
    { name: 'a.mka', args: ['-c:a', 'aac'], beginsSec: frames(1024), decoders: BOTH },
    { name: 'flac.mka', args: ['-c:a', 'flac'], decoders: BOTH },
    { name: 'a.webm', args: ['-c:a', 'libopus'], decoders: BOTH },
    { name: 'a.ts', args: ['-c:a', 'aac'], beginsSec: frames(1024), decoders: BOTH },
  ];
  test.each(rows)('$name', async ({ name, args, beginsSec = 0, decoders }) => {
    await makeMedia('-i', at('source.wav'), ...args, at(name));
    for (const decoder of decoders) await expectInPlace(await decoded(name, decoder), beginsSec);
  });
});

describeWithFfmpeg('sound that starts later or earlier than the picture (needs ffmpeg)', () => {
  const rows: readonly (Row & { readonly shiftSec: number })[] = [
    { name: 'late.mp4', args: ['-c:a', 'aac'], shiftSec: 3.2, decoders: BOTH },
    { name: 'opus.mp4', args: ['-c:a', 'libopus'], shiftSec: 3.2, decoders: BOTH },
    { name: 'late.mov', args: ['-c:a', 'pcm_s16le'], shiftSec: 3.2, decoders: BOTH },
    { name: 'late.mkv', args: ['-c:a', 'aac'], shiftSec: 3.2, decoders: BOTH },
    // ffmpeg's muxer does not add the codec's delay, which every reader takes off.
    {
      name: 'late.webm',
      args: ['-c:v', 'libvpx', '-c:a', 'libopus'],
      shiftSec: 3.2,
      beginsSec: 3.2 - frames(312),
      decoders: BOTH,
    },
    { name: 'late.ts', args: ['-c:v', 'mpeg2video', '-c:a', 'mp2'], shiftSec: 3.2, decoders: BOTH },
    // Frames as they come, at no fixed rate.
    {
      name: 'uneven.mp4',
      args: ['-vf', "select='gt(random(1),0.5)'", '-vsync', 'vfr', '-c:a', 'aac'],
      shiftSec: 3.2,
      decoders: BOTH,
    },
    { name: 'early.mp4', args: ['-c:a', 'aac'], shiftSec: -0.5, decoders: BOTH },
    {
      name: 'early.mkv',
      args: ['-c:a', 'aac', '-avoid_negative_ts', 'disabled'],
      shiftSec: -0.5,
      decoders: BOTH,
    },
  ];
  test.each(rows)('$name', async ({ name, args, shiftSec, beginsSec = shiftSec, decoders }) => {
    const sound = ['-itsoffset', String(shiftSec), '-i', at('source.wav')];
    await makeMedia(...PICTURE, ...sound, '-map', '0', '-map', '1', '-c:v', 'mpeg4', ...args, at(name));
    for (const decoder of decoders) await expectInPlace(await decoded(name, decoder), beginsSec);
  });
});

describeWithFfmpeg('one of several tracks (needs ffmpeg)', () => {
  test('has its own place in time, by number and by language', async () => {
    const inputs = ['-f', 'lavfi', '-i', 'sine=d=24:r=48000', '-itsoffset', '3.2', '-i', at('source.wav')];
    const tags = ['-metadata:s:a:0', 'language=eng', '-metadata:s:a:1', 'language=ger'];
    await makeMedia(...inputs, '-map', '0', '-map', '1', ...tags, '-c:a', 'flac', at('two.mkv'));
    for (const decoder of BOTH)
      for (const track of ['1', 'de']) await expectInPlace(await decoded('two.mkv', decoder, track), 3.2);
  });
});

describeWithFfmpeg('a gap in the timestamps (needs ffmpeg)', () => {
  test.each([
    ['gap.mp4', 1024, ['-c:a', 'aac']],
    ['gap.mkv', 960, ['-c:a', 'libopus']],
    ['gap.ts', 1152, ['-c:v', 'mpeg2video', '-c:a', 'mp2']],
  ])('of %s is silence of its length, and is named', async (name, samples, args) => {
    const filter = `asetnsamples=n=${samples},aselect='not(between(t,6.4,8.1))'`;
    const sound = ['-itsoffset', '1', '-i', at('source.wav'), '-map', '0', '-map', '1'];
    await makeMedia(...PICTURE, ...sound, '-af', filter, '-c:v', 'mpeg4', ...args, at(name));
    const beginsSec = name === 'gap.mkv' ? 1 - frames(312) : 1;
    for (const decoder of BOTH) {
      const whole = await decoded(name, decoder);
      await expectInPlace(whole, beginsSec, (sec) => sec < 5.3 || sec > 7.2);
      expect(whole.media.report.warnings).toEqual([
        expect.stringMatching(/from 0:06\.[3-5] to 0:08\.[01] is damaged or missing/),
      ]);
    }
  });
});

describeWithFfmpeg('a clock that jumps (needs ffmpeg)', () => {
  test('an MPEG transport stream over the end of its 33 bits goes on', async () => {
    const sound = ['-itsoffset', '1', '-i', at('source.wav'), '-map', '0', '-map', '1'];
    const codecs = ['-c:v', 'mpeg2video', '-c:a', 'mp2', '-output_ts_offset', '95437'];
    await makeMedia(...PICTURE, ...sound, ...codecs, at('wrap.ts'));
    for (const decoder of BOTH) {
      const whole = await decoded('wrap.ts', decoder);
      await expectInPlace(whole, 1);
      expect(whole.media.report.warnings).toEqual([]);
    }
  });

  test('one that begins again, or far ahead, in a transport stream is a new clock: nothing is lost', async () => {
    const segments = ['-f', 'segment', '-segment_time', '8', '-reset_timestamps', '1'];
    await makeMedia('-i', at('source.wav'), '-c:a', 'aac', ...segments, at('part%d.ts'));
    await makeMedia('-i', at('part2.ts'), '-c', 'copy', '-output_ts_offset', '500', at('ahead.ts'));
    const parts = await Promise.all(['part0.ts', 'part1.ts', 'ahead.ts'].map((name) => readFile(at(name))));
    await writeFile(at('joined.ts'), Buffer.concat(parts));
    for (const decoder of BOTH) await expectInPlace(await decoded('joined.ts', decoder), frames(1024));
  });

  test('one that steps back elsewhere leaves out what overlaps, says so, and is obeyed from there', async () => {
    await makeMedia(
      '-i',
      at('source.wav'),
      '-c:a',
      'flac',
      '-cluster_time_limit',
      '1000',
      at('straight.mka'),
    );
    const bytes = await readFile(at('straight.mka'));
    moveClusters(bytes, (ms) => (ms >= 10_000 ? ms - 3000 : ms));
    await writeFile(at('back.mka'), bytes);
    for (const decoder of BOTH) {
      const whole = await decoded('back.mka', decoder);
      const before = delaysMs(whole, 0, (sec) => sec < 9.9);
      const after = delaysMs(whole, -3, (sec) => sec > 13.2);
      for (const delay of [...before, ...after]) expect(Math.abs(delay ?? NaN)).toBeLessThanOrEqual(1);
      expect(whole.media.report.warnings).toContainEqual(
        expect.stringMatching(/jump back: 3\.\d s of its audio/),
      );
    }
  });
});

/** Changes the time of each cluster of a Matroska file in place; milliseconds. Source: RFC 9559, 5.1.3.1. */
function moveClusters(bytes: Buffer, moved: (ms: number) => number): void {
  const cluster = Buffer.from([0x1f, 0x43, 0xb6, 0x75]);
  for (let found = bytes.indexOf(cluster); found !== -1; found = bytes.indexOf(cluster, found + 4)) {
    // Behind the cluster's length comes its Timestamp: E7, one byte that says how long it is, a big-endian number.
    const time = bytes.indexOf(0xe7, found + 4);
    const width = (bytes[time + 1] ?? 0) & 15;
    bytes.writeUIntBE(moved(bytes.readUIntBE(time + 2, width)), time + 2, width);
  }
}
