import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeEach, expect, test } from 'vitest';
import type { ModelManifest } from './manifest.ts';
import { openModelLock } from './model-lock.ts';
import { manifestFromLock, parseLock } from './model-lock-format.ts';

const COMMIT = 'c'.repeat(40);

const HUB_MODEL: ModelManifest = {
  model: 'base',
  source: 'hub',
  repo: 'Systran/faster-whisper-base',
  repository: 'models--Systran--faster-whisper-base',
  revision: 'main',
  commit: COMMIT,
  files: [
    { name: 'model.bin', sizeBytes: 12, etag: 'a'.repeat(64), sha256: 'a'.repeat(64) },
    { name: 'sub/config.json', sizeBytes: 3, etag: 'b'.repeat(40), sha256: 'd'.repeat(64) },
  ],
};

const folders: string[] = [];
let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'offscribe-lock-'));
  folders.push(home);
});

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true });
});

test('a locked model is read back as it was written, weights first', async () => {
  await openModelLock({ home }).keep(HUB_MODEL);
  expect(await openModelLock({ home }).read('base')).toEqual(HUB_MODEL);
  expect(await openModelLock({ home }).read('other')).toBeUndefined();
});

test('a model from elsewhere lies under our own name, whatever the lock says', async () => {
  const { repo: _repo, ...rest } = HUB_MODEL;
  const manifest: ModelManifest = { ...rest, source: 'pypi', repository: 'models--offscribe--base' };
  await openModelLock({ home }).keep(manifest);
  expect(await openModelLock({ home }).read('base')).toEqual(manifest);
});

test('keeping what is locked already writes nothing; others stay', async () => {
  const path = join(home, 'own.json');
  const lock = openModelLock({ home, file: path });
  await lock.keep(HUB_MODEL);
  await lock.keep({ ...HUB_MODEL, model: 'another' });
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace('"format": 1', '"format":  1'));
  await lock.keep(HUB_MODEL);
  expect(await readFile(path, 'utf8')).toContain('"format":  1');
  expect(await lock.names()).toEqual(['another', 'base']);
});

test('ten processes-worth of writers lose nothing', async () => {
  const names = Array.from({ length: 10 }, (_, index) => `model-${index}`);
  await Promise.all(names.map((model) => openModelLock({ home }).keep({ ...HUB_MODEL, model })));
  expect([...(await openModelLock({ home }).names())].sort()).toEqual(names.sort());
});

test('a lock file that is none is E_CONFIG_INVALID, naming the file and what is wrong', async () => {
  const path = join(home, 'bad.json');
  const lock = openModelLock({ home, file: path });
  for (const [text, words] of [
    ['{', /bad\.json is not JSON/],
    ['{"format":2,"models":{}}', /is not a lock file of format 1/],
    ['{"format":1}', /lists no models/],
    ['{"format":1,"models":{"base":{"source":"ftp"}}}', /has no source, revision, commit or files for base/],
  ] as const) {
    await writeFile(path, text);
    await expect(lock.read('base')).rejects.toMatchObject({
      code: 'E_CONFIG_INVALID',
      exitCode: 2,
      message: expect.stringMatching(words),
    });
  }
  await rm(path);
  await mkdir(path);
  await expect(lock.read('base')).rejects.toMatchObject({ code: 'E_CONFIG_INVALID' });
});

test('[row 27] evil names in a lock that came with a project are refused', () => {
  const locked = (changes: object): unknown => ({
    source: 'hub',
    repo: 'a/b',
    revision: 'main',
    commit: COMMIT,
    files: { 'model.bin': { size: 1, sha256: 'a'.repeat(64) } },
    ...changes,
  });
  const size = { size: 1, sha256: 'a'.repeat(64) };
  for (const changes of [
    { repo: '../../etc' },
    { revision: '../../../main' },
    { files: { '../x': size } },
    { files: { 'a:b': size } },
    { files: { A: size, a: size } },
  ])
    expect(() => manifestFromLock('base', locked(changes), 'lock')).toThrow(
      expect.objectContaining({ code: 'E_MODEL_UNSAFE' }),
    );
  for (const changes of [{ commit: '../x' }, { files: { x: { size: -1, sha256: 'a'.repeat(64) } } }])
    expect(() => manifestFromLock('base', locked(changes), 'lock')).toThrow(
      expect.objectContaining({ code: 'E_CONFIG_INVALID' }),
    );
});

test('any JSON at all is either a lock or a typed refusal', () => {
  fc.assert(
    fc.property(fc.json(), fc.json(), (text, inner) => {
      for (const candidate of [text, `{"format":1,"models":{"base":${inner}}}`]) {
        try {
          const models = parseLock(candidate, 'lock');
          if (Object.hasOwn(models, 'base')) manifestFromLock('base', models['base'], 'lock');
        } catch (error) {
          expect(error).toHaveProperty('code', expect.stringMatching(/^E_(CONFIG_INVALID|MODEL_UNSAFE)$/));
        }
      }
    }),
  );
});
