import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  emptyStore,
  freshFolder,
  hubModel,
  importBundle,
  makeTar,
  namesBelow,
  pinnedModel,
  type TarMember,
} from '../../../tests/fixtures/bundle-workshop.ts';
import { filesBelow, makeModel } from '../../../tests/fixtures/model-workshop.ts';
import { sha256 } from '../../platform/index.ts';
import type { CatalogueEntry } from '../catalogue/catalogue-entry.ts';
import type { CachedModel } from '../model-store.ts';
import { pinnedManifest } from '../pinned-manifest.ts';
import { openBundle } from './read-bundle.ts';
import { writeBundle } from './write-bundle.ts';

/** A manifest as JSON, to be lied in. */
// biome-ignore lint/suspicious/noExplicitAny: hostile documents have any shape.
type Document = any;

const WEIGHTS = 'models/little/model.bin';
const CONFIG = 'models/little/config.json';
let good: { bytes: Buffer; text: string; weights: Buffer; config: Buffer; entry: CatalogueEntry };

async function bundleOf(models: readonly CachedModel[]): Promise<Buffer> {
  const path = join(await freshFolder(), 'models.tar');
  await writeBundle({ models, path, createdBy: 'offscribe 0.0.0' });
  return await readFile(path);
}

/** The members of the good bundle, each of which a test may replace. */
function members(
  changes: { readonly text?: string; readonly document?: (document: Document) => void } = {},
): {
  manifest: TarMember;
  weights: TarMember;
  config: TarMember;
} {
  const document = JSON.parse(changes.text ?? good.text);
  changes.document?.(document);
  const text = changes.text ?? `${JSON.stringify(document, undefined, 2)}\n`;
  return {
    manifest: { name: 'manifest.json', content: Buffer.from(text) },
    weights: { name: WEIGHTS, content: good.weights },
    config: { name: CONFIG, content: good.config },
  };
}

function tarOf(...args: Parameters<typeof members>): Buffer {
  const { manifest, weights, config } = members(...args);
  return makeTar([manifest, weights, config]);
}

/** A tar whose lock names other files: path to content; the commit follows, so that nothing else is wrong with it. */
function tarWithFiles(files: Readonly<Record<string, Uint8Array>>): Buffer {
  const pins = Object.entries(files).map(([name, content]) => ({
    name,
    sizeBytes: content.length,
    sha256: sha256(content),
  }));
  const { manifest } = members({
    document: (document) => {
      const locked = document.lock.models.little;
      locked.commit = pinnedManifest(good.entry, 'pypi', pins).commit;
      locked.files = Object.fromEntries(
        pins.map((pin) => [pin.name, { size: pin.sizeBytes, sha256: pin.sha256 }]),
      );
    },
  });
  const rows = Object.entries(files).map(([name, content]) => ({ name: `models/little/${name}`, content }));
  return makeTar([manifest, ...rows]);
}

/** Tries to import; nothing may come of it, neither in the store nor in OFFSCRIBE_HOME. */
async function expectRefused(bytes: Uint8Array, message?: RegExp, entry = good.entry): Promise<void> {
  const path = join(await freshFolder(), 'models.tar');
  await writeFile(path, bytes);
  const made = await emptyStore();
  await expect(importBundle(path, [entry], made)).rejects.toMatchObject({
    code: 'E_BUNDLE_INVALID',
    ...(message === undefined ? {} : { message: expect.stringMatching(message) }),
    hint: expect.stringMatching(/^(ls|offscribe) /),
  });
  expect(await namesBelow(made.folder)).toEqual([]);
}

const folders: string[] = [];

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

/** The good bundle, made by the product; signed by a fresh key if that is asked for. */
async function makeGood(isSigned: boolean): Promise<{ bytes: Buffer; trust: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'offscribe-good-'));
  folders.push(folder);
  const at = (name: string): string => join(folder, name);
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  await writeFile(at('bundle.key'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
  await writeFile(at('bundle.pub'), publicKey.export({ type: 'spki', format: 'pem' }));
  const { contents, entry } = makeModel('little', 1000);
  for (const [name, content] of Object.entries(contents)) await writeFile(at(name), content);
  const models = [{ entry, manifest: pinnedManifest(entry, 'pypi'), folder, sha256: '' }];
  const key = isSigned ? { signingKey: at('bundle.key') } : {};
  await writeBundle({ models, path: at('models.tar'), createdBy: 'offscribe 0.0.0', ...key });
  return { bytes: await readFile(at('models.tar')), trust: at('bundle.pub') };
}

beforeAll(async () => {
  const { contents, entry } = makeModel('little', 1000);
  const { bytes } = await makeGood(false);
  const sizeBytes = Number.parseInt(bytes.toString('latin1', 124, 135), 8);
  const text = bytes.toString('utf8', 512, 512 + sizeBytes);
  const { 'model.bin': weights, 'config.json': config } = contents;
  if (weights === undefined || config === undefined) throw new Error('the fixture has other files');
  good = { bytes, text, weights, config, entry };
});

test('the tar that these tests lie with is, unchanged, the bundle itself', () => {
  expect(tarOf().equals(good.bytes)).toBe(true);
});

describe('members that are not what they should be', () => {
  test('[row 28] names that leave the folder are refused, in a header and in the manifest', async () => {
    const { manifest, weights, config } = members();
    for (const name of ['../../evil', '/etc/evil', 'models/little/../../evil', 'models\\little\\model.bin'])
      await expectRefused(makeTar([manifest, { ...weights, name }, config]), /something else where/);
    for (const name of ['../evil', '/evil', 'a/../../evil', 'a\\evil', 'c:evil', 'con', 'a.', 'a\u0000b', ''])
      await expectRefused(tarWithFiles({ [name]: good.weights }), /refused/);
  });

  test('[row 28] links, devices, folders and every other kind of member are refused', async () => {
    const { manifest, weights, config } = members();
    for (const type of ['1', '2', '3', '4', '5', '6', '7', 'S', 'V', 'M', '\0', 'Z']) {
      const bent = { ...weights, type, linkName: '/etc/passwd' };
      await expectRefused(makeTar([manifest, bent, config]), /something else where/);
    }
    const link = { name: WEIGHTS, type: '2', linkName: '../../../../evil' };
    await expectRefused(makeTar([manifest, link, weights, config]));
  });

  test('[row 28] records that rename or resize what follows are refused', async () => {
    const { manifest, weights, config } = members();
    const record = Buffer.from('26 path=../../../evil.bin\n');
    for (const type of ['x', 'g', 'L', 'K', 'X', 'A']) {
      const renaming = { name: '././@LongLink', type, content: record };
      await expectRefused(makeTar([manifest, renaming, weights, config]), /goes on after/);
      await expectRefused(makeTar([renaming, manifest, weights, config]), /does not start with a manifest/);
    }
  });

  test('[row 28] extra, missing, repeated and exchanged members are refused', async () => {
    const { manifest, weights, config } = members();
    const extra = { name: 'models/little/extra.bin', content: Buffer.from('extra') };
    for (const order of [
      [manifest, weights, config, extra],
      [manifest, extra, weights, config],
      [manifest, weights],
      [manifest, config],
      [manifest],
      [manifest, weights, weights, config],
      [manifest, weights, config, config],
      [manifest, manifest, weights, config],
      [manifest, config, weights],
      [weights, config, manifest],
      [weights, config],
      [],
    ])
      await expectRefused(makeTar(order));
  });

  test('[row 28] a header with another size, mode, sum or prefix is refused', async () => {
    const { manifest, weights, config } = members();
    const negative = Buffer.alloc(12, 0xff);
    const huge = Buffer.concat([Buffer.from([0x80]), Buffer.alloc(11, 0xff)]);
    const bends: Partial<TarMember>[] = [
      { sizeField: '00000000000\0' },
      { sizeField: '77777777777\0' },
      { sizeField: negative },
      { sizeField: huge },
      { sizeField: `${good.weights.length.toString(8).padStart(10, '0')} \0` },
      { mode: '0104755' },
      { sumError: 1 },
      { prefix: '..' },
      { linkName: 'evil' },
    ];
    for (const bend of bends) {
      await expectRefused(makeTar([manifest, { ...weights, ...bend }, config]), /something else where/);
      await expectRefused(makeTar([{ ...manifest, ...bend }, weights, config]));
    }
  });

  test('[row 28] a bundle cut short anywhere is refused', async () => {
    const { length } = good.bytes;
    for (const keep of [0, 1, 511, 512, 513, 4096, length - 1025, length - 1024, length - 512, length - 1])
      await expectRefused(good.bytes.subarray(0, keep), /cut short/);
  });

  test('[row 28] anything after the end, or between the members, is refused', async () => {
    const { length } = good.bytes;
    await expectRefused(Buffer.concat([good.bytes, Buffer.alloc(512)]), /goes on after/);
    await expectRefused(Buffer.concat([good.bytes, good.bytes]), /goes on after/);
    const smuggled = Buffer.from(good.bytes);
    smuggled[length - 700] = 1;
    await expectRefused(smuggled, /goes on after/);
    const { manifest, weights, config } = members();
    const between = makeTar([manifest, weights, config]);
    between[between.indexOf(CONFIG, 0, 'latin1') - 1] = 1;
    await expectRefused(between, /something else where/);
  });

  test('[row 28] contents that differ are refused before anything is published, whichever file it is', async () => {
    for (const [name, content] of [
      [WEIGHTS, good.weights],
      [CONFIG, good.config],
    ] as const) {
      const bent = Buffer.from(content);
      bent[bent.length - 1] = (bent.at(-1) ?? 0) ^ 1;
      const { manifest, weights, config } = members();
      const tar = makeTar(
        [manifest, weights, config].map((each) => (each.name === name ? { ...each, content: bent } : each)),
      );
      await expectRefused(tar, /is damaged: its sha256 is/);
    }
  });
});

describe('manifests that lie', () => {
  test('[row 28] bombs: sizes and counts beyond all measure are refused without reading them', async () => {
    await expectRefused(
      tarOf({ document: ({ lock }) => (lock.models.little.files['model.bin'].size = 2 ** 53 - 1) }),
    );
    await expectRefused(tarOf({ document: ({ lock }) => (lock.models.little.files['model.bin'].size = -1) }));
    await expectRefused(
      tarOf({ document: ({ lock }) => (lock.models.little.files['model.bin'].size = 1e300) }),
    );
    await expectRefused(tarOf({ text: `${'['.repeat(200_000)}${']'.repeat(200_000)}` }), /manifest/);
    const many = Array.from({ length: 1001 }, (_, at) => ({ ...makeModel(`m${at}`, 300).entry }));
    await expectRefused(tarOf({ document: (document) => (document.entries = many) }), /manifest is wrong/);
    // A manifest that says it is 8 GiB long, in a file that is: sparse, so that it costs nothing.
    const path = join(await freshFolder(), 'models.tar');
    await writeFile(path, makeTar([{ ...members().manifest, sizeField: '77777777777\0' }]));
    const handle = await open(path, 'r+');
    await handle.truncate(9 * 2 ** 30);
    await handle.close();
    await expect(openBundle(path)).rejects.toMatchObject({
      message: expect.stringMatching(/is longer than/),
    });
  });

  test('[row 28] a manifest in any other spelling is refused: no two readers may understand it differently', async () => {
    const spellings = [
      good.text.replace('"format": 1,', '"format": 1,\n  "format": 1,'),
      good.text.replaceAll('  ', ' '),
      good.text.trimEnd(),
      `\ufeff${good.text}`,
      `${good.text}\n`,
      good.text.replace('little', '\\u006cittle'),
      'null\n',
      '{}\n',
      '',
      'not json',
    ];
    for (const text of spellings)
      await expectRefused(
        makeTar([{ name: 'manifest.json', content: Buffer.from(text) }, members().weights, members().config]),
        /manifest/,
      );
    const { manifest, weights, config } = members();
    const latin = Buffer.from(manifest.content ?? []);
    latin[latin.indexOf('made for')] = 0xff;
    await expectRefused(makeTar([{ ...manifest, content: latin }, weights, config]), /not JSON/);
  });

  test('[row 28] another format, unknown keys and wrong kinds of values are refused', async () => {
    await expectRefused(tarOf({ document: (document) => (document.format = 2) }), /its format is 2/);
    const lies: ((document: Document) => void)[] = [
      (document) => (document.extra = 1),
      (document) => (document.createdBy = '\u001b[31m'),
      (document) => (document.entries = []),
      (document) => (document.entries[0].command = 'rm'),
      (document) => (document.entries[0].sources = [{ kind: 'folder', path: '/etc' }]),
      (document) => (document.entries[0].name = '../evil'),
      (document) => (document.entries[0].sizeBytes = '1'),
      (document) => document.entries.push(document.entries[0]),
      (document) => (document.lock.format = 2),
      (document) => (document.lock.models = {}),
      (document) => (document.lock.models.other = document.lock.models.little),
      (document) => (document.lock.models.little.files = {}),
      (document) => (document.lock.models.little.files['model.bin'].sha256 = 'abc'),
      (document) => (document.lock.models.little.source = 'telnet'),
      (document) => (document.lock.models.little.commit = '../../evil'),
      (document) => (document.lock.models.little.revision = '../../evil'),
      (document) => (document.lock.models.little.repo = '../../evil'),
    ];
    for (const lie of lies) await expectRefused(tarOf({ document: lie }));
  });

  test('[row 28] names that are one file on some systems are refused', async () => {
    await expectRefused(
      tarWithFiles({ 'model.bin': good.weights, 'MODEL.bin': good.weights }),
      /the same name/,
    );
    await expectRefused(tarWithFiles({ model: good.weights, 'model/a': good.weights }), /the same name/);
    await expectRefused(
      tarWithFiles({ 'm\u00e9.bin': good.weights, 'me\u0301.bin': good.weights }),
      /the same name/,
    );
  });

  test("[row 28] a place in the store that is not the model's own is refused", async () => {
    const wrongCommit = (document: Document): string => (document.lock.models.little.commit = 'a'.repeat(40));
    await expectRefused(tarOf({ document: wrongCommit }), /does not follow from its files/);
    const foreign = (document: Document): string => (document.lock.models.little.repo = 'other/model');
    await expectRefused(tarOf({ document: foreign }), /is of the repository other\/model/);
  });

  test('[row 28] right sums of other bytes are refused: the catalogue here says what a model is', async () => {
    const other = makeModel('little', 1000, 2);
    const contents = { 'model.bin': other.contents['model.bin'] ?? good.weights, 'config.json': good.config };
    await expectRefused(tarWithFiles(contents), /not the pinned ones/);
    await expectRefused(
      tarWithFiles({ ...contents, 'model.bin': good.weights, 'more.txt': good.config }),
      /more files/,
    );
    await expectRefused(good.bytes, /it has no model absent/, { ...good.entry, name: 'absent' });
  });

  test('[row 28] a model without pins may bring no file, and come from no repository, that a pull would not', async () => {
    const model = await hubModel();
    const { files } = model.manifest;
    const bytes = await bundleOf([model]);
    const fewer = {
      kind: 'hub',
      repo: 'acme/little-whisper',
      files: files.slice(1).map(({ name }) => name),
    } as const;
    const more = { ...fewer, files: [...files.map(({ name }) => name), 'needed.bin'] } as const;
    const elsewhere = { ...more, repo: 'acme/other', files: files.map(({ name }) => name) } as const;
    for (const [source, message] of [
      [fewer, /not those that the catalogue asks for/],
      [more, /not those that the catalogue asks for/],
      [elsewhere, /is of the repository acme\/little-whisper/],
    ] as const)
      await expectRefused(bytes, message, { ...model.entry, sources: [source] });
  });

  test('[row 28] packed tars and other files are refused', async () => {
    await expectRefused(gzipSync(good.bytes), /does not start with a manifest/);
    await expectRefused(Buffer.alloc(10_240), /does not start with a manifest/);
    await expectRefused(Buffer.from('PK\u0003\u0004'.padEnd(2000, 'x')), /does not start with a manifest/);
  });

  test('[row 28] a pickle is refused, however right its sums are', async () => {
    const pickle = Buffer.from('\u0080\u0004\u0095cos\nsystem\n.', 'latin1');
    const model = await pinnedModel('evil', 500);
    await writeFile(join(model.folder, 'model.bin'), pickle);
    const pin = { name: 'model.bin', sizeBytes: pickle.length, sha256: sha256(pickle) };
    const entry = { ...model.entry, files: [pin] };
    const path = join(await freshFolder(), 'models.tar');
    const manifest = pinnedManifest(entry, 'pypi');
    await writeBundle({ models: [{ ...model, entry, manifest }], path, createdBy: 'offscribe 0.0.0' });
    const made = await emptyStore();
    await expect(importBundle(path, [entry], made)).rejects.toMatchObject({ code: 'E_MODEL_UNSAFE' });
    expect((await made.store.status(entry)).state).toBe('absent');
    expect(Object.values(await filesBelow(made.hub)).some((bytes) => bytes.equals(pickle))).toBe(false);
  });
});

describe('signed bundles', () => {
  let signed: Buffer;
  let trust: string;

  beforeAll(async () => {
    ({ bytes: signed, trust } = await makeGood(true));
  });

  async function importWithTrust(bytes: Uint8Array): Promise<readonly string[]> {
    const path = join(await freshFolder(), 'models.tar');
    await writeFile(path, bytes);
    const made = await emptyStore();
    await expect(importBundle(path, [good.entry], { ...made, trust })).rejects.toMatchObject({
      code: 'E_BUNDLE_INVALID',
    });
    return await namesBelow(made.folder);
  }

  test('[row 28] a signature of another manifest, a damaged one and a missing one are refused', async () => {
    const signature = signed.subarray(signed.indexOf('{"algorithm"'));
    const line = signature.subarray(0, signature.indexOf('\n') + 1);
    const { manifest, weights, config } = members({ document: (document) => (document.createdBy = 'evil') });
    const moved = { name: 'manifest.sig', content: line };
    expect(await importWithTrust(makeTar([manifest, moved, weights, config]))).toEqual([]);
    expect(await importWithTrust(good.bytes)).toEqual([]);
    for (const content of ['{}', '', 'x'.repeat(5000), `${line.toString().trimEnd()} \n`]) {
      const bent = { name: 'manifest.sig', content: Buffer.from(content) };
      expect(await importWithTrust(makeTar([members().manifest, bent, weights, config]))).toEqual([]);
    }
  });

  test('[row 28] with a trusted key, any one byte flipped anywhere has the bundle refused', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: signed.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, flip) => {
          const bent = Buffer.from(signed);
          bent[at] = (bent[at] ?? 0) ^ flip;
          expect(await importWithTrust(bent)).toEqual([]);
        },
      ),
      { numRuns: 200 },
    );
  });
});

test('[row 28] any one byte flipped in an unsigned bundle: refused, or the very same model', async () => {
  const wanted = { 'model.bin': sha256(good.weights), 'config.json': sha256(good.config) };
  let taken = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: good.bytes.length - 1 }),
      fc.integer({ min: 1, max: 255 }),
      async (at, flip) => {
        const bent = Buffer.from(good.bytes);
        bent[at] = (bent[at] ?? 0) ^ flip;
        const path = join(await freshFolder(), 'models.tar');
        await writeFile(path, bent);
        const made = await emptyStore();
        const models = await importBundle(path, [good.entry], made).catch((error: unknown) => {
          expect(error).toMatchObject({ code: 'E_BUNDLE_INVALID' });
          return [];
        });
        if (models.length === 0) {
          expect(await namesBelow(made.folder)).toEqual([]);
          return;
        }
        taken += 1;
        const files = await filesBelow(models[0]?.folder ?? '');
        const found = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, sha256(bytes)]));
        expect(found).toEqual(wanted);
        expect(models[0]?.folder).toContain('models--offscribe--little');
      },
    ),
    { numRuns: 300 },
  );
  // Words about a licence are not signed here, and say nothing about bytes.
  expect(taken).toBeLessThan(150);
});
