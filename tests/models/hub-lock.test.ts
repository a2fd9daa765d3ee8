/** The lock file and a hub whose repositories move on: what was pulled once stays what it was, until the user says so. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CatalogueEntry } from '../../src/models/catalogue/catalogue-entry.ts';
import type { ModelStore } from '../../src/models/model-store.ts';
import { openModelStore } from '../../src/models/store.ts';
import { openTrustedDigests, sha256 } from '../../src/platform/index.ts';
import { type Hub, openHub } from '../fixtures/hub/index.ts';
import { TEST_PATIENCE } from '../fixtures/model-workshop.ts';

const REPO = 'owner/made';
const CONFIG = Buffer.from('{"a": 1}');

const ENTRY: CatalogueEntry = {
  name: 'made',
  aliases: [],
  task: 'transcribe',
  languages: 'multilingual',
  licence: 'MIT',
  licenceEvidence: 'made for a test',
  nonCommercial: false,
  gated: false,
  sizeBytes: 1000,
  format: 'ctranslate2',
  engines: ['onnx'],
  files: [],
  sources: [{ kind: 'hub', repo: REPO, files: ['config.json', 'notes.txt'] }],
};

let folder: string;
let hub: Hub;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offscribe-hub-lock-'));
  hub = await openHub({
    repositories: [{ id: REPO, files: { 'config.json': CONFIG, 'notes.txt': Buffer.alloc(20_000, 'a') } }],
  });
});

afterEach(async () => {
  await hub.close();
  await rm(folder, { recursive: true });
});

/** A machine of its own name: its own cache and OFFSCRIBE_HOME. */
function machine(name: string, lockFile?: string): ModelStore {
  const home = join(folder, name, 'home');
  const env = { HOME: join(folder, name), OFFSCRIBE_HOME: home, HF_ENDPOINT: hub.origin };
  return openModelStore({ env, digests: openTrustedDigests(home), patience: TEST_PATIENCE, lockFile });
}

test('the first pull locks the commit; another machine with that lock gets it, though the branch has moved on', async () => {
  const lock = join(folder, 'offscribe.lock.json');
  const first = await machine('one', lock).pull(ENTRY, { offline: false });
  expect(first.manifest).toMatchObject({ commit: hub.commitOf(REPO), repo: REPO });
  const locked = JSON.parse(await readFile(lock, 'utf8')).models.made;
  expect(locked.files['config.json']).toMatchObject({ sha256: sha256(CONFIG) });

  hub.setFile(REPO, 'config.json', Buffer.from('{"a": 2}'));
  const second = await machine('two', lock).pull(ENTRY, { offline: false });
  expect(second.manifest.commit).toBe(first.manifest.commit);
  expect(await readFile(join(second.folder, 'config.json'))).toEqual(CONFIG);

  const renewed = await machine('two', lock).pull(ENTRY, { offline: false, updateLock: true });
  expect(renewed.manifest.commit).toBe(hub.commitOf(REPO));
  expect(await readFile(join(renewed.folder, 'config.json'), 'utf8')).toBe('{"a": 2}');
  expect(JSON.parse(await readFile(lock, 'utf8')).models.made.commit).toBe(hub.commitOf(REPO));
});

test('another commit than the locked one is E_LOCK_MISMATCH, with the command that accepts it', async () => {
  const store = machine('one');
  const first = await store.pull(ENTRY, { offline: false });
  const moved = hub.setFile(REPO, 'config.json', Buffer.from('{"a": 2}'));
  await expect(store.pull(ENTRY, { offline: false, revision: moved })).rejects.toMatchObject({
    code: 'E_LOCK_MISMATCH',
    hint: expect.stringMatching(/^offscribe models pull made --update-lock/),
  });
  expect((await store.locate(ENTRY)).manifest.commit).toBe(first.manifest.commit);
  const accepted = await store.pull(ENTRY, { offline: false, revision: moved, updateLock: true });
  expect(accepted.manifest.commit).toBe(moved);
  expect((await store.locate(ENTRY)).manifest.commit).toBe(moved);
});

test('bytes that differ from the locked sha256 are refused, and nothing is published', async () => {
  const lock = join(folder, 'offscribe.lock.json');
  await machine('one', lock).pull(ENTRY, { offline: false });
  const text = await readFile(lock, 'utf8');
  await writeFile(lock, text.replaceAll(/"gitSha1": "[0-9a-f]{40}"/g, `"gitSha1": "${'0'.repeat(40)}"`));
  const store = machine('two', lock);
  await expect(store.pull(ENTRY, { offline: false })).rejects.toMatchObject({
    code: 'E_LOCK_MISMATCH',
    message: expect.stringContaining('config.json'),
  });
  expect((await store.status(ENTRY)).state).toBe('absent');
});

test('a model that is here whole and locked is not asked for again', async () => {
  const store = machine('one');
  await store.pull(ENTRY, { offline: false });
  const asked = hub.requests.length;
  await store.pull(ENTRY, { offline: false });
  await store.locate(ENTRY);
  await store.status(ENTRY);
  expect(hub.requests.length).toBe(asked);
});

test("a lock that contradicts the catalogue's pins is E_LOCK_MISMATCH before anything is asked", async () => {
  const store = machine('one');
  await store.pull(ENTRY, { offline: false });
  const asked = hub.requests.length;
  const pinned: CatalogueEntry = {
    ...ENTRY,
    files: [{ name: 'config.json', sizeBytes: CONFIG.length, sha256: 'e'.repeat(64) }],
  };
  await expect(store.pull(pinned, { offline: false })).rejects.toMatchObject({ code: 'E_LOCK_MISMATCH' });
  expect(hub.requests.length).toBe(asked);
});
