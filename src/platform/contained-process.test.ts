import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HAS_NETWORK_NAMESPACE } from '../../tests/e2e/tools.ts';
import { compileSources, runScript } from '../../tests/fixtures/compiled-sources.ts';
import { type ContainedEnd, runContained } from './contained-process.ts';

const ENV = { PATH: process.env['PATH'], GREETING: 'hello' };
/** Runs until it is killed, as does a program that it starts; prints the process id of that one first. */
const ENDLESS = `
  const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  process.stdout.write(child.pid + '\\n');
  setInterval(() => {}, 1000);
`;

describe('a contained process', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'offscribe-contained-'));
  });
  afterEach(async () => await rm(folder, { recursive: true, force: true }));

  async function run(
    code: string,
    more: { limitMs?: number; signal?: AbortSignal } = {},
  ): Promise<ContainedEnd> {
    const script = join(folder, 'script.cjs');
    await writeFile(script, code);
    return await runContained({ script, input: 'the job', env: ENV, limitMs: 20_000, ...more });
  }

  test('gets its job in a line, only the variables it was given, and is heard', async () => {
    const end = await run(`process.stdin.once('data', (line) => {
      console.log(JSON.stringify({ line: String(line), env: Object.keys(process.env).sort() }));
      console.error('a complaint');
      process.exit(3);
    });`);
    expect(end).toMatchObject({ exitCode: 3, isOutOfTime: false, stderr: 'a complaint\n' });
    const { line, env } = JSON.parse(end.stdout);
    expect(line).toBe('the job\n');
    // The shell that sets the limits adds its own.
    expect(env.filter((name: string) => !['PWD', 'SHLVL', '_', 'OLDPWD'].includes(name))).toEqual([
      'GREETING',
      'PATH',
    ]);
  });

  test.skipIf(process.platform === 'win32')(
    'that crashes is known by its signal, and leaves no core file',
    async () => {
      expect(await run("process.kill(process.pid, 'SIGSEGV'); setInterval(() => {}, 1000);")).toMatchObject({
        endedBy: 'SIGSEGV',
        isOutOfTime: false,
      });
      const limit = await run(
        "console.log(require('node:fs').readFileSync('/proc/self/limits', 'utf8')); process.exit()",
      );
      if (process.platform === 'linux') expect(limit.stdout).toMatch(/Max core file size\s+0\s/);
    },
  );

  test('is killed at the time limit, with what it started', async () => {
    const end = await run(ENDLESS, { limitMs: 1_500 });
    expect(end.isOutOfTime).toBe(true);
    expect(Number(end.stdout)).toBeGreaterThan(0);
    await expect.poll(() => isAlive(Number(end.stdout)), { timeout: 10_000 }).toBe(false);
  });

  test('is killed when its signal fires', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 300);
    await expect(run(ENDLESS, { signal: stop.signal })).rejects.toThrow(/abort/);
    await expect(run(ENDLESS, { signal: AbortSignal.abort() })).rejects.toThrow(/abort/);
  });

  test('keeps the end of much that it prints, and takes no more memory for it', async () => {
    const end = await run(
      "for (let i = 0; i < 50_000; i++) console.error('line ' + i); process.exitCode = 0; process.stdin.destroy();",
    );
    expect(end.stderr.length).toBeLessThanOrEqual(64 * 1024);
    expect(end.stderr).toMatch(/line 49999\n$/);
  });

  test('sees its input end when the process that wanted it was killed', async () => {
    await compileSources(folder, ['kernel', 'platform']);
    const script = join(folder, 'job.cjs');
    const note = join(folder, 'note');
    await writeFile(
      script,
      `require('node:fs').writeFileSync(${JSON.stringify(note)}, String(process.pid));
       process.stdin.resume().on('end', () => process.exit(1)); console.log('up');`,
    );
    const parent = await runScript(
      folder,
      `import { existsSync } from 'node:fs';
       import { runContained } from './src/platform/contained-process.js';
       setInterval(() => { if (existsSync(${JSON.stringify(note)})) process.kill(process.pid, 'SIGKILL'); }, 20);
       await runContained({ script: ${JSON.stringify(script)}, input: '', env: process.env, limitMs: 20000 });`,
      {},
    );
    await parent.ended;
    const pid = Number(await readFile(note, 'utf8'));
    await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
  });

  test.skipIf(!HAS_NETWORK_NAMESPACE)('has no network on a system that can take it away', async () => {
    const end = await run(
      "console.log(Object.keys(require('node:os').networkInterfaces()).length); process.exit()",
    );
    expect(end.stdout).toBe('0\n');
  });
});

/** One that nobody has asked about since it was killed is still listed, as a zombie. */
function isAlive(pid: number): boolean {
  const state = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
  return state !== '' && !state.startsWith('Z');
}
