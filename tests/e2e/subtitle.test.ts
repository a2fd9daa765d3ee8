/** Media in, finished subtitles out, by the built program, and what is remembered of it. */
import { mkdir, readdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { parseSrt } from '../../src/subtitles/index.ts';
import { extracted } from '../fixtures/made-film.ts';
import { makeVideo } from './media.ts';
import { expectRefusal, type RunResult, runOffscribe, temporaryFolder } from './offscribe.ts';
import { HAS_FFMPEG } from './tools.ts';

const LINE = ['subtitle', 'film.mp4', '-m', 'tiny.en', '-s', 'en'];

/** A folder with a film, a home of its own that remembers, and a cache of models that is empty. */
interface Cinema {
  readonly cwd: string;
  readonly env: Record<string, string>;
  /** The environment of whoever has no model at all. */
  readonly bare: Record<string, string>;
  run(...args: string[]): Promise<RunResult>;
  /** What a command prints with `--json`. */
  document(...args: string[]): Promise<Document>;
  /** How each stage of the newest run came about. */
  states(): Promise<Record<string, string>>;
}

/** As much of the documents as is looked at here. */
interface Document {
  readonly runs: readonly { readonly id: string }[];
  readonly files: readonly { readonly run: string; readonly duration: number }[];
  readonly stages: readonly { readonly stage: string; readonly branch: string; readonly state: string }[];
}

async function openCinema(): Promise<Cinema> {
  const folder = await temporaryFolder();
  const [home, cwd, cache] = [join(folder, 'home'), join(folder, 'cwd'), join(folder, 'cache')];
  for (const each of [home, cwd, cache]) await mkdir(each);
  await symlink(join(inject('offscribeHome'), 'derived'), join(home, 'derived'), 'junction');
  await makeVideo(cwd, 'film.mp4');
  const env = { OFFSCRIBE_HOME: home, OFFSCRIBE_REMEMBER: 'true', OFFSCRIBE_OFFLINE: '1' };
  const run = async (...args: string[]): Promise<RunResult> => await runOffscribe(args, { cwd, env });
  const document = async (...args: string[]): Promise<Document> => {
    const { exitCode, stdout, stderr } = await run(...args, '--json');
    expect(exitCode, stderr).toBe(0);
    return JSON.parse(stdout);
  };
  return {
    ...{ cwd, env, run, document },
    bare: { ...env, HF_HUB_CACHE: cache },
    states: async () => {
      const [newest] = (await document('runs', 'list')).runs;
      const { stages } = await document('runs', 'show', newest?.id ?? '');
      return Object.fromEntries(
        stages.map(({ stage, branch, state }) => [branch === '' ? stage : `${stage} ${branch}`, state]),
      );
    },
  };
}

describe.skipIf(!HAS_FFMPEG)('a film is subtitled', () => {
  test('into a file named after its language; the same line again hears nothing, needs no model and changes no byte', async () => {
    const { cwd, run, bare } = await openCinema();
    const first = await run(...LINE);
    expect(first.exitCode, first.stderr).toBe(0);
    expect(first.stdout).toBe(`${join(cwd, 'film.en.srt')}\n`);
    expect((await readdir(cwd)).sort()).toEqual(['film.en.srt', 'film.mp4']);
    const written = await readFile(join(cwd, 'film.en.srt'), 'utf8');
    expect(written.toLowerCase()).toContain('fog');

    const now = new Date();
    await utimes(join(cwd, 'film.mp4'), now, now);
    const again = await runOffscribe(LINE, { cwd, env: bare });
    expect(again.exitCode, again.stderr).toBe(0);
    expect(again.stderr).toContain('film.mp4 was heard before; nothing of it is heard again');
    expect(again.stdout).toBe(first.stdout);
    expect(await readFile(join(cwd, 'film.en.srt'), 'utf8')).toBe(written);
  });

  test('into a copy of itself, which gives the same text at the same times back', async () => {
    const { cwd, run } = await openCinema();
    const made = await run(...LINE, '--mux');
    expect(made.stdout.split('\n')).toContain(join(cwd, 'film.subtitled.mp4'));
    const { cues } = parseSrt(await readFile(join(cwd, 'film.en.srt'), 'utf8'));
    const inside = await extracted(join(cwd, 'film.subtitled.mp4'));
    expect(inside.map(({ lines }) => lines)).toEqual(cues.map(({ lines }) => lines));
    for (const [index, { startMs, endMs }] of cues.entries()) {
      expect(Math.abs((inside[index]?.startMs ?? 0) - startMs)).toBeLessThanOrEqual(2);
      expect(Math.abs((inside[index]?.endMs ?? 0) - endMs)).toBeLessThanOrEqual(2);
    }
  });

  test('in part: from 2 s to 12 s is 10.000 s', async () => {
    const { files } = await (await openCinema()).document(...LINE, '--start', '2', '--end', '12');
    expect(files).toMatchObject([{ ok: true, language: 'en', duration: 10 }]);
  });
});

describe.skipIf(!HAS_FFMPEG)('what was done to a film', () => {
  test('is shown and explained; a cue or a removal that is not there is a wrong command line', async () => {
    const { cwd, env, run, document } = await openCinema();
    const [made] = (await document(...LINE)).files;
    const id = made?.run ?? '';
    const shown = await run('runs', 'show', id);
    expect(shown.stdout).toMatch(/^command +subtitle$/m);
    expect(shown.stdout).toMatch(/^transcribe +ran +\d/m);
    expect(shown.stdout.endsWith('\n')).toBe(true);
    const why = await run('runs', 'why', id, '1');
    expect(why.exitCode, why.stderr).toBe(0);
    expect(why.stdout).toMatch(/^heard {4}0:00 to 0:\d\d {2}\S.*mean log probability/m);
    const refusal = { code: 'E_USAGE', exitCode: 2 } as const;
    const noCue = { ...refusal, message: /has no cue 999; it has \d/, hint: /runs why/ };
    await expectRefusal(['runs', 'why', id, '999'], { cwd, env }, noCue);
    const noRemoval = { ...refusal, message: /"zz9" names nothing that was removed/, hint: /runs why/ };
    await expectRefusal([...LINE, '--restore', 'zz9'], { cwd, env }, noRemoval);
  });

  test('is done again as far as a change reaches: a format is written, a language is heard', async () => {
    const { cwd, run, document, states } = await openCinema();
    // English heard as German is doubtful, and nobody waits here for better.
    const line = ['subtitle', 'film.mp4', '-m', 'base', '--end', '6', '--temperature', '0'];
    expect((await run(...line, '-s', 'en')).exitCode).toBe(0);
    expect(await states()).toMatchObject({ transcribe: 'ran', clean: 'ran', layout: 'ran', write: 'ran' });
    expect((await run(...line, '-s', 'en', '-f', 'vtt')).exitCode).toBe(0);
    expect(await states()).toMatchObject({
      ...{ probe: 'reused', regions: 'reused', transcribe: 'reused', clean: 'reused', layout: 'reused' },
      write: 'ran',
    });
    const other = await run(...line, '-s', 'de', '-t', 'de,en', '-o', 'other');
    expect(other.exitCode, other.stderr).toBe(0);
    expect((await readdir(join(cwd, 'other'))).sort()).toEqual(['film.de.srt', 'film.en.srt']);
    expect(await states()).toMatchObject({ probe: 'reused', 'transcribe de': 'ran', 'transcribe en': 'ran' });
    const [newest] = (await document('runs', 'list')).runs;
    const resumed = await run('runs', 'resume', newest?.id ?? '');
    expect(resumed.stdout, resumed.stderr).toBe(other.stdout);
  });
});

test('a language that nothing here translates into is refused before any work', async () => {
  const { cwd, bare } = await openCinemaWithoutFilm();
  const refusal = { code: 'E_TRANSLATION_UNAVAILABLE', exitCode: 2, hint: /^offscribe subtitle/ } as const;
  // Nobody could load a model here, and nobody tries; the film is no film, and nobody looks.
  await expectRefusal([...LINE, '-t', 'en,de'], { cwd, env: bare }, refusal);
  expect(await readdir(bare.HF_HUB_CACHE)).toEqual([]);
});

async function openCinemaWithoutFilm(): Promise<{ cwd: string; bare: { HF_HUB_CACHE: string } }> {
  const cwd = await temporaryFolder();
  const cache = await temporaryFolder();
  await writeFile(join(cwd, 'film.mp4'), 'no film');
  return { cwd, bare: { HF_HUB_CACHE: cache } };
}
