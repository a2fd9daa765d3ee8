import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { compileSources, type RunningScript, runScript } from '../../tests/fixtures/compiled-sources.ts';
import { acquireLock, lockOwner, tryLock, withLock } from './lock.ts';

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

test('[row 20] a live owner is waited for, and waiting can be called off', async () => {
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

test('[row 20] the lock of a process that was killed is taken over, without a wait', async () => {
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
  '[row 20] a pid that was given to another process is not its owner (needs /proc)',
  async () => {
    const lock = await acquireLock(path);
    const owner = JSON.parse(await readFile(path, 'utf8'));
    await lock.release();
    await mkdir(join(folder, 'locks'), { recursive: true });
    await writeFile(path, JSON.stringify({ ...owner, started: '1', token: 'earlier' }));
    await (await acquireLock(path)).release();
  },
);

test('[row 20] an owner on another machine cannot be asked, so it is not robbed while it may live', async () => {
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

/** Content of a lock that this process has just had at `path`, with some of it changed. */
async function leftMark(change: Readonly<Record<string, unknown>>): Promise<string> {
  const lock = await acquireLock(path);
  const mark = { ...JSON.parse(await readFile(path, 'utf8')), token: 'earlier', ...change };
  await lock.release();
  return JSON.stringify(mark);
}

test.skipIf(process.platform !== 'linux')(
  '[row 20] a living owner that has not renewed its lock for an hour still has it (needs /proc)',
  async () => {
    await writeFile(path, await leftMark({}));
    await utimes(path, 1_000, 1_000);
    expect(await tryLock(path)).toBe(undefined);
    expect(await lockOwner(path)).toBe(`process ${process.pid}`);
  },
);

test.skipIf(process.platform !== 'linux')(
  '[row 20] an owner from before a reboot is dead, though a process has its pid and start time (needs /proc)',
  async () => {
    const { started } = JSON.parse(await leftMark({}));
    await writeFile(path, await leftMark({ started: started.replace(/^[^:]*/, 'anotherboot') }));
    await (await acquireLock(path)).release();
  },
);

test.skipIf(process.platform !== 'linux')(
  '[row 20] an owner that ended but was not waited for by its parent is dead (needs /proc)',
  async () => {
    // The shell starts a child and becomes a program that never asks for it: the child stays in the process table.
    const parent = spawn('sh', ['-c', 'sleep 0.3 & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const pid = Number(
      await new Promise((resolve) => parent.stdout.once('data', String).once('data', resolve)),
    );
    try {
      const line = async (): Promise<string> => await readFile(`/proc/${pid}/stat`, 'utf8');
      await expect.poll(line).toMatch(/\) Z /);
      await writeFile(path, await leftMark({ pid }));
      expect(await lockOwner(path)).toBe(undefined);
    } finally {
      parent.kill();
    }
  },
);

test('[row 20] a lock without an owner in it is taken over within five seconds', async () => {
  await mkdir(join(folder, 'locks'), { recursive: true });
  await writeFile(path, '');
  const lock = await acquireLock(path, { signal: AbortSignal.timeout(5_000) });
  await lock.release();
});

test('asking for a lock without waiting: undefined while it is held, and its dead owner is no obstacle', async () => {
  const lock = await acquireLock(path);
  expect(await tryLock(path)).toBe(undefined);
  await lock.release();
  expect(await lockOwner(path)).toBe(undefined);
  await writeFile(path, await leftMark({ pid: 999_999_999 }));
  const taken = await tryLock(path);
  expect(await lockOwner(path)).toBe(`process ${process.pid}`);
  await taken?.release();
  expect(await readdir(join(folder, 'locks'))).toEqual([]);
});

test('a process that died while it took over a lock stops nobody', async () => {
  const [owner, taker] = [await leftMark({ pid: 999_999_999 }), await leftMark({ pid: 999_999_998 })];
  await writeFile(path, owner);
  await writeFile(`${path}.takeover`, taker);
  await (await acquireLock(path)).release();
  expect(await readdir(join(folder, 'locks'))).toEqual([]);
});

test('the folder of the locks may be removed at any moment', async () => {
  let isRunning = true;
  const remover = (async () => {
    while (isRunning) await rm(join(folder, 'locks'), { recursive: true, force: true, maxRetries: 3 });
  })();
  for (let round = 0; round < 50; round += 1) await (await acquireLock(path)).release();
  isRunning = false;
  await remover;
});

test('a file where the folder of the locks should be is an error, not a wait', async () => {
  await writeFile(join(folder, 'locks'), '');
  await expect(acquireLock(path)).rejects.toMatchObject({ code: expect.stringMatching(/EEXIST|ENOTDIR/) });
});
