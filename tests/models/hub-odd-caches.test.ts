/**
 * Odd caches: on a read-only disk, where links are refused, and far down in folders.
 * @module
 */
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HAS_MOUNTS, HAS_STRACE } from '../e2e/tools.ts';
import {
  HUB_PYTHON,
  hubPythonEnvironment,
  type ProgramEnd,
  runHf,
  runHubPython,
} from '../fixtures/hub-python.ts';
import {
  HUB_ENTRY,
  HUB_FILES,
  HUB_ID,
  type HubWorkshop,
  openHubStore,
  openHubWorkshop,
  WANTED_FILES,
} from '../fixtures/hub-workshop.ts';
import { openPullProcesses, type PullProcesses } from '../fixtures/pull-process.ts';

/** Runs the rest of its arguments with the first folders made read-only, up to an empty argument. */
const READ_ONLY = `
while [ -n "$1" ]; do mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" || exit 9; shift; done
shift; exec "$@"
`;
const SNAPSHOT = `
import sys, huggingface_hub
print(huggingface_hub.snapshot_download(sys.argv[1]))
`;
const LOCAL_SNAPSHOT = `
import sys, huggingface_hub
print(huggingface_hub.snapshot_download(sys.argv[1], local_files_only=True, allow_patterns=sys.argv[2:]))
`;

let processes: PullProcesses;

beforeAll(async () => {
  processes = await openPullProcesses();
});
afterAll(() => processes.remove());

describe.skipIf(!HAS_MOUNTS)('on a read-only disk', () => {
  it.each([
    ['alone', (workshop: HubWorkshop) => [workshop.cache]],
    ['and a read-only OFFSCRIBE_HOME', (workshop: HubWorkshop) => [workshop.cache, home(workshop)]],
  ])(
    '[row 23] a whole read-only cache %s is used, and nothing is written or asked',
    async (_title, folders) => {
      const workshop = await openHubWorkshop();
      const model = await workshop.store.pull(HUB_ENTRY, { offline: false });
      const before = [workshop.hub.requests.length, await treeOf(workshop.cache)];
      const run = await pullReadOnly(workshop, folders(workshop));
      expect(run.stdout.trim(), run.stderr).toBe(model.folder);
      expect([workshop.hub.requests.length, await treeOf(workshop.cache)]).toEqual(before);
    },
  );

  it('[row 23] a whole read-only cache is used by somebody who never pulled, without a lock file or records', async () => {
    const workshop = await openHubWorkshop();
    const model = await workshop.store.pull(HUB_ENTRY, { offline: false });
    await rm(home(workshop), { recursive: true });
    const run = await pullReadOnly(workshop, [workshop.cache]);
    expect(run.stdout.trim(), run.stderr).toBe(model.folder);
  });

  it('[row 23] a read-only cache that lacks a file cannot be completed, and that is what is said', async () => {
    const workshop = await openHubWorkshop();
    const model = await workshop.store.pull(HUB_ENTRY, { offline: false });
    const link = join(model.folder, 'config.json');
    await rm(join(workshop.repository, 'blobs'), { recursive: true });
    await rm(link);
    const run = await pullReadOnly(workshop, [workshop.cache]);
    expect(run.stdout.trim(), run.stderr).toMatch(/^E_STORE_UNWRITABLE/);
  });
});

describe('where links are refused', () => {
  it.skipIf(HUB_PYTHON === undefined)(
    '[row 24] told to make no links, files lie in the snapshot and the Python client reads, lists and verifies them',
    async () => {
      const none = { HF_HUB_DISABLE_SYMLINKS: '1' };
      const workshop = await openHubWorkshop({ env: none });
      const model = await workshop.store.pull(HUB_ENTRY, { offline: false });
      await requirePlainFiles(model.folder);
      const env = hubPythonEnvironment(workshop.hub.origin, workshop.cache, none);
      const loaded = await runHubPython(LOCAL_SNAPSHOT, [HUB_ID, ...WANTED_FILES], env);
      expect(loaded.stdout.trim(), loaded.stderr).toBe(model.folder);
      expect((await runHf(['cache', 'ls'], env)).stdout).toContain(HUB_ID);
      expect(await runHf(['cache', 'verify', HUB_ID], env)).toMatchObject({ code: 0 });
    },
  );

  it.skipIf(HUB_PYTHON === undefined)(
    '[row 24] what the Python client pulled without links is proven and used without asking anybody',
    async () => {
      const none = { HF_HUB_DISABLE_SYMLINKS: '1' };
      const workshop = await openHubWorkshop({ env: none });
      const env = hubPythonEnvironment(workshop.hub.origin, workshop.cache, none);
      const pulled = await runHubPython(SNAPSHOT, [HUB_ID], env);
      const before = workshop.hub.requests.length;
      const model = await workshop.store.pull(HUB_ENTRY, { offline: false });
      expect(model.folder).toBe(pulled.stdout.trim());
      expect(workshop.hub.requests).toHaveLength(before);
    },
  );

  it.skipIf(!HAS_STRACE)(
    '[row 24] a system that refuses links (here: symlink() fails with EPERM; not run: Windows and its WinError 1314) gets copies',
    async () => {
      const workshop = await openHubWorkshop();
      const refuse = ['strace', '-f', '-qq', '-o', '/dev/null', '-e', 'inject=symlink,symlinkat:error=EPERM'];
      const run = await processes.pull(HUB_ENTRY, workshop.env, refuse);
      const folder = join(workshop.repository, 'snapshots', workshop.hub.commitOf(HUB_ID));
      expect(run.stdout.trim(), run.stderr).toBe(folder);
      await requirePlainFiles(folder);
    },
  );

  it('[row 24] a blob from the time of links is copied once they are refused', async () => {
    const workshop = await openHubWorkshop();
    const model = await workshop.store.pull(HUB_ENTRY, { offline: false });
    await rm(model.folder, { recursive: true });
    const sent = workshop.hub.sentFileBytes();
    const store = openHubStore({ ...workshop.env, HF_HUB_DISABLE_SYMLINKS: '1' });
    expect((await store.pull(HUB_ENTRY, { offline: false })).folder).toBe(model.folder);
    expect(workshop.hub.sentFileBytes()).toBe(sent);
    await requirePlainFiles(model.folder);
    await store.verify(HUB_ENTRY);
  });
});

it.skipIf(HUB_PYTHON === undefined)(
  '[row 24] paths of far more than 300 characters work, and `hf cache ls` reads them (not run: Windows, where they need a prefix)',
  async () => {
    const deep = `${'a-rather-long-folder-name/'.repeat(12)}vocabulary.txt`;
    const files = { ...HUB_FILES, [deep]: Buffer.from('deep\n') };
    const workshop = await openHubWorkshop({ repository: { files } });
    const cache = join(
      workshop.folder,
      ...Array.from({ length: 12 }, () => 'another-long-folder-name'),
      'hub',
    );
    await mkdir(cache, { recursive: true });
    const entry = {
      ...HUB_ENTRY,
      sources: [{ kind: 'hub', repo: HUB_ID, files: ['model.bin', deep] }],
    } as const;
    const store = openHubStore({ ...workshop.env, HF_HUB_CACHE: cache });
    const model = await store.pull(entry, { offline: false });
    expect(join(model.folder, deep).length).toBeGreaterThan(600);
    expect(await readFile(join(model.folder, deep), 'utf8')).toBe('deep\n');
    await store.verify(entry);
    const env = hubPythonEnvironment(workshop.hub.origin, cache);
    expect((await runHf(['cache', 'ls'], env)).stdout).toContain(HUB_ID);
    expect(await runHf(['cache', 'verify', HUB_ID], env)).toMatchObject({ code: 0 });
  },
);

function home({ env }: HubWorkshop): string {
  return env['OFFSCRIBE_HOME'] ?? '';
}

/** Pulls in a process for which these folders are read-only. */
async function pullReadOnly({ env }: HubWorkshop, folders: readonly string[]): Promise<ProgramEnd> {
  const wrapper = ['unshare', '-rm', 'sh', '-c', READ_ONLY, 'sh', ...folders, ''];
  return await processes.pull(HUB_ENTRY, env, wrapper);
}

async function requirePlainFiles(folder: string): Promise<void> {
  const items = await readdir(folder, { recursive: true, withFileTypes: true });
  expect(items.filter((item) => item.isSymbolicLink())).toEqual([]);
  expect(items.filter((item) => item.isFile())).toHaveLength(WANTED_FILES.length);
}

/** Every path with its size and time: what a write would change. */
async function treeOf(folder: string): Promise<string[]> {
  const paths = (await readdir(folder, { recursive: true })).toSorted();
  const lines = paths.map(async (path) => {
    const { size, mtimeMs } = await stat(join(folder, path));
    return `${path} ${size} ${mtimeMs}`;
  });
  return await Promise.all(lines);
}
