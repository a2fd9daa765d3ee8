import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeWithFfmpeg, makeMedia, temporaryFolder } from '../../../tests/fixtures/made-media.ts';
import { findShots, type Shots } from './find-shots.ts';
import { CutWatch, readSceneFrames } from './scene-scores.ts';

const env = process.env;
const { signal } = new AbortController();

/** Pictures of a second and a half, two and one and a quarter, with hard cuts in between. */
const CUTS_SEC = [1.6, 3.6];
const SHOTS = [
  ...['-f', 'lavfi', '-i', 'testsrc=s=320x180:r=25:d=1.6'],
  ...['-f', 'lavfi', '-i', 'color=#204060:s=320x180:r=25:d=2'],
  ...['-f', 'lavfi', '-i', 'mandelbrot=s=320x180:r=25'],
  ...['-filter_complex', '[2]trim=duration=1.24[m];[0][1][m]concat=n=3[v]', '-map', '[v]'],
];

function expectCuts({ cuts }: Shots, wanted: readonly number[], frameSec = 0.04): void {
  expect(cuts.length, `found ${cuts.join(', ')}`).toBe(wanted.length);
  for (const [index, cut] of cuts.entries()) {
    expect(Math.abs(cut - (wanted[index] ?? 0))).toBeLessThanOrEqual(frameSec);
  }
}

describeWithFfmpeg('shot changes', () => {
  test.each([
    ['Matroska', 'cut.mkv', []],
    ['MP4', 'cut.mp4', ['-pix_fmt', 'yuv420p']],
    ['MPEG-TS, whose clock starts anywhere', 'cut.ts', ['-c:v', 'mpeg2video']],
  ])('are found at the frame, in %s', async (_, name, options) => {
    const path = join(await temporaryFolder(), name);
    await makeMedia(...SHOTS, ...options, path);
    const shots = await findShots(path, { env, signal });
    expectCuts(shots, CUTS_SEC);
    expect(shots.frames).toBe(121);
    expect(shots.frameRate).toBeCloseTo(25, 1);
  });

  test('lie on the media clock where the picture starts late', async () => {
    const folder = await temporaryFolder();
    const [early, late] = [join(folder, 'early.mkv'), join(folder, 'late.mkv')];
    await makeMedia(...SHOTS, early);
    const sound = ['-f', 'lavfi', '-i', 'sine=d=6'];
    await makeMedia(
      '-itsoffset',
      '0.5',
      '-i',
      early,
      ...sound,
      '-map',
      '0:v',
      '-map',
      '1:a',
      '-c:v',
      'copy',
      late,
    );
    expectCuts(
      await findShots(late, { env, signal }),
      CUTS_SEC.map((sec) => sec + 0.5),
    );
  });

  test('are found where frames come at uneven times', async () => {
    const path = join(await temporaryFolder(), 'uneven.mkv');
    const drop = "select='not(eq(mod(n,7),3))+eq(n,40)+eq(n,90)'";
    const filters = SHOTS.map((word) => word.replace('concat=n=3[v]', `concat=n=3,${drop}[v]`));
    await makeMedia(...filters, '-fps_mode', 'vfr', path);
    const shots = await findShots(path, { env, signal });
    expect(shots.frames).toBeLessThan(121);
    expectCuts(shots, CUTS_SEC);
  });

  test('are neither fades, long or short, nor flashes nor pans', async () => {
    const path = join(await temporaryFolder(), 'fades.mkv');
    const flash = "geq=lum='if(eq(N,90),255,lum(X,Y))':cb='cb(X,Y)':cr='cr(X,Y)'";
    const fades = ['fade=in:d=1', 'fade=out:st=2:d=0.2', flash];
    const pan = 'crop=w=200:h=120:x=t*20:y=10';
    await makeMedia('-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=25:d=5', '-vf', [pan, ...fades].join(), path);
    expectCuts(await findShots(path, { env, signal }), []);
  });

  test('cannot be found in sound, in text, and without ffmpeg', async () => {
    const folder = await temporaryFolder();
    const [sound, text] = [join(folder, 'a.wav'), join(folder, 'a.srt')];
    await makeMedia('-f', 'lavfi', '-i', 'sine=d=1', sound);
    await writeFile(text, '1\n00:00:01,000 --> 00:00:02,000\nA\n');
    await expect(findShots(sound, { env, signal })).rejects.toMatchObject({ code: 'E_MEDIA_NO_PICTURE' });
    await expect(findShots(text, { env, signal })).rejects.toMatchObject({ code: 'E_MEDIA_UNDECODABLE' });
    await expect(findShots(join(folder, 'b'), { env, signal })).rejects.toMatchObject({
      code: 'E_MEDIA_NOT_FOUND',
    });
    const without = { ...env, OFFSCRIBE_FFMPEG: 'none' };
    await expect(findShots(sound, { env: without, signal })).rejects.toMatchObject({
      code: 'E_RUNTIME_MISSING',
      hint: expect.stringContaining('ffmpeg'),
    });
  });

  test('stop being looked for on request', async () => {
    const path = join(await temporaryFolder(), 'long.mkv');
    await makeMedia('-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=25:d=60', '-c:v', 'mpeg4', path);
    const controller = new AbortController();
    const looking = findShots(path, {
      env,
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(looking).rejects.toMatchObject({ code: 'E_CANCELLED' });
  });
});

describe('scene scores', () => {
  const frame = (timeSec: number, difference: number, score = difference): string =>
    `frame:0 pts:0 pts_time:${timeSec}\nlavfi.scd.mafd=${difference}\nlavfi.scd.score=${score}\n`;

  async function cutsOf(pieces: readonly string[]): Promise<readonly number[]> {
    const watch = new CutWatch();
    const bytes = async function* (): AsyncGenerator<Uint8Array> {
      for (const piece of pieces) yield new TextEncoder().encode(piece);
    };
    for await (const each of readSceneFrames(bytes())) watch.add(each);
    return watch.finish().cuts;
  }

  test('are read from pieces of any length, lines that mean nothing passed over', async () => {
    const text = `odd\n${frame(0, 50)}\n${frame(0.04, 1)}${frame(0.08, 30)}${frame(0.12, 2)}`;
    expect(await cutsOf([text])).toEqual([0.08]);
    expect(await cutsOf([...text])).toEqual([0.08]);
  });

  test('make no cut of the first frame, and one of the last', async () => {
    expect(await cutsOf([frame(0, 90), frame(1, 0), frame(2, 40)])).toEqual([2]);
    expect(await cutsOf([])).toEqual([]);
  });

  test('make no cut of a change that goes on, or goes back', async () => {
    expect(await cutsOf([frame(0, 0), frame(1, 25), frame(2, 25, 0), frame(3, 25, 0)])).toEqual([]);
    expect(await cutsOf([frame(0, 0), frame(1, 60), frame(2, 60, 0), frame(3, 0)])).toEqual([]);
  });
});
