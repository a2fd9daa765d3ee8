import { cp, mkdir, open, readdir, readFile, realpath, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { BUILT_IN_CATALOGUE } from '../../src/models/index.ts';
import { hubCacheFolder } from '../../src/platform/index.ts';
import { copyClip } from './media.ts';
import { expectRefusal, type RunEnvironment, runOffscribe, temporaryFolder } from './offscribe.ts';

const REFUSED = ['transcribe', 'clip.flac', '-m', 'tiny.en'];
const RUN = [...REFUSED, '-o', '-'];

/** Of its weights, by which what was made from them is known. */
const TINY_EN_SHA256 = BUILT_IN_CATALOGUE.find('tiny.en').files[0]?.sha256 ?? '';

interface Cell {
  readonly cwd: string;
  readonly env: RunEnvironment;
  readonly hub: string;
  readonly home: string;
}

/** A folder with the recording, and own copies of the models and of what was converted: these tests damage them. */
async function isolatedCell(): Promise<Cell> {
  const cell = await temporaryFolder();
  const [cwd, hub, home] = ['work', 'hub', 'home'].map((name) => join(cell, name)) as [
    string,
    string,
    string,
  ];
  await mkdir(cwd);
  await copyClip(cwd);
  for (const name of ['models--offscribe--tiny.en', 'models--offscribe--silero-vad']) {
    const from = join(hubCacheFolder(process.env), name);
    await cp(from, join(hub, name), { recursive: true, verbatimSymlinks: true });
  }
  await cp(join(inject('offscribeHome'), 'derived'), join(home, 'derived'), { recursive: true });
  return { cwd, hub, home, env: { HF_HUB_CACHE: hub, OFFSCRIBE_HOME: home, OFFSCRIBE_OFFLINE: '1' } };
}

/** Turns over one byte in the middle and puts the modification time back, as bit rot would leave it. */
async function flipByte(path: string): Promise<void> {
  const { size, atime, mtime } = await stat(path);
  const handle = await open(path, 'r+');
  try {
    const byte = Buffer.alloc(1);
    await handle.read(byte, 0, 1, Math.floor(size / 2));
    byte.writeUInt8(byte.readUInt8(0) ^ 0x10, 0);
    await handle.write(byte, 0, 1, Math.floor(size / 2));
  } finally {
    await handle.close();
  }
  await utimes(path, atime, mtime);
}

/** Folder of the converted weights of tiny.en. */
async function convertedFolder(home: string): Promise<string> {
  const root = join(home, 'derived');
  for (const name of await readdir(root, { recursive: true })) {
    if (!name.endsWith('manifest.json')) continue;
    if ((await readFile(join(root, name), 'utf8')).includes(TINY_EN_SHA256)) return join(root, dirname(name));
  }
  throw new Error('no converted weights');
}

async function findFile(folder: string, name: string): Promise<string> {
  const found = (await readdir(folder, { recursive: true })).find((path) => path.endsWith(name));
  if (found === undefined) throw new Error(`no ${name} in ${folder}`);
  return await realpath(join(folder, found));
}

describe('a byte flipped', () => {
  test('in the cached weights is found, named, and mended by the pull that the hint gives', async () => {
    const { cwd, env, hub } = await isolatedCell();
    const ok = await runOffscribe(RUN, { cwd, env });
    expect(ok.exitCode, ok.stderr).toBe(0);
    await flipByte(await findFile(hub, 'model.bin'));
    const refusal = {
      code: 'E_MODEL_CORRUPT',
      exitCode: 1,
      message: /model\.bin.*[0-9a-f]{8}.*[0-9a-f]{8}/,
      hint: /^offscribe models pull tiny\.en/,
    } as const;
    await expectRefusal(REFUSED, { cwd, env }, refusal);
    const online = { ...env, OFFSCRIBE_OFFLINE: undefined };
    const pull = await runOffscribe(['models', 'pull', 'tiny.en'], { cwd, env: online });
    expect(pull).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^tiny\.en +SUCCESS +ready /m) });
    const again = await runOffscribe(RUN, { cwd, env });
    expect(again).toMatchObject({ exitCode: 0, stdout: ok.stdout });
  });

  test.each(['.onnx', 'weights.bin'])(
    'in converted weights (%s) is found, and mended without a network',
    async (ending) => {
      const { cwd, env, home } = await isolatedCell();
      const ok = await runOffscribe(RUN, { cwd, env });
      expect(ok.exitCode, ok.stderr).toBe(0);
      await flipByte(await findFile(await convertedFolder(home), ending));
      const hint = /^offscribe models pull tiny\.en/;
      await expectRefusal(REFUSED, { cwd, env }, { code: 'E_MODEL_CORRUPT', exitCode: 1, hint });
      const pull = await runOffscribe(['models', 'pull', 'tiny.en'], { cwd, env });
      expect(pull, pull.stderr).toMatchObject({
        exitCode: 0,
        stdout: expect.stringMatching(/^tiny\.en +SUCCESS +ready /m),
      });
      expect(pull.stderr).toMatch(/converted weights were dropped/);
      expect(await runOffscribe(RUN, { cwd, env })).toMatchObject({ exitCode: 0, stdout: ok.stdout });
    },
  );
});

describe('models', () => {
  test('that are missing are named together when the network is off, and transcribe makes nothing', async () => {
    const { cwd, env } = await isolatedCell();
    const empty = { ...env, HF_HUB_CACHE: join(cwd, '..', 'empty'), OFFSCRIBE_OFFLINE: undefined };
    const refusal = {
      code: 'E_MODEL_NOT_CACHED',
      exitCode: 4,
      message: /base and silero-vad/,
      hint: /^offscribe models pull base silero-vad/,
    } as const;
    await expectRefusal(['transcribe', 'clip.flac', '--offline'], { cwd, env: empty }, refusal);
    await expectRefusal(['--offline', 'transcribe', 'clip.flac'], { cwd, env: empty }, refusal);
  });

  test('that are missing are fetched by transcribe itself when it may', async () => {
    const { cwd, env, hub } = await isolatedCell();
    await rm(join(hub, 'models--offscribe--silero-vad'), { recursive: true });
    const run = await runOffscribe(RUN, { cwd, env: { ...env, OFFSCRIBE_OFFLINE: undefined } });
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr).toMatch(/silero-vad is not on this machine yet/);
    expect(run.stderr).toMatch(/^silero-vad: verified/m);
    expect(await runOffscribe(RUN, { cwd, env })).toMatchObject({ exitCode: 0, stdout: run.stdout });
  });

  test('are listed with their state, which never claims more than the bytes', async () => {
    const { cwd, env, hub } = await isolatedCell();
    const states = async (): Promise<Record<string, string>> => {
      const { stdout } = await runOffscribe(['models', 'list', '--json'], { cwd, env });
      const rows: { name: string; state: string }[] = JSON.parse(stdout).models;
      return Object.fromEntries(rows.map(({ name, state }) => [name, state]));
    };
    const unhashed = { base: 'absent', 'tiny.en': 'downloaded', 'silero-vad': 'downloaded' };
    expect(await states()).toMatchObject(unhashed);
    await runOffscribe(['models', 'verify', 'tiny.en'], { cwd, env });
    expect(await states()).toMatchObject({ ...unhashed, 'tiny.en': 'verified' });
    await flipByte(await findFile(hub, 'model.bin'));
    expect(await states()).toMatchObject({ 'tiny.en': 'downloaded' });
    expect((await runOffscribe(['models', 'verify', 'tiny.en'], { cwd, env })).exitCode).toBe(1);
    expect(await states()).toMatchObject({ 'tiny.en': 'corrupt' });
    const plain = await runOffscribe(['models', 'list'], { cwd, env });
    expect(plain.stdout).toMatch(/^tiny\.en +corrupt /m);
    expect(plain.stdout).not.toMatch(/success|ready/i);
  });

  test('pull one by one: a failure does not stop the others', async () => {
    const { cwd, env } = await isolatedCell();
    const run = await runOffscribe(['models', 'pull', 'base', 'tiny.en', '--json'], { cwd, env });
    expect(run.exitCode).toBe(3);
    const { models, ok } = JSON.parse(run.stdout);
    expect(ok).toBe(false);
    expect(models).toMatchObject([
      { name: 'base', ok: false, error: { code: 'E_MODEL_NOT_CACHED' } },
      { name: 'tiny.en', ok: true, state: 'ready' },
    ]);
    const unknown = { code: 'E_MODEL_UNKNOWN', exitCode: 2 } as const;
    await expectRefusal(['models', 'pull', 'tiny.en', 'whatever'], { cwd, env }, unknown);
  });

  test('are found by path, and only when they are right', async () => {
    const { cwd, env, hub } = await isolatedCell();
    const { stdout } = await runOffscribe(['models', 'path', 'tiny.en'], { cwd, env });
    expect(stdout.startsWith(join(hub, 'models--offscribe--tiny.en', 'snapshots'))).toBe(true);
    expect((await readFile(join(stdout.trim(), 'config.json'))).length).toBeGreaterThan(0);
    const refusal = { code: 'E_MODEL_NOT_CACHED', exitCode: 4, hint: /models pull base/ } as const;
    await expectRefusal(['models', 'path', 'base'], { cwd, env }, refusal);
  });
});
