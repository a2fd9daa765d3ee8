import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import {
  chmod,
  copyFile,
  cp,
  mkdir,
  readdir,
  readFile,
  realpath,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hubCacheFolder } from '../../src/platform/index.ts';
import { hasEngine, lendEngine } from './engine-cell.ts';
import {
  finished,
  MAIN,
  PACKAGE,
  ROOT,
  type RunResult,
  runEnvironment,
  runOffscribe,
  startOffscribe,
  temporaryFolder,
} from './offscribe.ts';
import { HAS_PSEUDO_TERMINAL } from './tools.ts';

const LINE = /^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\] \[(DEBUG|INFO|SUCCESS|WARNING|ERROR)\] \S/;
const LOG = /^bootstrap_\d{8}_\d{6}\.log$/;

const HAS_FASTER_WHISPER = await hasEngine('faster-whisper');

interface Cell {
  readonly cwd: string;
  readonly home: string;
  readonly cache: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** A machine with an empty OFFSCRIBE_HOME, no network, and these models of this machine's cache. */
async function cellWith(...models: string[]): Promise<Cell> {
  const folder = await temporaryFolder();
  const [cwd, home, cache] = [join(folder, 'work'), join(folder, 'home'), join(folder, 'cache')];
  await mkdir(cwd);
  await mkdir(cache);
  for (const model of models) {
    const name = `models--offscribe--${model}`;
    const from = join(hubCacheFolder(process.env), name);
    await cp(from, join(cache, name), { recursive: true, verbatimSymlinks: true });
  }
  const env = { HF_HUB_CACHE: cache, OFFSCRIBE_HOME: home, OFFSCRIBE_OFFLINE: '1', HOME: folder };
  return { cwd, home, cache, env };
}

/** Names of the logs that are there. */
async function logsOf({ home }: Cell): Promise<readonly string[]> {
  const folder = join(home, 'logs');
  return existsSync(folder) ? await readdir(folder) : [];
}

/** The CLI behind a pseudo-terminal of its own, which is typed into. */
async function atTerminal(args: readonly string[], { cwd, env }: Cell, typed: string): Promise<RunResult> {
  const command = [process.execPath, MAIN, ...args].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    cwd,
    env: { ...runEnvironment(env), TERM: 'xterm' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const result = finished(child);
  child.stdout.on('data', (bytes: Buffer) => {
    if (bytes.toString().includes('[y/N]')) child.stdin.write(typed);
  });
  return await result;
}

describe('bootstrap', () => {
  test('proves and converts what is here, names what failed, and a second run goes on from there', async () => {
    const cell = await cellWith('tiny.en', 'silero-vad');
    const run = await runOffscribe(['bootstrap'], cell);
    expect(run.exitCode, run.stdout + run.stderr).toBe(3);
    expect(run.stdout).toMatch(/^model +base +FAILED +E_MODEL_NOT_CACHED: /m);
    expect(run.stdout).toMatch(/^model +tiny\.en +SUCCESS +It heard "/m);
    expect(run.stdout).toMatch(/^model +silero-vad +SUCCESS /m);
    expect(run.stdout).toMatch(/^conversion +tiny\.en for onnx +SUCCESS /m);
    const [log = ''] = await logsOf(cell);
    expect(log).toMatch(LOG);
    expect(run.stderr).toContain(`1 of 4 steps failed. The log: ${join(cell.home, 'logs', log)}\n`);
    const lines = (await readFile(join(cell.home, 'logs', log), 'utf8')).trimEnd().split('\n');
    for (const line of lines) expect(line).toMatch(LINE);
    expect(lines.join('\n')).toMatch(/\[SUCCESS\] ✓ tiny\.en is ready\. /);
    expect(lines.join('\n')).toMatch(/\[ERROR\] ✗ model base failed: E_MODEL_NOT_CACHED: /);
    expect(lines.join('\n')).not.toMatch(/SUCCESS.* base /);

    const name = 'models--offscribe--base';
    const from = join(hubCacheFolder(process.env), name);
    await cp(from, join(cell.cache, name), { recursive: true, verbatimSymlinks: true });
    const json = JSON.parse((await runOffscribe(['bootstrap', '--json'], cell)).stdout);
    expect(json).toMatchObject({
      ok: true,
      wasReady: false,
      steps: [
        { what: 'model', name: 'base', ok: true, isProven: true },
        { name: 'tiny.en', finding: 'ready before' },
        { name: 'silero-vad', finding: 'ready before' },
        { what: 'conversion', name: 'base for onnx' },
        { name: 'tiny.en for onnx', finding: expect.stringMatching(/^nothing to convert; It heard/) },
      ],
    });

    const before = await logsOf(cell);
    const third = await runOffscribe(['bootstrap'], cell);
    expect(third).toMatchObject({ exitCode: 0, stderr: '' });
    expect(third.stdout).toMatch(/^Everything is ready already: base, tiny\.en, silero-vad\.$/m);
    expect(await logsOf(cell)).toEqual(before);
    expect((await runOffscribe(['doctor'], cell)).exitCode).toBe(0);
  });

  test('killed at any moment, is gone on with by the next', async () => {
    const cell = await cellWith('base', 'tiny.en', 'silero-vad');
    const marks = [
      () => existsSync(join(cell.home, 'logs')),
      () => existsSync(join(cell.home, 'derived')),
      () => existsSync(join(cell.home, 'probes')),
    ];
    for (const isReached of marks) {
      const child = startOffscribe(['bootstrap'], cell);
      const ended = finished(child);
      while (!isReached() && child.exitCode === null) await new Promise((done) => setTimeout(done, 10));
      child.kill('SIGKILL');
      await ended;
    }
    const run = await runOffscribe(['bootstrap'], cell);
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    expect((await runOffscribe(['bootstrap'], cell)).stdout).toMatch(/^Everything is ready already/m);
    expect((await runOffscribe(['doctor'], cell)).exitCode).toBe(0);
  });

  test('--force makes conversions again, --skip-cache fetches nothing', async () => {
    const cell = await cellWith('tiny.en', 'silero-vad');
    expect((await runOffscribe(['bootstrap', '--skip-cache'], cell)).exitCode).toBe(0);
    const run = await runOffscribe(['bootstrap', '--force', '--skip-cache'], cell);
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    expect(run.stdout).toMatch(/^conversion +tiny\.en for onnx +SUCCESS +converted; It heard "/m);
    expect(run.stdout).not.toMatch(/base/);
    expect(run.stderr).toMatch(/\[WARNING\] base is not cached, as asked\./);
  });

  test.skipIf(!HAS_FASTER_WHISPER)('lets every engine prove what it is to load', async () => {
    const cell = await cellWith('base', 'tiny.en', 'silero-vad');
    await lendEngine('faster-whisper', cell.home);
    const engines = ['--engines', 'onnx,faster-whisper'];
    const run = await runOffscribe(['bootstrap', ...engines], cell);
    expect(run.exitCode, run.stdout + run.stderr).toBe(0);
    expect(run.stdout).toMatch(/^environment +faster-whisper +SUCCESS /m);
    for (const name of ['base', 'tiny\\.en'])
      for (const engine of ['onnx', 'faster-whisper'])
        expect(run.stdout).toMatch(
          new RegExp(`^conversion +${name} for ${engine} +SUCCESS .*It heard "`, 'm'),
        );
    const again = await runOffscribe(['bootstrap', ...engines], cell);
    expect(again.stdout).toMatch(/^Everything is ready already/m);
  });

  test('takes no half-made environment for one, and its failure leaves the rest ready', async () => {
    const cell = await cellWith('base', 'tiny.en', 'silero-vad');
    await mkdir(join(cell.home, 'envs', 'faster-whisper', 'bin'), { recursive: true });
    const doctor = await runOffscribe(['doctor'], cell);
    expect(doctor.stdout).toMatch(/^ {2}faster-whisper +! partial +It was never finished/m);
    expect(doctor.stdout).toMatch(
      /^! The faster-whisper environment is partial[^!]*\n {4}offscribe bootstrap --engines onnx,faster-whisper$/m,
    );
    const engines = ['--engines', 'onnx,faster-whisper'];
    const run = await runOffscribe(['bootstrap', ...engines], cell);
    expect(run.exitCode, run.stdout + run.stderr).toBe(3);
    expect(run.stdout).toMatch(/^environment +faster-whisper +FAILED +E_OFFLINE: /m);
    for (const name of ['base', 'tiny\\.en', 'silero-vad'])
      expect(run.stdout).toMatch(new RegExp(`^model +${name} +SUCCESS `, 'm'));
    expect((await runOffscribe(['doctor'], cell)).exitCode).toBe(0);
    const again = await runOffscribe(['bootstrap', ...engines], cell);
    expect(again.exitCode).toBe(3);
    expect(again.stdout).toMatch(/^model +base +SUCCESS +ready before$/m);
  });

  test('refuses what does not go together, and names that are no engine, before it writes anything', async () => {
    const cell = await cellWith();
    for (const args of [
      ['--cache-models', '--skip-cache'],
      ['--engines', 'onyx'],
      ['--engines', ','],
    ]) {
      const run = await runOffscribe(['bootstrap', ...args, '--json'], cell);
      expect(run.exitCode).toBe(2);
      expect(JSON.parse(run.stdout).error.code).toBe('E_USAGE');
    }
    expect(existsSync(cell.home)).toBe(false);
  });
});

describe('at a terminal', () => {
  test.skipIf(!HAS_PSEUDO_TERMINAL)(
    'it asks before it fetches models, and takes everything but yes for no',
    async () => {
      const cell = await cellWith('silero-vad');
      const no = await atTerminal(['bootstrap'], cell, '\n');
      expect(no.exitCode, no.stdout).toBe(0);
      expect(no.stdout).toMatch(/Models to fetch: base, tiny\.en; 226\.0 MB, about 1 min at 40 Mbit\/s\./);
      expect(no.stdout).toContain('Cache models now? [y/N] ');
      expect(no.stdout).toMatch(/\[WARNING\] base is not cached, as asked\./);
      const yes = await atTerminal(['bootstrap'], cell, 'y\n');
      expect(yes.exitCode, yes.stdout).toBe(3);
      expect(yes.stdout).toMatch(/\[ERROR\] ✗ model base failed: E_MODEL_NOT_CACHED/);
      const unasked = await atTerminal(['bootstrap', '--yes'], cell, '');
      expect(unasked.stdout).not.toContain('[y/N]');
      const stopped = await atTerminal(['bootstrap'], cell, '\u0003');
      expect(stopped.exitCode, stopped.stdout).toBe(130);
      const left = await atTerminal(['bootstrap'], cell, '\u0004');
      expect(left.stdout).toMatch(/\[WARNING\] base is not cached, as asked\./);
    },
  );
});

describe('bootstrap.sh', () => {
  const run = async (folder: string, args: readonly string[], env: Cell['env']): Promise<RunResult> =>
    await finished(
      spawn('bash', [join(folder, 'bootstrap.sh'), ...args], {
        cwd: folder,
        env: runEnvironment(env),
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );

  /** A checkout with the built program, whose npm writes down what it was asked. */
  async function checkout(): Promise<{ readonly folder: string; readonly env: Record<string, string> }> {
    const folder = await temporaryFolder();
    await copyFile(join(ROOT, 'bootstrap.sh'), join(folder, 'bootstrap.sh'));
    await writeFile(join(folder, 'package-lock.json'), '{}');
    await cp(join(PACKAGE, 'package.json'), join(folder, 'package.json'));
    await mkdir(join(folder, 'src'));
    const programs = join(folder, 'programs');
    await mkdir(programs);
    const npm =
      '#!/bin/sh\necho "$@" >> npm.log\n[ "$1" != ci ] || { mkdir -p node_modules; ln -sf "$MODULES"/* node_modules/; touch node_modules/.package-lock.json; }\n';
    await writeFile(
      join(programs, 'npm'),
      `${npm}cp -r '${join(PACKAGE, 'dist')}' . && touch dist/cli/main.js\n`,
    );
    await chmod(join(programs, 'npm'), 0o755);
    await symlink(process.execPath, join(programs, 'node'));
    return {
      folder,
      env: { PATH: `${programs}:/usr/bin:/bin`, MODULES: join(ROOT, 'node_modules') },
    };
  }

  test('builds what is missing or old, and no more, then hands its flags over', async () => {
    const { folder, env } = await checkout();
    const asked = async () =>
      existsSync(join(folder, 'npm.log')) ? (await readFile(join(folder, 'npm.log'), 'utf8')).trim() : '';
    const first = await run(folder, ['--engines', 'onyx', '--json'], env);
    expect(first.exitCode, first.stderr).toBe(2);
    expect(JSON.parse(first.stdout).error.message).toMatch(/"onyx" is not an engine/);
    expect(await asked()).toBe('ci --no-audit --no-fund --prefer-offline --loglevel=error');
    await run(folder, ['--engines', 'onyx'], env);
    expect((await asked()).split('\n')).toHaveLength(1);
    await writeFile(join(folder, 'src', 'new.ts'), '');
    await run(folder, ['--engines', 'onyx'], env);
    expect((await asked()).split('\n').at(-1)).toBe('run build --loglevel=error');
    await run(folder, ['--force', '--offline', '--engines', 'onyx'], env);
    expect((await asked()).split('\n').at(-1)).toBe('ci --no-audit --no-fund --offline --loglevel=error');
  });

  test('says how to get Node.js where it is missing or too old', async () => {
    const { folder } = await checkout();
    const programs = join(folder, 'few');
    await mkdir(programs);
    for (const name of ['date', 'dirname'])
      await symlink(await realpath(`/usr/bin/${name}`), join(programs, name));
    await symlink('/bin/bash', join(programs, 'bash'));
    const missing = await run(folder, [], { PATH: programs });
    expect(missing).toMatchObject({
      exitCode: 4,
      stderr: expect.stringMatching(/Node\.js is missing: install/),
    });
    const old = '#!/bin/sh\n[ "$1" = --version ] && echo v18.1.0\nexit 1\n';
    await writeFile(join(programs, 'node'), old, { mode: 0o755 });
    const tooOld = await run(folder, [], { PATH: programs });
    expect(tooOld).toMatchObject({
      exitCode: 4,
      stderr: expect.stringMatching(/v18\.1\.0 is too old: install/),
    });
  });
});
