import { execFile } from 'node:child_process';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdir, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import {
  emptyStore,
  freshFolder,
  hubModel,
  importBundle,
  namesBelow,
  pinnedModel,
} from '../../../tests/fixtures/bundle-workshop.ts';
import { filesBelow } from '../../../tests/fixtures/model-workshop.ts';
import { sha256 } from '../../platform/index.ts';
import type { CachedModel } from '../model-store.ts';
import { openBundle } from './read-bundle.ts';
import { type BundleOrder, writeBundle } from './write-bundle.ts';

const run = promisify(execFile);
const MADE = { createdBy: 'offscribe 0.0.0' };

async function bundleOf(
  models: readonly CachedModel[],
  options: Partial<BundleOrder> = {},
): Promise<{ path: string; bytes: Buffer; publicKey: string | undefined }> {
  const path = join(await freshFolder(), 'models.tar');
  const { publicKey } = await writeBundle({ ...MADE, path, models, ...options });
  return { path, bytes: await readFile(path), publicKey };
}

async function keyPair(type: 'ed25519' | 'ed448' = 'ed25519'): Promise<{ secret: string; open: string }> {
  const folder = await freshFolder();
  const pair = type === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ed448');
  const files = { secret: join(folder, 'bundle.key'), open: join(folder, 'bundle.pub') };
  const write = async (path: string, key: KeyObject, kind: 'pkcs8' | 'spki'): Promise<void> =>
    await writeFile(path, key.export({ type: kind, format: 'pem' }));
  await write(files.secret, pair.privateKey, 'pkcs8');
  await write(files.open, pair.publicKey, 'spki');
  return files;
}

function digests(files: Readonly<Record<string, Buffer>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, sha256(bytes)]));
}

describe('what a bundle is', () => {
  test('a tar that the system tool lists and unpacks, byte for byte', async () => {
    const [pinned, hub] = [await pinnedModel(), await hubModel()];
    const { path } = await bundleOf([pinned, hub]);
    const { stdout } = await run('tar', ['-tvf', path]);
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.replace(/ +/g, ' ')),
    ).toEqual([
      expect.stringMatching(/^-rw-r--r-- 0\/0 \d+ 1970-01-01 00:00 manifest.json$/),
      '-rw-r--r-- 0/0 5000 1970-01-01 00:00 models/from-hub/model.bin',
      '-rw-r--r-- 0/0 16 1970-01-01 00:00 models/from-hub/config.json',
      '-rw-r--r-- 0/0 15 1970-01-01 00:00 models/from-hub/more/vocabulary.txt',
      '-rw-r--r-- 0/0 0 1970-01-01 00:00 models/from-hub/empty.txt',
      '-rw-r--r-- 0/0 6000 1970-01-01 00:00 models/little/model.bin',
      '-rw-r--r-- 0/0 19 1970-01-01 00:00 models/little/config.json',
    ]);
    const folder = await freshFolder();
    await run('tar', ['-xf', path, '-C', folder]);
    expect(digests(await filesBelow(join(folder, 'models/from-hub')))).toEqual(
      digests(await filesBelow(hub.folder)),
    );
  });

  test('the same bytes for the same models, in whatever order and folder', async () => {
    const first = await bundleOf([await pinnedModel(), await hubModel()]);
    const second = await bundleOf([await hubModel(), await pinnedModel()]);
    expect(first.bytes.equals(second.bytes)).toBe(true);
  });

  test('its manifest has every sha256, the licences and the lock, and nothing of this machine', async () => {
    const model = await pinnedModel();
    const folder = await freshFolder();
    const entry = {
      ...model.entry,
      licenceEvidence: `as written in ${folder} of mine/offscribe.toml`,
      sources: [...model.entry.sources, { kind: 'folder', path: folder } as const],
    };
    const { bytes, path } = await bundleOf([{ ...model, entry }, await hubModel()]);
    const bundle = await openBundle(path);
    const text = bytes.toString('latin1');
    expect(text).not.toContain(folder);
    expect(text).not.toContain(model.folder);
    expect(text).toContain('"licenceEvidence": "as written in offscribe.toml"');
    expect(text).toContain('"nonCommercial": false');
    expect(bundle.createdBy).toBe('offscribe 0.0.0');
    const files = bundle.models.flatMap((each) => each.manifest.files);
    expect(files).toHaveLength(6);
    expect(files.every((file) => /^[0-9a-f]{64}$/.test(file.sha256 ?? ''))).toBe(true);
    await bundle.close();
  });

  test('a file beyond 8 GiB has a header that the system tool reads', async () => {
    const { tarHeader } = await import('./tar-header.ts');
    const path = join(await freshFolder(), 'big.tar');
    const sizeBytes = 9 * 2 ** 30 + 5;
    await writeFile(path, tarHeader('models/a/model.bin', sizeBytes) ?? '');
    await truncate(path, 512 + sizeBytes + 507 + 1024);
    const { stdout } = await run('tar', ['-tvf', path]);
    expect(stdout).toMatch(new RegExp(`^-rw-r--r-- 0/0 +${sizeBytes} .* models/a/model.bin\n$`));
  });

  test('a long path is split as ustar splits it; one that ustar cannot hold is refused', async () => {
    const model = await hubModel();
    const withName = async (name: string): Promise<CachedModel> => {
      const content = Buffer.from('long\n');
      await mkdir(join(model.folder, name, '..'), { recursive: true });
      await writeFile(join(model.folder, name), content);
      const digest = sha256(content);
      const file = { name, sizeBytes: content.length, etag: digest, sha256: digest };
      return { ...model, manifest: { ...model.manifest, files: [...model.manifest.files, file] } };
    };
    const long = `${'a'.repeat(80)}/${'b'.repeat(90)}.txt`;
    const { path } = await bundleOf([await withName(long)]);
    expect((await run('tar', ['-tf', path])).stdout).toContain(`models/from-hub/${long}\n`);
    await (await openBundle(path)).close();
    await expect(bundleOf([await withName(`${'c'.repeat(120)}.txt`)])).rejects.toMatchObject({
      code: 'E_BUNDLE_INVALID',
      message: expect.stringContaining('too long for a tar'),
    });
  });
});

describe('moving models', () => {
  test('an imported model is the same as the pulled one: place, commit, names of blobs, lock', async () => {
    const [pinned, hub] = [await pinnedModel(), await hubModel()];
    const { path } = await bundleOf([pinned, hub]);
    const made = await emptyStore();
    const [first, second] = await importBundle(path, [hub.entry, pinned.entry], made);
    expect(first?.manifest).toMatchObject({ repo: hub.manifest.repo, commit: hub.manifest.commit });
    expect(await readFile(join(made.hub, 'models--acme--little-whisper/refs/main'), 'utf8')).toBe(
      hub.manifest.commit,
    );
    const blobs = await namesBelow(join(made.hub, 'models--acme--little-whisper/blobs'));
    expect(blobs).toEqual(hub.manifest.files.map((file) => file.etag).sort());
    expect(second?.manifest.commit).toBe(pinned.manifest.commit);
    expect(digests(await filesBelow(first?.folder ?? ''))).toEqual(digests(await filesBelow(hub.folder)));
    const lock = JSON.parse(await readFile(join(made.home, 'offscribe.lock.json'), 'utf8'));
    expect(Object.keys(lock.models)).toEqual(['from-hub', 'little']);
    expect(lock.models.little.source).toBe('pypi');
    for (const entry of [pinned.entry, hub.entry])
      expect((await made.store.status(entry)).state).toBe('verified');
    expect((await made.store.verify(hub.entry)).folder).toBe(first?.folder);
  });

  test('what was imported can be exported again, to the same bytes', async () => {
    const hub = await hubModel();
    const { path, bytes } = await bundleOf([hub]);
    const made = await emptyStore();
    const again = await bundleOf(await importBundle(path, [hub.entry], made));
    expect(again.bytes.equals(bytes)).toBe(true);
  });

  test('importing twice changes nothing', async () => {
    const hub = await hubModel();
    const { path } = await bundleOf([hub]);
    const made = await emptyStore();
    await importBundle(path, [hub.entry], made);
    const before = digests(await filesBelow(made.folder));
    await importBundle(path, [hub.entry], made);
    expect(digests(await filesBelow(made.folder))).toEqual(before);
  });

  test('progress counts every byte of the files once', async () => {
    const [pinned, hub] = [await pinnedModel(), await hubModel()];
    const seen: number[] = [];
    const { path } = await bundleOf([pinned, hub], { onProgress: ({ doneBytes }) => seen.push(doneBytes) });
    expect(seen.at(-1)).toBe(5000 + 16 + 15 + 6000 + 19);
    const bundle = await openBundle(path);
    const checked: number[] = [];
    await bundle.check({ onProgress: ({ doneBytes, totalBytes }) => checked.push(totalBytes - doneBytes) });
    expect(checked.at(-1)).toBe(0);
    await bundle.close();
  });

  test('a model source of the catalogue may be a bundle', async () => {
    const pinned = await pinnedModel();
    const { path } = await bundleOf([pinned]);
    const made = await emptyStore();
    const entry = { ...pinned.entry, sources: [{ kind: 'bundle', path } as const] };
    expect((await made.store.status(entry)).state).toBe('absent');
    const plan = await made.store.plan(entry, { offline: false });
    expect(plan).toMatchObject({ pendingBytes: 0, neededBytes: 6019, origin: `bundle ${path}` });
    await made.store.pull(entry, { offline: false });
    expect((await made.store.status(entry)).state).toBe('verified');
  });
});

describe('what is not written', () => {
  test('a damaged file is an error, and leaves no bundle', async () => {
    for (const damage of ['x'.repeat(6000), 'short', 'y'.repeat(60_000)]) {
      const model = await pinnedModel();
      await writeFile(join(model.folder, 'model.bin'), damage);
      const folder = await freshFolder();
      const order = { ...MADE, models: [model], path: join(folder, 'models.tar') };
      await expect(writeBundle(order)).rejects.toMatchObject({
        code: 'E_MODEL_CORRUPT',
        details: { file: 'model.bin' },
      });
      expect(await namesBelow(folder)).toEqual([]);
    }
  });

  test('a small file that is damaged, or gone, is an error too', async () => {
    const model = await hubModel();
    await writeFile(join(model.folder, 'config.json'), '{"model": "HUB"}');
    await expect(bundleOf([model])).rejects.toMatchObject({ code: 'E_MODEL_CORRUPT' });
    const gone = await hubModel();
    const files = gone.manifest.files.map((file) => ({ ...file, name: `${file.name}.gone` }));
    await expect(bundleOf([{ ...gone, manifest: { ...gone.manifest, files } }])).rejects.toMatchObject({
      code: 'E_MODEL_CORRUPT',
      message: expect.stringContaining('ENOENT'),
    });
  });

  test('over a file that is there, unless asked to; over a folder, never', async () => {
    const model = await pinnedModel();
    const folder = await freshFolder();
    const path = join(folder, 'models.tar');
    await writeFile(path, 'precious');
    const order = { ...MADE, models: [model], path };
    await expect(writeBundle(order)).rejects.toMatchObject({ code: 'E_OUTPUT_EXISTS' });
    expect(await readFile(path, 'utf8')).toBe('precious');
    await writeBundle({ ...order, overwrite: true });
    await (await openBundle(path)).close();
    await expect(writeBundle({ ...order, path: folder, overwrite: true })).rejects.toMatchObject({
      code: 'E_OUTPUT_UNWRITABLE',
    });
    await expect(writeBundle({ ...order, path: join(folder, 'no/such.tar') })).rejects.toMatchObject({
      code: 'E_OUTPUT_UNWRITABLE',
    });
    expect(await namesBelow(folder)).toEqual(['models.tar']);
  });

  test('pickles, and anything after a cancellation', async () => {
    const model = await pinnedModel();
    const pickle = { ...model, entry: { ...model.entry, format: 'pickle' as const } };
    await expect(bundleOf([pickle])).rejects.toMatchObject({ code: 'E_MODEL_UNSAFE' });
    const stop = new AbortController();
    const stopped = bundleOf([model], { signal: stop.signal, onProgress: () => stop.abort() });
    await expect(stopped).rejects.toMatchObject({ code: 'E_CANCELLED' });
  });
});

describe('signatures', () => {
  test('a bundle signed by the trusted key is taken; its key can be a file or the key itself', async () => {
    const keys = await keyPair();
    const { path, publicKey = '' } = await bundleOf([await pinnedModel()], { signingKey: keys.secret });
    for (const trust of [keys.open, publicKey]) {
      const bundle = await openBundle(path, { trust });
      expect(bundle.signature).toEqual({ keyId: expect.stringMatching(/^[0-9a-f]{64}$/), trusted: true });
      await bundle.close();
    }
    const untold = await openBundle(path);
    expect(untold.signature).toMatchObject({ trusted: false });
    await untold.close();
  });

  test('keys that openssl makes, and a signature that openssl checks', async () => {
    const folder = await freshFolder();
    const at = (name: string): string => join(folder, name);
    await run('openssl', ['genpkey', '-algorithm', 'ed25519', '-out', at('bundle.key')]);
    await run('openssl', ['pkey', '-in', at('bundle.key'), '-pubout', '-out', at('bundle.pub')]);
    const { path } = await bundleOf([await pinnedModel()], { signingKey: at('bundle.key') });
    await (await openBundle(path, { trust: at('bundle.pub') })).close();
    await run('tar', ['-xf', path, '-C', folder]);
    const { signature } = JSON.parse(await readFile(at('manifest.sig'), 'utf8'));
    await writeFile(at('raw.sig'), Buffer.from(signature, 'base64'));
    const { stdout } = await run('openssl', [
      ...['pkeyutl', '-verify', '-pubin', '-inkey', at('bundle.pub'), '-rawin'],
      ...['-in', at('manifest.json'), '-sigfile', at('raw.sig')],
    ]);
    expect(stdout).toContain('Signature Verified Successfully');
  });

  test('[row 28] with a trusted key, an unsigned bundle and one of another key are refused', async () => {
    const [keys, others] = [await keyPair(), await keyPair()];
    const unsigned = await bundleOf([await pinnedModel()]);
    await expect(openBundle(unsigned.path, { trust: keys.open })).rejects.toMatchObject({
      code: 'E_BUNDLE_INVALID',
      message: expect.stringContaining('it is not signed'),
      hint: expect.stringContaining('offscribe models import'),
    });
    const other = await bundleOf([await pinnedModel()], { signingKey: others.secret });
    await expect(openBundle(other.path, { trust: keys.open })).rejects.toMatchObject({
      code: 'E_BUNDLE_INVALID',
      message: expect.stringMatching(
        /it is signed by key [0-9a-f]{64}, and only key [0-9a-f]{64} is trusted/,
      ),
    });
  });

  test('what is no such key is told apart, and no key is quoted', async () => {
    const folder = await freshFolder();
    const keys = await keyPair();
    const ed448 = await keyPair('ed448');
    const junk = join(folder, 'junk.pem');
    await writeFile(junk, '-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----\n');
    const { path } = await bundleOf([await pinnedModel()], { signingKey: keys.secret });
    const cases: readonly [() => Promise<unknown>, RegExp][] = [
      [
        async () => await openBundle(path, { trust: join(folder, 'absent.pub') }),
        /cannot be read \(ENOENT\)/,
      ],
      [async () => await openBundle(path, { trust: keys.secret }), /is a private key/],
      [async () => await openBundle(path, { trust: ed448.open }), /is no ed25519 key/],
      [async () => await openBundle(path, { trust: path }), /is no public key|is no key file/],
      [async () => await openBundle(path, { trust: 'ed25519:AAAA' }), /base64 of 32 bytes/],
      [async () => await bundleOf([await pinnedModel()], { signingKey: keys.open }), /is no private key/],
      [async () => await bundleOf([await pinnedModel()], { signingKey: folder }), /is no key file/],
      [async () => await bundleOf([await pinnedModel()], { signingKey: junk }), /is no private key/],
      [async () => await bundleOf([await pinnedModel()], { signingKey: ed448.secret }), /is no ed25519 key/],
    ];
    for (const [attempt, message] of cases) {
      const error = await attempt().then(
        () => undefined,
        (thrown: Error) => thrown,
      );
      expect(error).toMatchObject({ code: 'E_USAGE', message: expect.stringMatching(message) });
      expect(`${error?.message}${String(error?.cause)}`).not.toContain('hunter2');
    }
  });
});

test('a bundle that is no file is refused without waiting for it', async () => {
  const folder = await freshFolder();
  await run('mkfifo', [join(folder, 'pipe')]);
  await symlink('/dev/zero', join(folder, 'zeros'));
  for (const name of ['.', 'pipe', 'zeros', 'absent.tar'])
    await expect(openBundle(join(folder, name))).rejects.toMatchObject({ code: 'E_BUNDLE_INVALID' });
});
