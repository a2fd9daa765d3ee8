import { type ChildProcess, spawn } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HAS_MOUNTS } from '../../tests/e2e/tools.ts';
import { compileSources, runScript } from '../../tests/fixtures/compiled-sources.ts';
import { makeWhisper, putModel } from '../../tests/fixtures/made-checkpoint.ts';
import { openTrustedDigests, sha256OfFile } from '../platform/index.ts';
import { type DerivedWhisper, type DeriveWhisperOptions, deriveWhisper } from './derive-whisper.ts';
import { dropDamagedDerived } from './derived-folder.ts';

const FILES = [
  'alignment.onnx',
  'decoder.onnx',
  'embeddings.bin',
  'encoder.onnx',
  'likelihood.onnx',
  'manifest.json',
  'verifier.onnx',
  'weights.bin',
];

let root: string;
let home: string;
let modelFolder: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'offscribe-derive-'));
  home = join(root, 'home');
  modelFolder = await putModel(join(root, 'model'), makeWhisper().file);
});
afterEach(async () => await rm(root, { recursive: true }));

async function derive(more: Partial<DeriveWhisperOptions> = {}): Promise<DerivedWhisper> {
  return await deriveWhisper(modelFolder, {
    precision: 'int8',
    home,
    digests: openTrustedDigests(home),
    modelName: 'tiny.en',
    ...more,
  });
}

/** Everything under `derived/` but published folders: temporary folders and locks. */
async function leftovers(): Promise<string[]> {
  const names: string[] = [];
  for (const source of await readdir(join(home, 'derived'))) {
    names.push(...(await readdir(join(home, 'derived', source))).filter((name) => !name.startsWith('onnx-')));
  }
  return names;
}

/** Digests of the folder's files. */
async function contents(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).sort();
  return await Promise.all(names.map(async (name) => await sha256OfFile(join(folder, name))));
}

describe('a conversion', () => {
  it('lies under the sha256 of its source, its precision and its generator, with a manifest of true digests', async () => {
    const { folder, dims, encoderPath, decoderPath } = await derive();
    expect(basename(folder)).toBe('onnx-int8-g23');
    expect(basename(dirname(folder))).toMatch(/^[0-9a-f]{64}$/);
    expect((await readdir(folder)).sort()).toEqual(FILES);
    expect([encoderPath, decoderPath]).toEqual([join(folder, 'encoder.onnx'), join(folder, 'decoder.onnx')]);
    expect(dims).toMatchObject({ nMels: 4, nAudioCtx: 1500, nTextLayer: 1, nVocab: 70 });
    const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8'));
    expect(manifest.source[0]).toMatchObject({
      name: 'model.bin',
      sha256: await sha256OfFile(join(modelFolder, 'model.bin')),
    });
    for (const { name, sizeBytes, sha256 } of manifest.files) {
      expect(sha256).toBe(await sha256OfFile(join(folder, name)));
      expect(sizeBytes).toBe((await readFile(join(folder, name))).length);
    }
    expect(await leftovers()).toEqual([]);
  });

  it.each([
    ['a layer that the model does not have', [[1, 0]]],
    ['a head that the model does not have', [[0, 1]]],
    ['no pairs', [0, 0]],
  ])('refuses alignment heads that name %s', async (_, heads) => {
    await writeFile(join(modelFolder, 'config.json'), JSON.stringify({ alignment_heads: heads }));
    await expect(derive()).rejects.toMatchObject({ code: 'E_MODEL_CORRUPT' });
    expect(await leftovers()).toEqual([]);
  });

  it.each([
    ['f32', 'any'],
    ['int8', 'any'],
    ['int8', 'vnni'],
  ] as const)('to %s for %s processors gives the same bytes every time', async (precision, kernels) => {
    const first = await derive({ precision, kernels });
    const second = await derive({ precision, kernels, home: join(root, 'other home') });
    expect(second.folder).not.toBe(first.folder);
    expect(await contents(second.folder)).toEqual(await contents(first.folder));
  });

  it('is done once, and its digests are on record before anything reads it back', async () => {
    const { folder } = await derive();
    const sourceAndMade = 2 + 7;
    expect(await readdir(join(home, 'digests'))).toHaveLength(sourceAndMade);
    const again = await derive({ onProgress: () => expect.unreachable('converts again') });
    expect(again.folder).toBe(folder);
  });

  it('reports a share that rises to one', async () => {
    const shares: number[] = [];
    await derive({ onProgress: (share) => shares.push(share) });
    expect(shares.length).toBeGreaterThan(10);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBeCloseTo(1);
  });

  it('is made anew when the checkpoint is another one', async () => {
    const first = await derive();
    await putModel(modelFolder, makeWhisper({ seed: 2 }).file);
    expect((await derive()).folder).not.toBe(first.folder);
  });

  it('of nothing is E_MODEL_NOT_CACHED', async () => {
    await rm(join(modelFolder, 'model.bin'));
    await expect(derive()).rejects.toMatchObject({
      code: 'E_MODEL_NOT_CACHED',
      hint: 'offscribe models pull tiny.en',
    });
  });

  it('of a damaged checkpoint is E_MODEL_CORRUPT and leaves nothing behind', async () => {
    await writeFile(join(modelFolder, 'model.bin'), makeWhisper().file.subarray(0, -2000));
    await expect(derive()).rejects.toMatchObject({
      code: 'E_MODEL_CORRUPT',
      hint: 'offscribe models pull tiny.en',
    });
    expect(await leftovers()).toEqual([]);
  });
});

describe('converted weights that were damaged', () => {
  it.each(['encoder.onnx', 'decoder.onnx', 'weights.bin'])(
    'in %s are refused, dropped, made again',
    async (name) => {
      const { folder } = await derive();
      const sound = await contents(folder);
      const bytes = await readFile(join(folder, name));
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
      await writeFile(join(folder, name), bytes);
      const expected = await derive().catch((error: unknown) => error);
      expect(expected).toMatchObject({ code: 'E_MODEL_CORRUPT', hint: 'offscribe models pull tiny.en' });
      expect((expected as Error).message).toContain(join(folder, name));

      expect(await dropDamagedDerived(home, await sha256OfFile(join(modelFolder, 'model.bin')))).toEqual([
        folder,
      ]);
      expect(await contents((await derive()).folder)).toEqual(sound);
    },
  );

  it.each([
    [
      'cut short',
      async (folder: string) => await writeFile(join(folder, 'weights.bin'), 'short'),
      /has 5 bytes instead of/,
    ],
    ['absent', async (folder: string) => await rm(join(folder, 'encoder.onnx')), /it is absent/],
    [
      'without a manifest',
      async (folder: string) => await rm(join(folder, 'manifest.json')),
      /no readable manifest/,
    ],
    [
      'with a torn manifest',
      async (folder: string) => await writeFile(join(folder, 'manifest.json'), '{"sche'),
      /no readable manifest/,
    ],
    [
      'with a foreign manifest',
      async (folder: string) => await writeFile(join(folder, 'manifest.json'), '{"schema":1}'),
      /no readable manifest/,
    ],
  ])('%s are refused with the reason, and dropped', async (_, damage, reason) => {
    const { folder } = await derive();
    await damage(folder);
    const failure = await derive().catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'E_MODEL_CORRUPT', message: expect.stringMatching(reason) });
    expect(await dropDamagedDerived(home, await sha256OfFile(join(modelFolder, 'model.bin')))).toEqual([
      folder,
    ]);
  });

  it('are dropped alone: sound ones and those of other checkpoints stay', async () => {
    const { folder: sound } = await derive({ precision: 'f32' });
    const source = await sha256OfFile(join(modelFolder, 'model.bin'));
    await putModel(modelFolder, makeWhisper({ seed: 2 }).file);
    const { folder: other } = await derive();
    await appendFile(join(other, 'weights.bin'), 'more');
    expect(await dropDamagedDerived(home, source)).toEqual([]);
    expect(await readdir(sound)).toContain('weights.bin');
    expect(await readdir(other)).toContain('weights.bin');
  });

  it('are none where nothing was ever converted', async () => {
    expect(await dropDamagedDerived(home, 'a'.repeat(64))).toEqual([]);
  });
});

describe('a conversion that is stopped', () => {
  it('by its signal ends with E_CANCELLED, wherever it is, and leaves nothing behind', async () => {
    for (const share of [0, 0.1, 0.5, 0.99]) {
      const stop = new AbortController();
      const onProgress = (done: number): void => {
        if (done >= share) stop.abort();
      };
      await expect(derive({ signal: stop.signal, onProgress })).rejects.toMatchObject({
        code: 'E_CANCELLED',
      });
      expect(await leftovers()).toEqual([]);
    }
    await expect(derive()).resolves.toBeDefined();
  });

  it('before it starts ends with E_CANCELLED', async () => {
    await expect(derive({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'E_CANCELLED' });
  });
});

describe('several processes', () => {
  const script = (precision: string): string => `
    import { deriveWhisper } from './src/weights/index.js';
    import { openTrustedDigests } from './src/platform/index.js';
    const [home, folder] = [process.env.TEST_HOME, process.env.TEST_MODEL];
    const work = deriveWhisper(folder, { precision: '${precision}', home, digests: openTrustedDigests(home),
      onProgress: (done) => { if (done > 0.3 && process.env.TEST_KILL) process.kill(process.pid, 'SIGKILL'); } });
    console.log(JSON.stringify(await work.catch(({ code }) => ({ code }))));`;
  const environment = (): Record<string, string> => ({ TEST_HOME: home, TEST_MODEL: modelFolder });

  it('that convert the same checkpoint at once all get it, and nothing is left over', async () => {
    await compileSources(join(root, 'compiled'), ['kernel', 'platform', 'weights']);
    const runs = await Promise.all(
      ['int8', 'int8', 'f32', 'int8'].map((precision) =>
        runScript(join(root, 'compiled'), script(precision), environment()),
      ),
    );
    const folders: string[] = [];
    for (const run of runs) folders.push(JSON.parse((await run.ended).output).folder);
    expect(new Set(folders).size).toBe(2);
    expect(await leftovers()).toEqual([]);
    await expect(derive()).resolves.toMatchObject({ folder: folders[0] });
  });

  it('one of which is killed: the next cleans up after it and converts', async () => {
    await compileSources(join(root, 'compiled'), ['kernel', 'platform', 'weights']);
    const killed = await runScript(join(root, 'compiled'), script('int8'), {
      ...environment(),
      TEST_KILL: '1',
    });
    await killed.ended;
    expect((await leftovers()).some((name) => name.endsWith('.offscribe-tmp'))).toBe(true);
    await expect(derive()).resolves.toBeDefined();
    expect(await leftovers()).toEqual([]);
  });

  it.skipIf(!HAS_MOUNTS)('on a full disk end with E_DISK_FULL and leave nothing behind', async () => {
    await compileSources(join(root, 'compiled'), ['kernel', 'platform', 'weights']);
    await writeFile(join(root, 'compiled', 'full.js'), script('int8'));
    await mkdir(home);
    const mounted =
      'mount -t tmpfs -o size=512k tmpfs "$TEST_HOME" && "$NODE" "$0" && find "$TEST_HOME" -type f';
    const child = spawn('unshare', ['-rm', 'sh', '-c', mounted, join(root, 'compiled', 'full.js')], {
      env: { ...process.env, ...environment(), NODE: process.execPath },
    });
    const [answer, ...files] = (await outputOf(child)).trim().split('\n');
    expect(JSON.parse(answer ?? '')).toEqual({ code: 'E_DISK_FULL' });
    expect(files.filter((name) => name.includes('/derived/'))).toEqual([]);
  });
});

async function outputOf(child: ChildProcess): Promise<string> {
  let output = '';
  child.stdout?.on('data', (bytes: Buffer) => (output += bytes.toString()));
  return await new Promise((done) => {
    child.on('error', () => done(output));
    child.on('close', () => done(output));
  });
}
