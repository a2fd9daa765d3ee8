/** Cues that keep to a film's shots, by the built program. */
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { type Cue, parseSrt } from '../../src/subtitles/index.ts';
import { copyClip, makeCutVideo } from './media.ts';
import { CLIP, expectRefusal, type RunResult, runOffscribe, temporaryFolder } from './offscribe.ts';
import { HAS_FFMPEG } from './tools.ts';

const FLAGS = ['-m', 'tiny.en', '--word-timestamps', '-f', 'srt'];

/** A fifth of a second before somebody speaks again after a pause. */
const CUTS_MS = [9600, 16_400] as const;

async function cuesIn(path: string): Promise<readonly Cue[]> {
  return parseSrt(await readFile(path, 'utf8')).cues;
}

describe.skipIf(!HAS_FFMPEG)('with --shots', () => {
  test('cues begin and end with the film; another house does not look again', async () => {
    const cwd = await temporaryFolder();
    const env = { OFFSCRIBE_HOME: join(cwd, 'home') };
    await mkdir(env.OFFSCRIBE_HOME);
    await symlink(join(inject('offscribeHome'), 'derived'), join(env.OFFSCRIBE_HOME, 'derived'), 'junction');
    const run = async (...args: string[]): Promise<RunResult> => {
      const result = await runOffscribe(args, { cwd, env });
      expect(result.exitCode, result.stderr).toBe(0);
      return result;
    };
    await makeCutVideo(cwd, CUTS_MS);
    await run('transcribe', 'film.mkv', ...FLAGS, '--shots', '--remember');
    const cues = await cuesIn(join(cwd, 'film.srt'));
    expect(cues.map(({ startMs }) => startMs)).toEqual(expect.arrayContaining([...CUTS_MS]));
    const checked = JSON.parse((await run('check', 'film.srt', '--media', 'film.mkv', '--json')).stdout);
    expect(checked.files[0].counts.map(({ rule }: { rule: string }) => rule)).not.toContain('shot-change');

    const again = ['--remember', '--profile', 'bbc', '--overwrite', '--json'];
    const [file] = JSON.parse(
      (await run('transcribe', 'film.mkv', ...FLAGS, '--shots', ...again)).stdout,
    ).files;
    const { stages } = JSON.parse((await run('runs', 'show', file.run, '--json')).stdout);
    const of = (wanted: string): string[] =>
      stages.flatMap(({ stage, state }: Record<string, string>) => (state === wanted ? [stage] : []));
    expect(of('ran')).toEqual(['layout', 'write']);
    expect(of('reused')).toContain('shots');
  });

  test('sound alone is told of, once, and is no error; the setting may stand in a file', async () => {
    const cwd = await temporaryFolder();
    await mkdir(join(cwd, 'in'));
    await copyClip(join(cwd, 'in'));
    await writeFile(join(cwd, 'offscribe.toml'), 'shots = true\n');
    const { exitCode, stderr } = await runOffscribe(['watch', 'in', '--once', '--end', '6', ...FLAGS], {
      cwd,
    });
    expect(exitCode, stderr).toBe(0);
    expect(stderr.match(/no picture/g), stderr).toHaveLength(1);
    expect(await cuesIn(join(cwd, 'clip.srt'))).not.toEqual([]);
  });

  test.each(['transcribe', 'subtitle'])(
    '%s wants an ffmpeg, and says so before any work',
    async (command) => {
      const cwd = await temporaryFolder();
      const env = { OFFSCRIBE_FFMPEG: 'none' };
      const line = [command, CLIP, '-m', 'tiny.en', '--shots', '-o', 'out'];
      await expectRefusal(line, { cwd, env }, { code: 'E_RUNTIME_MISSING', exitCode: 4, hint: /ffmpeg/ });
    },
  );
});
