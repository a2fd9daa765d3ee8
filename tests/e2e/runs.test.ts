import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { recording } from './crash/remembering.ts';
import { finished, type RunResult, runOffscribe, startOffscribe, temporaryFolder } from './offscribe.ts';

const LINE = ['transcribe', 'long.wav', '-m', 'tiny.en', '-f', 'srt', '--offline'];

/** A home that remembers, the folder with a recording of some minutes, and how to run something there. */
async function openPlace(): Promise<{ cwd: string; env: Record<string, string>; run: Run }> {
  const folder = await temporaryFolder();
  const [home, cwd] = [join(folder, 'home'), join(folder, 'cwd')];
  await mkdir(home);
  await mkdir(cwd);
  await symlink(join(inject('offscribeHome'), 'derived'), join(home, 'derived'), 'junction');
  await writeFile(join(cwd, 'long.wav'), await recording(12));
  const env = { OFFSCRIBE_HOME: home, OFFSCRIBE_REMEMBER: 'true' };
  return { cwd, env, run: async (...args) => await runOffscribe(args, { cwd, env }) };
}

type Run = (...args: string[]) => Promise<RunResult>;

/** The newest run as `runs list --json` tells it. */
async function newest(run: Run): Promise<{ id: string; status: string; media: string } | undefined> {
  return JSON.parse((await run('runs', 'list', '--json')).stdout).runs[0];
}

test('a transcription is cancelled from elsewhere, resumed from elsewhere, and its subtitles are those of an undisturbed one', async () => {
  const { cwd, env, run } = await openPlace();
  const child = startOffscribe(LINE, { cwd, env });
  const ended = finished(child);
  // The detector has heard something, so that the models are loaded and windows are under way.
  await new Promise<void>((resolve) => {
    child.stderr?.on('data', (bytes: Buffer) => bytes.toString().includes('long.wav: ') && resolve());
    child.on('close', () => resolve());
  });
  const id = (await newest(run))?.id ?? '';
  expect(await newest(run)).toMatchObject({ status: 'running', media: join(cwd, 'long.wav') });
  expect((await run('runs', 'cancel', id)).exitCode).toBe(0);
  const cancelled = await ended;
  expect(cancelled.exitCode, cancelled.stderr).toBe(130);
  expect(cancelled.stderr).toContain(`hint: offscribe runs resume ${id}`);
  expect(await newest(run)).toMatchObject({ id, status: 'cancelled' });

  const resumed = await runOffscribe(['runs', 'resume', id.slice(0, 6)], { cwd: join(cwd, '..'), env });
  expect(resumed.exitCode, resumed.stderr).toBe(0);
  expect(resumed.stdout).toBe(`${join(cwd, 'long.srt')}\n`);
  expect(await newest(run)).toMatchObject({ id, status: 'done' });
  expect((await run('runs', 'show', id)).stdout).toMatch(/^transcribe +ran +\d/m);

  const other = await openPlace();
  expect((await other.run(...LINE)).exitCode).toBe(0);
  expect(await readFile(join(cwd, 'long.srt'), 'utf8')).toBe(
    await readFile(join(other.cwd, 'long.srt'), 'utf8'),
  );
});

test('the native library of the state is not loaded by commands that remember nothing', async () => {
  const { cwd, env } = await openPlace();
  // Whoever loads it ends at once.
  const blocked = join(cwd, 'blocked.mjs');
  await writeFile(
    blocked,
    `import Module from 'node:module';
     const load = Module._extensions['.node'];
     Module._extensions['.node'] = (module, path) => {
       if (!path.includes('sqlite')) return load(module, path);
       process.exit(99);
     };`,
  );
  const quiet = { ...env, NODE_OPTIONS: `--import ${blocked}` };
  for (const args of [['models', 'list'], ['config', 'show'], ['runs', 'list'], ['--help']])
    expect(await runOffscribe(args, { cwd, env: quiet })).toMatchObject({ exitCode: 0 });
  expect((await runOffscribe(LINE, { cwd, env: quiet })).exitCode).toBe(99);
});
