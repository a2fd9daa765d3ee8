/** What may never be stored, whoever offers it: contents that can run code, and names that leave the folder. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CatalogueEntry } from '../../src/models/catalogue/catalogue-entry.ts';
import { openModelStore } from '../../src/models/store.ts';
import { openTrustedDigests } from '../../src/platform/index.ts';
import { type Hub, openHub } from '../fixtures/hub/index.ts';
import { TEST_PATIENCE } from '../fixtures/model-workshop.ts';

const REPO = 'owner/made';
/** `pickle.dumps({'a': 1})`, protocol 4. */
const PICKLE = Buffer.from('8004950a000000000000007d948c0161944b01732e', 'hex');

let folder: string;
let hub: Hub | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offscribe-unsafe-'));
});

afterEach(async () => {
  await hub?.close();
  await rm(folder, { recursive: true });
});

function entryOf(files: readonly string[]): CatalogueEntry {
  return {
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
    sources: [{ kind: 'hub', repo: REPO, files, optionalFiles: ['*', '*/*', '*/*/*'] }],
  };
}

async function pull(origin: string, files: readonly string[]): Promise<unknown> {
  const home = join(folder, 'home');
  const env = { HOME: folder, OFFSCRIBE_HOME: home, HF_HUB_CACHE: join(folder, 'hub'), HF_ENDPOINT: origin };
  const store = openModelStore({ env, digests: openTrustedDigests(home), patience: TEST_PATIENCE });
  const failure = await store.pull(entryOf(files), { offline: false }).catch((error: unknown) => error);
  expect((await store.status(entryOf(files))).state).toBe('absent');
  return failure;
}

async function filesIn(path: string): Promise<string[]> {
  const items = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => []);
  return items.filter((item) => !item.isDirectory()).map((item) => item.name);
}

test.each([
  ['a pickle under the name of good weights', 'model.bin', PICKLE],
  ['a program', 'config.json', Buffer.concat([Buffer.from('7f454c46', 'hex'), Buffer.alloc(100)])],
  ['unknown bytes', 'model.bin', Buffer.from(Array.from({ length: 4000 }, (_, at) => (at * 91 + 17) % 251))],
])(
  '%s: fetched, looked into, refused; nothing is published and nothing is kept',
  async (_what, name, bytes) => {
    hub = await openHub({ repositories: [{ id: REPO, files: { [name]: bytes } }] });
    expect(await pull(hub.origin, [name])).toMatchObject({
      code: 'E_MODEL_UNSAFE',
      message: expect.stringContaining(name),
      hint: expect.stringMatching(/^offscribe /),
    });
    expect(await filesIn(join(folder, 'hub', 'models--owner--made'))).toEqual([]);
    expect(await filesIn(join(folder, 'home', 'partial'))).toEqual([]);
  },
);

test.each(['../../escaped.json', 'a\\..\\b.json', 'CON.json', 'dot./x.json'])(
  '[row 27] a listing that names %j is refused before any byte of a file is asked for',
  async (path) => {
    const entry = { type: 'file', path, size: 3, oid: 'a'.repeat(40) };
    hub = await openHub({
      repositories: [{ id: REPO, files: { 'config.json': Buffer.from('{}') }, extraEntries: [entry] }],
    });
    expect(await pull(hub.origin, ['config.json'])).toMatchObject({ code: 'E_MODEL_UNSAFE' });
    expect(hub.sentFileBytes()).toBe(0);
    expect(await filesIn(join(folder, 'hub', 'models--owner--made'))).toEqual([]);
  },
);
