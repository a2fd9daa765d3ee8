/** What other tools have put into the hub cache: found, proven and used without asking anybody. */
import { mkdir, mkdtemp, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { storeFor } from '../../tests/fixtures/model-workshop.ts';
import { sha256 } from '../platform/index.ts';
import type { CatalogueEntry } from './catalogue/catalogue-entry.ts';
import { gitSha1 } from './content-hash.ts';
import type { ModelStore } from './model-store.ts';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const WEIGHTS = Buffer.concat([Buffer.from([6, 0, 0, 0]), Buffer.alloc(50_000, 7)]);
const CONFIG = Buffer.from('{"a": 1}');
const NOTES = Buffer.from('# not wanted');
const CONTENTS: Readonly<Record<string, Buffer>> = {
  'model.bin': WEIGHTS,
  'onnx/config.json': CONFIG,
  'README.md': NOTES,
};

const ENTRY: CatalogueEntry = {
  name: 'made',
  aliases: [],
  task: 'transcribe',
  languages: 'multilingual',
  licence: 'MIT',
  licenceEvidence: 'made for a test',
  nonCommercial: false,
  gated: false,
  sizeBytes: WEIGHTS.length + CONFIG.length,
  format: 'ctranslate2',
  engines: ['onnx'],
  files: [],
  sources: [{ kind: 'hub', repo: 'owner/made', files: ['model.bin', 'onnx/config.json'] }],
};

const folders: string[] = [];
let folder: string;
let repository: string;
let store: ModelStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offscribe-shared-'));
  folders.push(folder);
  repository = join(folder, 'hub', 'models--owner--made');
  // A closed port: whatever asks the hub fails.
  const env = { HOME: folder, OFFSCRIBE_HOME: join(folder, 'home'), HF_HUB_CACHE: join(folder, 'hub') };
  store = storeFor({ ...env, HF_ENDPOINT: 'http://127.0.0.1:9' }).store;
});

afterAll(async () => {
  for (const each of folders) await rm(each, { recursive: true });
});

function etagOf(name: string): string {
  const bytes = CONTENTS[name] ?? Buffer.alloc(0);
  return name === 'model.bin' ? sha256(bytes) : gitSha1(bytes);
}

/** Puts the repository into the cache the way the Python client does. */
async function putRepository(options: { tree: boolean; shared?: boolean; newline?: boolean }): Promise<void> {
  for (const [name, bytes] of Object.entries(CONTENTS)) {
    const blob = join(repository, 'blobs', etagOf(name));
    const link = join(repository, 'snapshots', COMMIT, name);
    await mkdir(dirname(blob), { recursive: true });
    await mkdir(dirname(link), { recursive: true });
    if (options.shared && name === 'model.bin') {
      const payload = join(folder, 'hub', 'blobs', 'ab', 'abcdef');
      await mkdir(dirname(payload), { recursive: true });
      await writeFile(payload, bytes);
      await symlink('../../blobs/ab/abcdef', blob);
    } else await writeFile(blob, bytes);
    await symlink(`${'../'.repeat(name.split('/').length + 1)}blobs/${etagOf(name)}`, link);
  }
  await mkdir(join(repository, 'refs'), { recursive: true });
  await writeFile(join(repository, 'refs', 'main'), COMMIT + (options.newline ? '\n' : ''));
  if (!options.tree) return;
  const files = Object.entries(CONTENTS).map(([name, { length: size }]) => {
    const lfs = { size, blob_id: 'e'.repeat(40), lfs_sha256: etagOf(name), lfs_size: size };
    return [name, name === 'model.bin' ? lfs : { size, blob_id: etagOf(name) }];
  });
  await mkdir(join(repository, 'trees'));
  const tree = JSON.stringify({ format_version: 1, files: Object.fromEntries(files) });
  await writeFile(join(repository, 'trees', `${COMMIT}.json`), tree);
}

test.each([
  ['with its listing', { tree: true }],
  ['without a listing, by the names of its blobs', { tree: false }],
  ['with a newline in its ref', { tree: true, newline: true }],
  ['whose blob is a link into a store shared by all repositories', { tree: true, shared: true }],
])('[row 22] a repository that another tool pulled, %s, is used as it is', async (_title, options) => {
  await putRepository(options);
  expect((await store.status(ENTRY)).state).toBe('downloaded');
  const model = await store.locate(ENTRY);
  expect(model).toMatchObject({
    folder: join(repository, 'snapshots', COMMIT),
    sha256: sha256(WEIGHTS),
    manifest: {
      commit: COMMIT,
      repo: 'owner/made',
      files: [{ name: 'model.bin' }, { name: 'onnx/config.json' }],
    },
  });
  expect((await store.status(ENTRY)).state).toBe('verified');
  expect(await store.pull(ENTRY, { offline: false })).toMatchObject({ folder: model.folder });
});

test('pulling it only writes it into the lock; then that commit is the only one that counts', async () => {
  await putRepository({ tree: true });
  await store.pull(ENTRY, { offline: false });
  const lock = JSON.parse(await readFile(join(folder, 'home', 'offscribe.lock.json'), 'utf8'));
  expect(lock.models.made).toEqual({
    source: 'hub',
    repo: 'owner/made',
    revision: 'main',
    commit: COMMIT,
    files: {
      'model.bin': { size: WEIGHTS.length, sha256: sha256(WEIGHTS) },
      'onnx/config.json': { size: CONFIG.length, sha256: sha256(CONFIG), gitSha1: gitSha1(CONFIG) },
    },
  });
  await writeFile(join(repository, 'refs', 'main'), 'f'.repeat(40));
  expect(await store.locate(ENTRY)).toMatchObject({ manifest: { commit: COMMIT } });
});

test('a listed file that is missing is named; nothing is called whole', async () => {
  await putRepository({ tree: true });
  await rm(join(repository, 'snapshots', COMMIT, 'onnx/config.json'));
  await rm(join(repository, 'blobs', etagOf('onnx/config.json')));
  expect((await store.status(ENTRY)).state).toBe('partial');
  await expect(store.locate(ENTRY)).rejects.toMatchObject({
    code: 'E_MODEL_NOT_CACHED',
    details: { file: 'onnx/config.json' },
  });
});

test.each(['model.bin', 'onnx/config.json'])('damage in %s is found, whoever put it there', async (name) => {
  await putRepository({ tree: true });
  const blob = join(repository, 'blobs', etagOf(name));
  const bytes = await readFile(blob);
  bytes.writeUInt8(bytes.readUInt8(5) ^ 1, 5);
  await writeFile(blob, bytes);
  await expect(store.locate(ENTRY)).rejects.toMatchObject({
    code: 'E_MODEL_CORRUPT',
    details: { file: name },
  });
  expect((await store.status(ENTRY)).state).toBe('corrupt');
});

test('a listing that names an evil path or an evil etag counts as none', async () => {
  await putRepository({ tree: false });
  await mkdir(join(repository, 'trees'));
  const tree = { format_version: 1, files: { 'model.bin': { size: 3, blob_id: '../../../x' } } };
  await writeFile(join(repository, 'trees', `${COMMIT}.json`), JSON.stringify(tree));
  await expect(store.locate(ENTRY)).rejects.toMatchObject({ code: 'E_MODEL_NOT_CACHED' });
});

test('[row 22] an ONNX model in the shared store gets a view without links, of the same bytes', async () => {
  await putRepository({ tree: true, shared: true });
  const entry: CatalogueEntry = { ...ENTRY, format: 'onnx' };
  const { folder: view } = await store.locate(entry);
  expect(view.startsWith(join(folder, 'home', 'views'))).toBe(true);
  await expect(readlink(join(view, 'model.bin'))).rejects.toThrow();
  expect(sha256(await readFile(join(view, 'model.bin')))).toBe(sha256(WEIGHTS));
  expect((await store.locate(entry)).folder).toBe(view);
});
