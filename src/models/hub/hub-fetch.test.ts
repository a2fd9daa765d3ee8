import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import {
  HUB_ENTRY,
  HUB_ID,
  type HubWorkshop,
  type HubWorkshopSetup,
  openHubWorkshop,
} from '../../../tests/fixtures/hub-workshop.ts';
import { noise, TEST_PATIENCE } from '../../../tests/fixtures/model-workshop.ts';
import type { ModelManifest } from '../manifest.ts';
import type { FetchedFiles, FetchOptions, FileProgress, ModelSource } from '../model-source.ts';
import { openHubSource } from './hub-source.ts';

const TOKEN = 'hf_s3cret';
const LARGE = noise(1_500_000, 1);
const FILES: Readonly<Record<string, Buffer>> = {
  'large.bin': LARGE,
  'small.bin': noise(3_000, 2),
  'config.json': Buffer.from('{"a": 1}\n'),
  'empty.txt': Buffer.alloc(0),
  'words/with space & 100% #1.txt': Buffer.from('odd\n'),
};

interface Fetching extends HubWorkshop {
  readonly source: ModelSource;
  readonly manifest: ModelManifest;
  /** Fetches files, all of the manifest by default. */
  fetch(options?: Partial<FetchOptions>, names?: readonly string[]): Promise<FetchedFiles>;
}

async function openFetching(setup: HubWorkshopSetup = {}): Promise<Fetching> {
  const files = setup.repository?.files ?? FILES;
  const wanted = Object.keys(files);
  const workshop = await openHubWorkshop({ ...setup, repository: { ...setup.repository, files } });
  const { env } = workshop;
  const context = { env, home: env['OFFSCRIBE_HOME'] ?? '', patience: TEST_PATIENCE };
  const source = openHubSource({ kind: 'hub', repo: HUB_ID, files: wanted }, context);
  const manifest = await source.resolve(HUB_ENTRY, {});
  return {
    ...workshop,
    source,
    manifest,
    fetch: async (options = {}, names = wanted) => {
      const asked = manifest.files.filter((file) => names.includes(file.name));
      return await source.fetch(manifest, asked, { onProgress: () => {}, ...options });
    },
  };
}

const partial = (env: Readonly<Record<string, string>>): string =>
  join(env['OFFSCRIBE_HOME'] ?? '', 'partial');
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

async function contentOf(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of bytes) pieces.push(piece);
  return Buffer.concat(pieces);
}

describe('fetching', () => {
  test('gives every file whole, with its sha256, from the commit that was listed', async () => {
    const { fetch, manifest, hub } = await openFetching();
    const fetched = await fetch();
    expect(manifest.files).toHaveLength(Object.keys(FILES).length);
    for (const file of manifest.files) {
      const taken = await fetched.take?.(file);
      const bytes = await readFile(taken?.path ?? '');
      expect(sha256(bytes)).toBe(sha256(FILES[file.name] ?? Buffer.from('?')));
      expect(taken?.sha256).toBe(sha256(bytes));
    }
    await fetched.close();
    const asked = hub.requests.filter(({ server, path }) => server === 'hub' && path.includes('/resolve/'));
    expect(asked.every(({ path }) => path.includes(`/resolve/${manifest.commit}/`))).toBe(true);
  });

  test('hands out bytes as well, and lets go of its locks when closed', async () => {
    const { fetch, manifest, env } = await openFetching();
    const fetched = await fetch();
    for (const file of manifest.files)
      expect((await contentOf(fetched.read(file))).equals(FILES[file.name] ?? Buffer.from('?'))).toBe(true);
    expect((await readdir(partial(env))).filter((name) => name.endsWith('.lock'))).toHaveLength(
      manifest.files.length,
    );
    await fetched.close();
    expect((await readdir(partial(env))).filter((name) => name.endsWith('.lock'))).toEqual([]);
  });

  test('tells of each file how far it is', async () => {
    const { fetch, manifest } = await openFetching();
    const last = new Map<string, FileProgress>();
    const fetched = await fetch({ onProgress: (progress) => void last.set(progress.file, progress) });
    await fetched.close();
    for (const { name, sizeBytes } of manifest.files)
      expect(last.get(name)).toMatchObject({ doneBytes: sizeBytes, totalBytes: sizeBytes });
  });

  test('of one content under two names asks once; the last taker gets the part, the others its bytes', async () => {
    const files = { 'a.bin': LARGE, 'b.bin': LARGE, 'c.bin': LARGE };
    const { fetch, manifest, hub, source, folder } = await openFetching({ repository: { files } });
    expect(await source.transferBytes(manifest.files)).toEqual({
      total: LARGE.length,
      pending: LARGE.length,
    });
    const fetched = await fetch();
    const [first, second, third] = manifest.files;
    if (first === undefined || second === undefined || third === undefined) throw new Error('three files');
    expect(hub.sentFileBytes()).toBe(LARGE.length);
    expect(await fetched.take?.(first)).toBeUndefined();
    expect((await contentOf(fetched.read(first))).equals(LARGE)).toBe(true);
    expect(await fetched.take?.(second)).toBeUndefined();
    const taken = await fetched.take?.(third);
    await rename(taken?.path ?? '', join(folder, 'moved'));
    await fetched.close();
    await expect(contentOf(fetched.read(first))).rejects.toMatchObject({ code: 'E_MODEL_CORRUPT' });
  });

  test('asks for nothing when the parts are whole, and for the rest when they are not', async () => {
    const { fetch, manifest, hub, source } = await openFetching();
    await (await fetch()).close();
    const before = hub.requests.length;
    expect(await source.transferBytes(manifest.files)).toMatchObject({ pending: 0 });
    await (await fetch()).close();
    expect(hub.requests).toHaveLength(before);
  });

  test('connects to nothing when there is nothing to fetch', async () => {
    const { fetch, hub } = await openFetching();
    const before = hub.requests.length;
    await (await fetch({}, [])).close();
    expect(hub.requests).toHaveLength(before);
  });

  test('is not begun for names, digests or a commit that a hostile lock file may have named', async () => {
    const { source, manifest, env } = await openFetching();
    const [file] = manifest.files;
    if (file === undefined) throw new Error('no file');
    const options = { onProgress: () => {} };
    const refused = { code: 'E_MODEL_UNSAFE' };
    for (const evil of [{ etag: '../../evil' }, { name: '../evil' }]) {
      await expect(source.fetch(manifest, [{ ...file, ...evil }], options)).rejects.toMatchObject(refused);
    }
    const evilCommit = { ...manifest, commit: '../main' };
    await expect(source.fetch(evilCommit, [file], options)).rejects.toMatchObject(refused);
    await expect(source.transferBytes([{ ...file, etag: '../../evil' }])).rejects.toMatchObject(refused);
    await expect(readdir(partial(env))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('the first failure', () => {
  test('stops the other files, lets go of every lock, and is the one that is told', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [`${index}.json`, Buffer.from(`{"a": ${index}}`)]),
    );
    const { fetch, env, hub } = await openFetching({ repository: { files, faults: { '1.json': '404' } } });
    await expect(fetch()).rejects.toMatchObject({ code: 'E_HUB_NOT_FOUND', details: { file: '1.json' } });
    expect((await readdir(partial(env))).filter((name) => name.endsWith('.lock'))).toEqual([]);
    expect(hub.fileRequests().length).toBeLessThan(12);
  });

  test('is a cancellation when the signal fires', async () => {
    const { fetch } = await openFetching({ repository: { files: { 'slow.bin': LARGE } } });
    const stop = new AbortController();
    const onProgress = ({ doneBytes }: FileProgress): void => {
      if (doneBytes > 0) stop.abort();
    };
    await expect(fetch({ signal: stop.signal, onProgress })).rejects.toMatchObject({ code: 'E_CANCELLED' });
  });
});

describe('[row 25] a gated repository, whose listing is public', () => {
  const hub = { token: TOKEN, strangerToken: 'hf_stranger' };
  const setup = (token: string | undefined): HubWorkshopSetup => ({
    hub,
    repository: { gated: true },
    env: { OFFSCRIBE_TOKEN_TO_MIRROR: '1', ...(token === undefined ? {} : { HF_TOKEN: token }) },
  });

  test('asks a stranger to log in, and an account to accept the terms', async () => {
    for (const [token, message] of [
      [undefined, /gated: only accounts that have accepted its terms/],
      ['hf_stranger', /gated, and the account of your token has not been let in/],
    ] as const) {
      const { fetch } = await openFetching(setup(token));
      const failure = await fetch().catch((error: unknown) => error);
      expect(failure).toMatchObject({
        code: 'E_HUB_ACCESS',
        message: expect.stringMatching(message),
        hint: expect.stringContaining('the terms at https://huggingface.co/maker/model'),
      });
      expect(inspect(failure, { depth: 9 })).not.toContain('hf_stranger');
    }
  });

  test('gives its files to an account that was let in', async () => {
    const { fetch } = await openFetching(setup(TOKEN));
    await (await fetch()).close();
  });
});

test('[row 26] the token goes to the hub and to no content server', async () => {
  const workshop = await openFetching({
    hub: { token: TOKEN },
    repository: {
      files: { ...FILES, 'other.bin': noise(2_000, 5) },
      faults: { 'other.bin': 'redirect-other-host' },
    },
    env: { HF_TOKEN: TOKEN, OFFSCRIBE_TOKEN_TO_MIRROR: '1' },
  });
  await (await workshop.fetch()).close();
  const seen = (server: string): unknown[] =>
    workshop.hub.requests.filter((one) => one.server === server).map(({ authorization }) => authorization);
  expect(new Set(seen('hub'))).toEqual(new Set([`Bearer ${TOKEN}`]));
  expect(new Set(seen('cdn'))).toEqual(new Set([undefined]));
  expect(new Set(seen('elsewhere'))).toEqual(new Set([undefined]));
});

test('[row 13] a web page instead of a file is refused, and nothing is kept of it', async () => {
  for (const fault of ['html-200', 'json-200']) {
    const { fetch, source, manifest } = await openFetching({
      repository: { files: { 'model.bin': LARGE }, faults: { 'model.bin': fault } },
    });
    await expect(fetch()).rejects.toMatchObject({ code: 'E_HTTP_STATUS' });
    expect(await source.transferBytes(manifest.files)).toMatchObject({ pending: LARGE.length });
  }
});

describe('discarding', () => {
  test('removes parts and what lies beside them, of these files only', async () => {
    const { fetch, source, manifest, env } = await openFetching();
    await (await fetch()).close();
    const [first, ...others] = manifest.files;
    if (first === undefined) throw new Error('no file');
    await source.discard(others);
    const left = await readdir(partial(env));
    expect(left.every((name) => name.startsWith(first.etag))).toBe(true);
    expect(left).toContain(first.etag);
    await source.discard([first]);
    expect(await readdir(partial(env))).toEqual([]);
  });

  test('is fine when nothing was ever fetched, and removes what a killed run left', async () => {
    const { source, manifest, env } = await openFetching();
    await source.discard(manifest.files);
    const [first] = manifest.files;
    await mkdir(partial(env), { recursive: true });
    await writeFile(join(partial(env), first?.etag ?? ''), 'half');
    await source.discard(manifest.files);
    expect(await readdir(partial(env))).toEqual([]);
  });
});
