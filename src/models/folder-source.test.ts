import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { emptyStore, freshFolder, namesBelow } from '../../tests/fixtures/bundle-workshop.ts';
import { makeCheckpoint, makeModel, TEST_PATIENCE } from '../../tests/fixtures/model-workshop.ts';
import { sha256 } from '../platform/index.ts';
import type { CatalogueEntry } from './catalogue/catalogue-entry.ts';
import { openFolderSource } from './folder-source.ts';

const MODEL = makeModel('little', 1000);

async function folderWith(files: Readonly<Record<string, string | Buffer>>): Promise<string> {
  const folder = await freshFolder();
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

function entryFor(path: string, changes: Partial<CatalogueEntry> = {}): CatalogueEntry {
  return { ...MODEL.entry, sources: [{ kind: 'folder', path }], ...changes };
}

describe('a folder as a source', () => {
  test('gives the pinned files, and the same model as any other source does', async () => {
    const folder = await folderWith({ ...MODEL.contents, 'README.md': 'not asked for' });
    const made = await emptyStore();
    const entry = entryFor(folder);
    expect((await made.store.status(entry)).state).toBe('absent');
    const plan = await made.store.plan(entry, { offline: false });
    expect(plan).toMatchObject({ pendingBytes: 0, neededBytes: entry.sizeBytes, origin: `folder ${folder}` });
    const model = await made.store.pull(entry, { offline: false });
    expect(await namesBelow(model.folder)).toEqual(['config.json', 'model.bin']);
    expect(sha256(await readFile(join(model.folder, 'model.bin')))).toBe(entry.files[0]?.sha256);
    expect(await namesBelow(join(made.home, 'partial')).catch(() => [])).toEqual([]);
  });

  test('without pins gives every file that is not hidden, the largest first', async () => {
    const weights = makeCheckpoint(2000, 3);
    const folder = await folderWith({
      'a.json': '{}',
      'deep/model.bin': weights,
      '.cache/huggingface/x.lock': '',
      'deep/.gitattributes': 'x',
    });
    const made = await emptyStore();
    const entry = entryFor(folder, { files: [] });
    const model = await made.store.pull(entry, { offline: false });
    expect(model.manifest.files.map((file) => file.name)).toEqual(['deep/model.bin', 'a.json']);
    expect(model.sha256).toBe(sha256(weights));
    expect((await made.store.status(entry)).state).toBe('verified');
  });

  test('stands in for a source that fails, and another for it', async () => {
    const folder = await folderWith(MODEL.contents);
    const made = await emptyStore();
    const sources = [
      { kind: 'folder', path: join(folder, 'absent') },
      { kind: 'folder', path: folder },
    ] as const;
    const model = await made.store.pull(entryFor(folder, { sources }), { offline: false });
    expect(await namesBelow(model.folder)).toEqual(['config.json', 'model.bin']);
  });
});

describe('a folder that is refused', () => {
  async function pull(entry: CatalogueEntry): Promise<unknown> {
    const made = await emptyStore();
    const error = await made.store.pull(entry, { offline: false }).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(await namesBelow(made.hub).catch(() => [])).toEqual([]);
    return error;
  }

  test('a file that is absent, or not the pinned one, is told', async () => {
    const damaged = Buffer.from(MODEL.contents['model.bin'] ?? '');
    damaged[700] = (damaged[700] ?? 0) ^ 1;
    const cases: [Record<string, string | Buffer>, RegExp][] = [
      [{ ...MODEL.contents, 'model.bin': damaged }, /model.bin in .* is not the pinned file/],
      [{ 'model.bin': MODEL.contents['model.bin'] ?? '' }, /no file config.json in/],
    ];
    for (const [files, message] of cases)
      expect(await pull(entryFor(await folderWith(files)))).toMatchObject({
        code: 'E_MODEL_PULL_FAILED',
        message: expect.stringMatching(message),
        cause: { code: 'E_MODEL_CORRUPT' },
      });
    for (const folder of ['/nonexistent/folder', await freshFolder()])
      expect(await pull(entryFor(folder, { files: [] }))).toMatchObject({
        cause: { code: 'E_MODEL_CORRUPT' },
      });
  });

  test('a link out of the folder is refused; one inside it is followed', async () => {
    const outside = await folderWith({ 'secret.json': '{"token": "hunter2"}' });
    const folder = await folderWith({ 'real/model.bin': makeCheckpoint(2000, 3) });
    await symlink('real/model.bin', join(folder, 'model.bin'));
    const made = await emptyStore();
    const inside = await made.store.pull(entryFor(folder, { files: [] }), { offline: false });
    expect(inside.manifest.files.map((file) => file.name)).toEqual(['model.bin', 'real/model.bin']);
    for (const target of [join(outside, 'secret.json'), '../../etc/hostname', '/dev/zero', '.']) {
      const bad = await folderWith({ 'model.bin': makeCheckpoint(2000, 3) });
      await symlink(target, join(bad, 'config.json'));
      const error = await pull(entryFor(bad, { files: [] }));
      expect(error).toMatchObject({ code: expect.stringMatching(/E_MODEL_UNSAFE|E_MODEL_PULL_FAILED/) });
      expect(JSON.stringify(error)).not.toContain('hunter2');
    }
  });

  test('a link that is put there after the look is not followed out either', async () => {
    const outside = await folderWith({ 'secret.json': '{"token": "hunter2"}' });
    const folder = await folderWith({ 'model.bin': makeCheckpoint(2000, 3) });
    const made = await emptyStore();
    const source = openFolderSource(
      { kind: 'folder', path: folder },
      { env: made.env, home: made.home, patience: TEST_PATIENCE },
    );
    const manifest = await source.resolve(entryFor(folder, { files: [] }), {});
    const fetched = await source.fetch(manifest, manifest.files, { onProgress: () => {} });
    await symlink(join(outside, 'secret.json'), join(folder, 'late.json'));
    const late = { name: 'late.json', sizeBytes: 20, etag: 'a'.repeat(64) };
    await expect(fetched.read(late)[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'E_MODEL_UNSAFE',
    });
  });

  test('names that no store can hold are refused', async () => {
    const folder = await folderWith({ 'model.bin': makeCheckpoint(2000, 3), 'con.json': '{}' });
    expect(await pull(entryFor(folder, { files: [] }))).toMatchObject({ code: 'E_MODEL_UNSAFE' });
  });
});
