import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compileSources, type RunningScript, runScript } from '../../tests/fixtures/compiled-sources.ts';
import { acquireLock, withLock } from './lock.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offscribe-lock-'));
  path = join(folder, 'locks', 'thing.lock');
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** A process that takes the lock, says so, and holds it until it is ended. */
async function holder(): Promise<RunningScript> {
  await compileSources(join(folder, 'js'), ['kernel', 'platform']);
  const script = `import { acquireLock } from './src/platform/lock.js';
    await acquireLock(${JSON.stringify(path)}); console.log('held'); setInterval(() => {}, 1000);`;
  const running = await runScript(join(folder, 'js'), script, {});
  await expect.poll(running.output, { timeout: 20_000 }).toContain('held');
  return running;
}

test('work under one lock never overlaps, however many want it', async () => {
  let inside = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    inside += 1;
    most = Math.max(most, inside);
    await new Promise((resolve) => setTimeout(resolve, 5));
    inside -= 1;
  };
  await Promise.all(Array.from({ length: 8 }, () => withLock(path, work)));
  expect(most).toBe(1);
  expect(await readdir(join(folder, 'locks'))).toEqual([]);
});

test('the lock is let go when the work fails', async () => {
  await expect(withLock(path, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  await (await acquireLock(path)).release();
});

test('a live owner is waited for, and waiting can be called off', async () => {
  const running = await holder();
  const waits: string[] = [];
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 1_500);
  const waiting = acquireLock(path, { signal: stop.signal, onWait: (owner) => waits.push(owner) });
  await expect(waiting).rejects.toMatchObject({ code: 'E_CANCELLED' });
  expect(waits).toEqual([`process ${running.child.pid}`]);
  running.child.kill('SIGKILL');
  await running.ended;
});

test('the lock of a process that was killed is taken over', async () => {
  const running = await holder();
  running.child.kill('SIGKILL');
  await running.ended;
  await (await acquireLock(path)).release();
  expect(await readdir(join(folder, 'locks'))).toEqual([]);
});

test('many who find a dead owner at once still take turns', async () => {
  const running = await holder();
  running.child.kill('SIGKILL');
  await running.ended;
  let inside = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    inside += 1;
    most = Math.max(most, inside);
    await new Promise((resolve) => setTimeout(resolve, 20));
    inside -= 1;
  };
  await Promise.all(Array.from({ length: 8 }, () => withLock(path, work)));
  expect(most).toBe(1);
});

test.skipIf(process.platform !== 'linux')(
  'a pid that was given to another process is not its owner (needs /proc)',
  async () => {
    const lock = await acquireLock(path);
    const owner = JSON.parse(await readFile(path, 'utf8'));
    await lock.release();
    await mkdir(join(folder, 'locks'), { recursive: true });
    await writeFile(path, JSON.stringify({ ...owner, started: '1', token: 'earlier' }));
    await (await acquireLock(path)).release();
  },
);

test('an owner on another machine cannot be asked, so it is not robbed while it may live', async () => {
  const lock = await acquireLock(path);
  const owner = JSON.parse(await readFile(path, 'utf8'));
  await lock.release();
  await writeFile(path, JSON.stringify({ ...owner, pid: 999_999_999, machine: 'elsewhere' }));
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 1_000);
  await expect(acquireLock(path, { signal: stop.signal })).rejects.toMatchObject({ code: 'E_CANCELLED' });
});

test('letting go of a lock that was taken over leaves the new owner alone', async () => {
  const lock = await acquireLock(path);
  await writeFile(path, 'the new owner');
  await lock.release();
  expect(await readFile(path, 'utf8')).toBe('the new owner');
});
