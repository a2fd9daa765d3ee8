import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { noise, TEST_PATIENCE } from '../../tests/fixtures/model-workshop.ts';
import {
  type Fault,
  openPackageIndex,
  type PackageIndex,
  type ServedFile,
} from '../../tests/fixtures/package-index.ts';
import { openHttp, sha256 } from '../platform/index.ts';
import { type DownloadRequest, download, isDownloaded } from './download.ts';

const BYTES = noise(3_000_000, 7);
const PIN = { name: 'thing.whl', sizeBytes: BYTES.length, sha256: sha256(BYTES) };

interface Scene {
  readonly index: PackageIndex;
  readonly request: DownloadRequest;
}

const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function scene(faults: readonly Fault[], file: Partial<ServedFile> = {}): Promise<Scene> {
  const served = { project: 'thing', name: PIN.name, bytes: BYTES, faults, ...file };
  const index = await openPackageIndex({ files: [served] });
  const folder = await mkdtemp(join(tmpdir(), 'offscribe-download-'));
  const http = openHttp({ env: {}, offline: false, timeouts: TEST_PATIENCE.timeouts });
  cleanups.push(http.close, index.close, () => rm(folder, { recursive: true }));
  const request = {
    http,
    url: new URL(`${index.origin}/files/${PIN.name}`),
    pin: PIN,
    partPath: join(folder, 'partial', 'thing.whl'),
    patience: TEST_PATIENCE,
    onBytes: () => {},
  };
  return { index, request };
}

async function expectWhole({ request }: Scene): Promise<void> {
  expect(sha256(await readFile(request.partPath))).toBe(PIN.sha256);
  expect(await isDownloaded(PIN, request.partPath)).toBe(true);
  await expect(stat(`${request.partPath}.validator`)).rejects.toThrow();
}

const ranges = ({ index }: Scene): (string | undefined)[] => index.requests.map((request) => request.range);

test('a body cut three times is continued where it broke, byte for byte', async () => {
  const cut = (afterBytes: number): Fault => ({ kind: 'cut', afterBytes });
  const made = await scene([cut(1_200_000), cut(700_000), cut(300_000)], { etag: '"v1"' });
  await download(made.request);
  await expectWhole(made);
  expect(made.index.requests.length).toBe(4);
  expect(made.index.requests.slice(1).every((request) => request.ifRange === '"v1"')).toBe(true);
  const sent = made.index.requests.reduce((sum, request) => sum + request.sentBytes, 0);
  expect(sent).toBeLessThan(BYTES.length * 1.45);
});

test('identity is what is asked for, and gzip all the same is undone', async () => {
  const made = await scene([{ kind: 'gzip' }]);
  await download(made.request);
  await expectWhole(made);
  expect(made.index.requests.map((request) => request.acceptEncoding)).toEqual(['identity']);
});

test('a server that sends the whole file to a Range request is taken from the start', async () => {
  const made = await scene([{ kind: 'cut', afterBytes: 1_500_000 }, { kind: 'ignore-range' }]);
  await download(made.request);
  await expectWhole(made);
  expect(made.index.requests.length).toBe(2);
});

test.each(['wrong-range', 'range-refused'] as const)(
  '%s: what is here is thrown away, and asked for anew without Range',
  async (kind) => {
    const made = await scene([{ kind: 'cut', afterBytes: 1_500_000 }, { kind }]);
    await download(made.request);
    await expectWhole(made);
    expect(ranges(made)).toEqual([undefined, expect.stringMatching(/^bytes=\d+-$/), undefined]);
  },
);

test('a file that changed on the server is not spliced: its other ETag makes it start over', async () => {
  const made = await scene([], { etag: '"new"' });
  await writePart(made, Buffer.alloc(1_000_000, 1), '"old"');
  await download(made.request);
  await expectWhole(made);
  expect(made.index.requests).toMatchObject([
    { range: 'bytes=1000000-', ifRange: '"old"', sentBytes: BYTES.length },
  ]);
});

test('what an earlier run left is not fetched again', async () => {
  const made = await scene([]);
  await writePart(made, BYTES.subarray(0, 2_000_000));
  await download(made.request);
  await expectWhole(made);
  expect(made.index.requests).toMatchObject([{ range: 'bytes=2000000-', sentBytes: 1_000_000 }]);
});

test('a whole file from an earlier run needs no request', async () => {
  const made = await scene([]);
  await writePart(made, BYTES);
  await download(made.request);
  expect(made.index.requests).toEqual([]);
});

test('a part that was damaged on the disk is noticed by its hash and fetched anew', async () => {
  const made = await scene([]);
  const part = Buffer.from(BYTES.subarray(0, 2_000_000));
  part.writeUInt8(part.readUInt8(5) ^ 255, 5);
  await writePart(made, part);
  await download(made.request);
  await expectWhole(made);
  expect(ranges(made)).toEqual(['bytes=2000000-', undefined]);
});

test('a part longer than the file is thrown away', async () => {
  const made = await scene([]);
  await writePart(made, Buffer.concat([BYTES, Buffer.from('more')]));
  await download(made.request);
  await expectWhole(made);
  expect(ranges(made)).toEqual([undefined]);
});

test('a flipped byte is noticed, and the file fetched once more', async () => {
  const made = await scene([{ kind: 'flip' }]);
  await download(made.request);
  await expectWhole(made);
  expect(made.index.requests.length).toBe(2);
});

test('a flipped byte that stays is an error, and nothing of it is kept', async () => {
  const made = await scene([{ kind: 'flip' }, { kind: 'flip' }]);
  await expect(download(made.request)).rejects.toMatchObject({
    code: 'E_HTTP_STATUS',
    message: expect.stringContaining('other bytes than the sha256 pinned for thing.whl'),
  });
  expect((await stat(made.request.partPath)).size).toBe(0);
});

test('a link that goes silent is dropped and taken up again', async () => {
  const made = await scene([{ kind: 'stall', afterBytes: 2_500_000 }]);
  await download(made.request);
  await expectWhole(made);
  expect(made.index.requests.length).toBe(2);
});

test('503 twice, then the file', async () => {
  const made = await scene([
    { kind: 'status', status: 503 },
    { kind: 'status', status: 503 },
  ]);
  await download(made.request);
  await expectWhole(made);
});

test.each([
  ['seconds', () => '1'],
  ['a date', () => new Date(Date.now() + 2_000).toUTCString()],
])('Retry-After in %s is waited for', async (_name, after) => {
  const made = await scene([{ kind: 'status', status: 429, headers: { 'retry-after': after() } }]);
  const start = performance.now();
  await download(made.request);
  await expectWhole(made);
  expect(performance.now() - start).toBeGreaterThan(900);
});

test('a Retry-After beyond our patience is an error at once, not a long silence', async () => {
  const made = await scene([{ kind: 'status', status: 429, headers: { 'retry-after': '86400' } }]);
  await expect(download(made.request)).rejects.toMatchObject({
    code: 'E_HTTP_STATUS',
    details: { status: 429, retryAfterMs: 86_400_000 },
  });
});

test('a status that will not change is not asked for twice', async () => {
  const made = await scene(Array(9).fill({ kind: 'status', status: 403 }));
  await expect(download(made.request)).rejects.toMatchObject({
    code: 'E_HTTP_STATUS',
    details: { status: 403 },
  });
  expect(made.index.requests.length).toBe(1);
});

test('a web page with a good status is refused, and what is here is kept', async () => {
  const made = await scene([{ kind: 'html' }]);
  await writePart(made, BYTES.subarray(0, 1_000_000));
  await expect(download(made.request)).rejects.toMatchObject({
    code: 'E_HTTP_STATUS',
    message: expect.stringContaining('a web page instead of thing.whl'),
  });
  expect((await stat(made.request.partPath)).size).toBe(1_000_000);
});

test('a file of another size is refused before a byte of it is kept', async () => {
  const made = await scene([], { bytes: BYTES.subarray(1) });
  await expect(download(made.request)).rejects.toMatchObject({ code: 'E_HTTP_STATUS' });
  expect((await stat(made.request.partPath)).size).toBe(0);
});

test('a server that never gets beyond the same point is given up', async () => {
  const made = await scene(Array(40).fill({ kind: 'cut', afterBytes: 0 }));
  await expect(download(made.request)).rejects.toMatchObject({ code: 'E_HTTP_FAILED' });
  expect(made.index.requests.length).toBe(TEST_PATIENCE.attempts);
});

test('a server that cuts and always starts over is given up, however much it sends', async () => {
  const faults = Array.from(
    { length: 40 },
    (_, index): Fault =>
      index % 2 === 0 ? { kind: 'cut', afterBytes: 2_000_000 } : { kind: 'range-refused' },
  );
  const made = await scene(faults);
  await expect(download(made.request)).rejects.toMatchObject({ code: 'E_HTTP_FAILED' });
  expect(made.index.requests.length).toBeLessThan(20);
});

async function writePart(made: Scene, bytes: Buffer, validator?: string): Promise<void> {
  await isDownloaded(PIN, made.request.partPath);
  await writeFile(made.request.partPath, bytes);
  if (validator !== undefined) await writeFile(`${made.request.partPath}.validator`, validator);
}
