import { chmod, mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { compileSources, runScript } from '../../../tests/fixtures/compiled-sources.ts';
import { fakeWiring, listening } from '../../../tests/fixtures/fake-wiring.ts';
import { extracted, filmInputs, makeFilm, packetSum, spokenCues } from '../../../tests/fixtures/made-film.ts';
import { describeWithFfmpeg, makeMedia, temporaryFolder } from '../../../tests/fixtures/made-media.ts';
import { expectNone } from '../../../tests/fixtures/process-list.ts';
import { findProgram } from '../../platform/index.ts';
import { type MuxSubtitlesRequest, muxSubtitles } from './mux-subtitles.ts';

const folder = await temporaryFolder();
const at = (name: string): string => join(folder, name);
const env = { ...process.env, OFFSCRIBE_HOME: at('home') };
const wiring = { ...fakeWiring(folder), env };
const cues = spokenCues(40);
const track = { subtitles: cues, language: 'en' };

const mux = (
  more: Partial<MuxSubtitlesRequest> = {},
  surroundings: { env?: Record<string, string | undefined>; signal?: AbortSignal } = {},
): ReturnType<typeof muxSubtitles> =>
  muxSubtitles(
    { media: at('film.mkv'), tracks: [track], folder: at('out'), ...more },
    { ...wiring, env: { ...env, ...surroundings.env } },
    listening(surroundings.signal),
  );

/** A folder of its own for one test. */
async function emptyFolder(name: string): Promise<string> {
  await mkdir(at(name));
  return at(name);
}

beforeAll(async () => {
  await mkdir(at('out'));
  await writeFile(at('letter.mkv'), 'Dear Sir,\n'.repeat(50));
});

describe('without ffmpeg', () => {
  test('is E_RUNTIME_MISSING with the command that installs it', async () => {
    await writeFile(at('some.mp4'), Uint8Array.from([0, 0, 0, 24, ...Buffer.from('ftypisom'), 0, 0, 2, 0]));
    await expect(mux({ media: at('some.mp4') }, { env: { OFFSCRIBE_FFMPEG: 'none' } })).rejects.toMatchObject(
      {
        code: 'E_RUNTIME_MISSING',
        hint: expect.stringContaining('install ffmpeg'),
      },
    );
  });

  test.each([
    ['gone.mkv', 'E_MEDIA_NOT_FOUND'],
    ['letter.mkv', 'E_MEDIA_UNDECODABLE'],
    ['https://example.org/film.mkv', 'E_USAGE'],
  ])('%s is %s', async (name, code) => {
    const media = name.startsWith('https') ? name : at(name);
    await expect(mux({ media })).rejects.toMatchObject({ code });
  });
});

describeWithFfmpeg('what is refused (needs ffmpeg)', () => {
  beforeAll(async () => {
    await makeFilm(
      at('film.mkv'),
      await filmInputs(folder, cues),
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-c:a',
      'aac',
    );
  });

  test('a file that is there is E_OUTPUT_EXISTS, and may be overwritten', async () => {
    const out = await emptyFolder('exists');
    await writeFile(join(out, 'film.mkv'), 'precious');
    await expect(mux({ folder: out })).rejects.toMatchObject({
      code: 'E_OUTPUT_EXISTS',
      hint: expect.stringContaining('--overwrite'),
    });
    const { path = '' } = await mux({ folder: out, overwrite: true });
    expect((await extracted(path)).length).toBe(cues.length);
  });

  test('the input is never the output: by default it is named otherwise, asked for it is E_USAGE', async () => {
    const own = await emptyFolder('own');
    await makeMedia('-i', at('film.mkv'), '-c', 'copy', join(own, 'film.mkv'));
    const media = join(own, 'film.mkv');
    await symlink(media, join(own, 'link.mkv'));
    expect((await mux({ media, folder: own })).path).toBe(join(own, 'film.subtitled.mkv'));
    for (const output of [media, join(own, 'link.mkv')]) {
      await expect(mux({ media, output, overwrite: true })).rejects.toMatchObject({ code: 'E_USAGE' });
    }
  });

  test.each(['avi', 'mp3', 'wav', 'flac', 'txt'])(
    'an output named .%s is E_USAGE and points to mkv',
    async (ending) => {
      await expect(mux({ output: at(`out/film.${ending}`) })).rejects.toMatchObject({
        code: 'E_USAGE',
        hint: expect.stringContaining('.mkv'),
      });
    },
  );

  test('a stream that the container cannot hold is E_MUX_FAILED with what ffmpeg said, and leaves nothing', async () => {
    const out = await emptyFolder('webm');
    await expect(mux({ output: join(out, 'film.webm') })).rejects.toMatchObject({
      code: 'E_MUX_FAILED',
      details: { ffmpegOutput: expect.stringMatching(/webm/i) },
    });
    expect(await readdir(out)).toEqual([]);
  });

  test('cues that MP4 cannot hold as they are (they overlap) are E_MUX_FAILED, named, and nothing is published', async () => {
    const out = await emptyFolder('overlap');
    const subtitles = '1\n00:00:01,000 --> 00:00:04,000\nA\n\n2\n00:00:02,000 --> 00:00:05,000\nB\n';
    await expect(mux({ output: join(out, 'film.mp4'), tracks: [{ subtitles }] })).rejects.toMatchObject({
      code: 'E_MUX_FAILED',
      message: expect.stringContaining('cue 1 (1000 to 4000 ms) came out at 1000 to'),
    });
    expect(await readdir(out)).toEqual([]);
  });

  test('subtitles that stand beside the speech are E_SUBTITLE_SHIFTED with the figures, and nothing is published', async () => {
    const out = await emptyFolder('shifted');
    const late = cues.map((cue) => ({ ...cue, startMs: cue.startMs + 1700, endMs: cue.endMs + 1700 }));
    const muxing = mux({ folder: out, tracks: [{ ...track, subtitles: late }] });
    await expect(muxing).rejects.toMatchObject({
      code: 'E_SUBTITLE_SHIFTED',
      exitCode: 1,
      details: { verdict: 'shifted' },
    });
    await expect(muxing).rejects.toMatchObject({ message: expect.stringMatching(/1[67]\d\d ms late/) });
    expect(await readdir(out)).toEqual([]);
  });

  test('a language that is none is E_USAGE', async () => {
    await expect(mux({ tracks: [{ ...track, language: 'klingonish!' }] })).rejects.toMatchObject({
      code: 'E_USAGE',
    });
  });

  test('nothing said writes nothing, and says so', async () => {
    const out = await emptyFolder('silent');
    const { path, notes } = await mux({ folder: out, tracks: [{ subtitles: [], language: 'en' }] });
    expect(path).toBeUndefined();
    expect(notes).toEqual([
      'The en track has no cue and was left out.',
      'No track has a cue: no file was written.',
    ]);
    expect(await readdir(out)).toEqual([]);
  });
});

describeWithFfmpeg('stopping in the middle (needs ffmpeg)', () => {
  /** The real ffmpeg, which copies no faster than the film plays. */
  const slow = { OFFSCRIBE_FFMPEG: at('slow-ffmpeg') };

  beforeAll(async () => {
    const real = await findProgram('ffmpeg', process.env);
    await writeFile(
      at('slow-ffmpeg'),
      `#!/bin/sh\ncase "$*" in *-map_metadata*) exec ${real} -re "$@";; esac\nexec ${real} "$@"\n`,
    );
    await chmod(at('slow-ffmpeg'), 0o755);
  });

  /** Waits until ffmpeg writes in a folder. */
  const untilWriting = async (out: string): Promise<void> => {
    const inside = async (): Promise<string[]> => await readdir(out, { recursive: true });
    await expect
      .poll(inside, { timeout: 20_000 })
      .toContainEqual(expect.stringMatching(/offscribe-tmp.media$/));
  };

  test('cancelling is E_CANCELLED, ends ffmpeg and leaves nothing', async () => {
    const out = await emptyFolder('cancelled');
    const controller = new AbortController();
    const muxing = mux({ folder: out }, { env: slow, signal: controller.signal });
    const ended = expect(muxing).rejects.toMatchObject({ code: 'E_CANCELLED' });
    await untilWriting(out);
    controller.abort();
    await ended;
    await expectNone(out);
    expect(await readdir(out)).toEqual([]);
  });

  test('a killed run takes its ffmpeg along, and what it left is swept by the next', async () => {
    const out = await emptyFolder('killed');
    const compiled = at('compiled');
    await compileSources(compiled, ['kernel', 'audio', 'platform', 'media']);
    const script = `
      import { draftMux, openForMux } from './src/media/index.js';
      const { env } = process;
      const media = ${JSON.stringify(at('film.mkv'))};
      const { tools, layout } = await openForMux(media, { env });
      const tracks = [{ text: '1\\n00:00:01,000 --> 00:00:02,000\\nA\\n' }];
      await draftMux({ media, layout, container: 'mkv', output: ${JSON.stringify(join(out, 'film.mkv'))}, tracks }, { tools, env });`;
    const running = await runScript(compiled, script, slow);
    await untilWriting(out);
    running.child.kill('SIGKILL');
    await running.ended;
    await expectNone(out);
    expect(await readdir(out)).not.toEqual([]);
    await mux({ folder: out });
    expect(await readdir(out)).toEqual(['film.mkv']);
  });
});

describeWithFfmpeg('burning in (needs ffmpeg)', () => {
  test('draws one track into the picture and puts the others in beside it, in folders of any name', async () => {
    const out = await emptyFolder("it's, [a] folder: x;y");
    const { path = '', tracks } = await mux({
      folder: out,
      burnIn: true,
      tracks: [track, { ...track, language: 'de', isDefault: true }],
    });
    expect(tracks.map(({ language, isBurned }) => [language, isBurned])).toEqual([
      ['en', false],
      ['de', true],
    ]);
    expect((await extracted(path)).length).toBe(cues.length);
    expect(await packetSum(path, 'v')).not.toBe(await packetSum(at('film.mkv'), 'v'));
    expect(await packetSum(path, 'a')).toBe(await packetSum(at('film.mkv'), 'a'));
  });

  test('without libass it is E_RUNTIME_MISSING, and a track is offered instead', async () => {
    const real = await findProgram('ffmpeg', process.env);
    await writeFile(
      at('bare-ffmpeg'),
      `#!/bin/sh\ncase "$*" in *-filters*) ${real} "$@" | grep -v libass; exit;; esac\nexec ${real} "$@"\n`,
    );
    await chmod(at('bare-ffmpeg'), 0o755);
    await expect(
      mux(
        { burnIn: true, folder: await emptyFolder('bare') },
        { env: { OFFSCRIBE_FFMPEG: at('bare-ffmpeg') } },
      ),
    ).rejects.toMatchObject({
      code: 'E_RUNTIME_MISSING',
      hint: expect.stringContaining('--mux'),
    });
  });

  test('sound has no picture to draw into: E_USAGE', async () => {
    await makeMedia('-i', at('film.mkv'), '-vn', at('sound.wav'));
    await expect(mux({ media: at('sound.wav'), burnIn: true })).rejects.toMatchObject({ code: 'E_USAGE' });
  });
});
