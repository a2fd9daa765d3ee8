import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { expectNone, livingProcesses } from '../fixtures/process-list.ts';
import { makeVideo } from './media.ts';
import {
  expectRefusal,
  finished,
  MAIN,
  PACKAGE,
  runEnvironment,
  runOffscribe,
  runProgram,
  startOffscribe,
  temporaryFolder,
} from './offscribe.ts';
import { HAS_FFMPEG, HAS_PSEUDO_TERMINAL } from './tools.ts';

const NOTICE = /node-av \d\S+ from the npm registry.*GNU General Public License, version 3 or later/;

/** Twenty minutes of a tone. */
const LONG = ['-nostdin', '-v', 'error', '-f', 'lavfi', '-i', 'sine=d=1200', '-b:a', '32k'];

/** A machine without ffmpeg whose OFFSCRIBE_HOME is empty. */
async function cell() {
  const folder = await temporaryFolder();
  const [cwd, home] = [join(folder, 'work'), join(folder, 'home')];
  await mkdir(cwd);
  return { cwd, home, env: { OFFSCRIBE_HOME: home, OFFSCRIBE_FFMPEG: 'none' } };
}

/** What is in OFFSCRIBE_HOME/media, sorted. */
const made = async (home: string): Promise<string[]> =>
  existsSync(join(home, 'media')) ? await readdir(join(home, 'media')) : [];

describe.skipIf(!HAS_FFMPEG)('a machine without ffmpeg', () => {
  test('reads a video once bootstrap --media was run, which says the licence first', async () => {
    const { cwd, home, env } = await cell();
    const video = await makeVideo(cwd);
    const args = ['transcribe', video, '-m', 'tiny.en', '-f', 'txt'];
    await expectRefusal(
      args,
      { cwd, env },
      {
        code: 'E_RUNTIME_MISSING',
        exitCode: 4,
        hint: /^offscribe bootstrap --media /,
      },
    );
    const before = await runOffscribe(['doctor'], { cwd, env });
    expect(before.stdout).toMatch(/^ {2}media add-on +- absent +It was not made yet\.$/m);
    expect(before.stdout).toMatch(/^! There is no ffmpeg[^!]*\n {4}offscribe bootstrap --media /m);

    const offline = await runOffscribe(['bootstrap', '--media', '--offline', '--skip-cache'], { cwd, env });
    expect(offline.stdout).toMatch(/^media +node-av \S+ +FAILED +E_OFFLINE: /m);
    expect(await made(home)).toEqual([]);

    const run = await runOffscribe(['bootstrap', '--media', '--skip-cache'], { cwd, env });
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    expect(run.stdout).toMatch(/^media +node-av \S+ +SUCCESS +/m);
    expect(run.stderr).toMatch(NOTICE);
    expect(run.stderr.search(NOTICE)).toBeLessThan(run.stderr.indexOf('Fetching node-av'));

    const done = await runOffscribe(args, { cwd, env });
    expect(done.exitCode, done.stderr).toBe(0);
    const text = await readFile(join(cwd, 'video.txt'), 'utf8');
    const direct = await runOffscribe([...args, '-o', '-'], { cwd, env: { OFFSCRIBE_FFMPEG: undefined } });
    expect(text.trim()).toBe(direct.stdout.trim());
    const after = await runOffscribe(['doctor'], { cwd, env });
    expect(after.stdout).toMatch(/^ {2}media add-on +✓ ready +node-av \S+, with FFmpeg in it\.$/m);
    expect(after.stdout).not.toMatch(/^! There is no ffmpeg/m);

    const long = await runProgram('ffmpeg', [...LONG, 'long.m4a'], cwd).then(() => join(cwd, 'long.m4a'));
    const decoder = join(PACKAGE, 'dist', 'cli', 'decode.js');
    const child = startOffscribe(['transcribe', long, '-m', 'tiny.en'], { cwd, env });
    const ended = finished(child);
    const isDecoding = (): boolean => livingProcesses().some((line) => line.includes(decoder));
    await expect.poll(isDecoding, { timeout: 60_000, interval: 20 }).toBe(true);
    child.kill('SIGKILL');
    await ended;
    await expectNone(decoder);

    const again = await runOffscribe(['bootstrap', '--media', '--json'], { cwd, env });
    expect(JSON.parse(again.stdout)).toMatchObject({ ok: true });
    expect(again.stderr).not.toMatch(NOTICE);
  });

  test('with ffmpeg nothing is fetched', async () => {
    const { cwd, home, env } = await cell();
    const flags = ['bootstrap', '--media', '--skip-cache'];
    const run = await runOffscribe(flags, { cwd, env: { ...env, OFFSCRIBE_FFMPEG: undefined } });
    expect(run.stdout).toMatch(/^media +node-av \S+ +SUCCESS +not needed: .*ffmpeg decodes/m);
    expect(await made(home)).toEqual([]);
  });
});

test.skipIf(!HAS_PSEUDO_TERMINAL)('at a terminal it asks, and takes everything but yes for no', async () => {
  const { cwd, home, env } = await cell();
  const command = [process.execPath, MAIN, 'bootstrap', '--media', '--skip-cache'];
  const child = spawn('script', ['-qec', command.map((word) => `'${word}'`).join(' '), '/dev/null'], {
    cwd,
    env: { ...runEnvironment(env), TERM: 'xterm' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdout.on('data', (bytes: Buffer) => {
    if (bytes.toString().includes('[y/N]')) child.stdin.write('\n');
  });
  const run = await finished(child);
  expect(run.exitCode, run.stdout).toBe(0);
  expect(run.stdout).toMatch(NOTICE);
  expect(run.stdout).toMatch(/\[WARNING\] The media add-on is not fetched, as asked\./);
  expect(await made(home)).toEqual([]);
});
