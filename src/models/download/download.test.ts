import { readFile, stat } from 'node:fs/promises';
import { afterEach, describe, expect, test } from 'vitest';
import {
  askedRanges,
  expectWhole,
  leavePart,
  openScene,
  type Scene,
  type SceneOptions,
} from '../../../tests/fixtures/download-scene.ts';
import { makeCertificate } from '../../../tests/fixtures/hub/index.ts';
import { noise, TEST_PATIENCE } from '../../../tests/fixtures/model-workshop.ts';
import { NetworkError } from '../../kernel/index.ts';
import { gitSha1 } from '../content-hash.ts';
import { discardPart, download, partBytes } from './download.ts';

const BYTES = noise(3_000_000, 7);
const SOME = BYTES.subarray(0, 1_000_000);

const scenes: Scene[] = [];

afterEach(async () => {
  for (const scene of scenes.splice(0)) await scene.close();
});

async function scene(name: string, options: SceneOptions = {}): Promise<Scene> {
  const made = await openScene(name, { bytes: BYTES, ...options });
  scenes.push(made);
  return made;
}

describe('a plain download', () => {
  test('fills the part, tells its sha256 and how it gets on, in one request', async () => {
    const seen: number[] = [];
    const made = await scene('model.bin', { request: { onBytes: (done) => seen.push(done) } });
    expect(await download(made.request)).toEqual({ sha256: made.request.file.etag });
    await expectWhole(made);
    expect(askedRanges(made)).toEqual([undefined]);
    expect(seen.at(0)).toBe(0);
    expect(seen.at(-1)).toBe(BYTES.length);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  });

  test('knows a small file by its git digest, and an empty one without asking', async () => {
    const made = await scene('config.json', { bytes: Buffer.from('{"error": "is a fine key"}') });
    const file = { ...made.request.file, etag: gitSha1(made.bytes) };
    expect(await download({ ...made.request, file })).toEqual({ sha256: made.request.file.etag });
    const empty = { name: 'empty', sizeBytes: 0, etag: gitSha1(Buffer.alloc(0)) };
    await download({ ...made.request, file: empty, partPath: `${made.request.partPath}-empty` });
    expect(made.hub.fileRequests().length).toBe(1);
  });

  test('that is stopped stops at once, and leaves a part to go on with', async () => {
    const stop = new AbortController();
    const onBytes = (done: number): void => {
      if (done > 100_000) stop.abort();
    };
    const made = await scene('slow.bin', { request: { signal: stop.signal, onBytes } });
    await expect(download(made.request)).rejects.toMatchObject({ code: 'E_CANCELLED' });
    expect(await partBytes(made.request.partPath, made.request.file)).toBeGreaterThan(100_000);
    await discardPart(made.request.partPath);
    expect(await partBytes(made.request.partPath, made.request.file)).toBe(0);
  });

  test('that is stopped before it began asks nobody', async () => {
    const made = await scene('model.bin', { request: { signal: AbortSignal.abort() } });
    await expect(download(made.request)).rejects.toMatchObject({ code: 'E_CANCELLED' });
    expect(made.hub.requests).toEqual([]);
  });
});

describe('what an earlier run left', () => {
  test('is not fetched again', async () => {
    const made = await scene('model.bin');
    await leavePart(made, SOME);
    await download(made.request);
    await expectWhole(made);
    expect(askedRanges(made)).toEqual(['bytes=1000000-']);
    expect(made.hub.sentFileBytes()).toBe(2_000_000);
  });

  test('is not fetched again where it lies behind a hole either', async () => {
    const made = await scene('model.bin');
    const present = Buffer.from(BYTES.subarray(0, 2_500_000)).fill(0, 1_000_000, 2_000_000);
    const written = [
      { start: 0, end: 1_000_000 },
      { start: 2_000_000, end: 2_500_000 },
    ];
    await leavePart(made, present, { written });
    await download(made.request);
    await expectWhole(made);
    expect(askedRanges(made)).toEqual(['bytes=1000000-1999999', 'bytes=2500000-']);
  });

  test('needs no request when it is the whole file', async () => {
    const made = await scene('model.bin');
    await download(made.request);
    const before = made.hub.requests.length;
    await download(made.request);
    expect(made.hub.requests.length).toBe(before);
  });

  test('[row 6] and was damaged on the disk since is found out by the hash: one clean restart', async () => {
    const made = await scene('model.bin');
    const damaged = Buffer.from(SOME);
    damaged.writeUInt8(damaged.readUInt8(5) ^ 255, 5);
    await leavePart(made, damaged);
    await download(made.request);
    await expectWhole(made);
    expect(askedRanges(made)).toEqual(['bytes=1000000-', undefined]);
    expect((await stat(`${made.request.partPath}.quarantined`)).size).toBe(BYTES.length);
  });

  test('[row 6] and is all there but damaged is found out without a request, then fetched', async () => {
    const made = await scene('model.bin');
    await leavePart(made, Buffer.alloc(BYTES.length));
    await download(made.request);
    await expectWhole(made);
    expect(askedRanges(made)).toEqual([undefined]);
  });

  test.each([
    ['longer than the file', BYTES.length + 4, [{ start: 0, end: BYTES.length }]],
    ['preallocated and empty, whatever its length says,', BYTES.length, []],
  ])('[row 7] and is %s is thrown away: restarted', async (_what, length, written) => {
    const made = await scene('model.bin');
    await leavePart(made, Buffer.alloc(length), { written });
    expect(await partBytes(made.request.partPath, made.request.file)).toBe(0);
    await download(made.request);
    await expectWhole(made);
    expect(askedRanges(made)).toEqual([undefined]);
  });
});

describe('a connection that breaks', () => {
  test('[row 4] in the middle, three times, is taken up again by Range where it broke', async () => {
    const made = await scene('cut-3x.bin');
    await download(made.request);
    await expectWhole(made);
    const requests = made.hub.fileRequests();
    expect(requests.length).toBe(4);
    expect(requests.slice(1).every(({ ifRange }) => ifRange === `"${made.request.file.etag}"`)).toBe(true);
    expect(made.hub.sentFileBytes()).toBeLessThan(BYTES.length * 1.1);
    expect(made.waits.map((wait) => wait.reason)).toContainEqual(expect.stringContaining('broke'));
  });

  test('[row 4] before anything came, time and again, is given up', async () => {
    const made = await scene('reset-always.bin');
    await expect(download(made.request)).rejects.toMatchObject({ code: 'E_HTTP_FAILED' });
    expect(made.hub.requests.length).toBe(TEST_PATIENCE.attempts);
  });

  const IMPATIENT = { ...TEST_PATIENCE, timeouts: { connectMs: 500, headersMs: 500, stallMs: 500 } };

  test.each(['no-first-byte', 'stall-at-99'])(
    '[row 14] by falling silent (%s) is dropped after the time allowed, and made anew',
    async (name) => {
      const made = await scene(`${name}.bin`, { request: { patience: IMPATIENT } });
      await download(made.request);
      await expectWhole(made);
      expect(made.hub.fileRequests().length).toBe(2);
    },
  );

  test('[row 14] by falling silent every time is given up, and the message says what it did', async () => {
    const patience = { ...IMPATIENT, attempts: 2 };
    const made = await scene('stall-at-99-always.bin', { request: { patience } });
    const failure = await download(made.request).catch((error: unknown) => error);
    const host = new URL(made.hub.cdnOrigin).host;
    expect(failure).toMatchObject({
      code: 'E_HTTP_FAILED',
      message: `${host} stopped sending (UND_ERR_BODY_TIMEOUT).`,
    });
    expect(await partBytes(made.request.partPath, made.request.file)).toBeGreaterThan(BYTES.length * 0.98);
  });

  test('[row 14] by crawling at 99 % is replaced, although bytes still come', async () => {
    const made = await scene('crawl-at-99.bin');
    await download(made.request);
    await expectWhole(made);
    const [first, second] = made.hub.fileRequests();
    expect(first?.sentBytes).toBeLessThan(BYTES.length);
    expect(second?.range).toMatch(/^bytes=29\d{5}-$/);
  });
});

describe('a server and its ranges', () => {
  test('[row 8] 200 to a Range request: from the start again, and the bytes are right', async () => {
    const made = await scene('ignore-range.bin');
    await leavePart(made, SOME);
    await download(made.request);
    await expectWhole(made);
    expect(askedRanges(made)).toEqual(['bytes=1000000-']);
    expect(made.hub.sentFileBytes()).toBe(BYTES.length);
  });

  test.each(['wrong-range', 'wrong-total'])(
    '[row 9] a 206 with a %s is not taken; the whole file is asked for',
    async (fault) => {
      const made = await scene(`${fault}-always.bin`);
      await leavePart(made, SOME);
      await download(made.request);
      await expectWhole(made);
      expect(askedRanges(made)).toEqual(['bytes=1000000-', undefined]);
    },
  );

  test('[row 10] 416: the part is dropped, and the whole file asked for once', async () => {
    const made = await scene('416.bin');
    await leavePart(made, SOME);
    await download(made.request);
    await expectWhole(made);
    expect(askedRanges(made)).toEqual(['bytes=1000000-', undefined]);
  });

  test('[row 11] a file that changed under the part is not spliced: its new version comes whole', async () => {
    const made = await scene('model.bin');
    await leavePart(made, Buffer.alloc(1_000_000, 1), { validator: '"old"' });
    await download(made.request);
    await expectWhole(made);
    expect(made.hub.fileRequests()).toMatchObject([{ range: 'bytes=1000000-', ifRange: '"old"' }]);
    expect(made.hub.sentFileBytes()).toBe(BYTES.length);
  });

  test('[row 11] a file that changes while it is sent is not spliced either', async () => {
    const made = await scene('changed-etag.bin');
    await download(made.request);
    await expectWhole(made);
    await expect(stat(`${made.request.partPath}.quarantined`)).rejects.toThrow();
  });

  test('[row 12] identity is what is asked for; gzip that comes all the same is undone', async () => {
    const made = await scene('gzip.bin');
    await download(made.request);
    await expectWhole(made);
    expect(made.hub.fileRequests().map((request) => request.acceptEncoding)).toEqual(['identity']);
  });

  test('[row 12] a range of a gzip body is not taken for a range of the file', async () => {
    const made = await scene('gzip-range.bin');
    await leavePart(made, SOME);
    await download(made.request);
    await expectWhole(made);
    expect(askedRanges(made)).toEqual(['bytes=1000000-', undefined]);
  });
});

describe('bytes that are not the file', () => {
  test('[row 5] a flipped byte: moved aside, fetched once more, right', async () => {
    const made = await scene('flip.bin');
    await download(made.request);
    await expectWhole(made);
    expect(made.hub.fileRequests().length).toBe(2);
    expect((await readFile(`${made.request.partPath}.quarantined`)).equals(BYTES)).toBe(false);
  });

  test('[row 5] a flipped byte that stays: an error after one more try, and no part left', async () => {
    const made = await scene('flip-always.bin');
    await expect(download(made.request)).rejects.toMatchObject({
      code: 'E_HTTP_STATUS',
      message: expect.stringContaining('sends other bytes than the sha256 pinned for flip-always.bin'),
    });
    expect(made.hub.fileRequests().length).toBe(2);
    expect(await partBytes(made.request.partPath, made.request.file)).toBe(0);
    await expect(stat(made.request.partPath)).rejects.toThrow();
    await discardPart(made.request.partPath);
    await expect(stat(`${made.request.partPath}.quarantined`)).rejects.toThrow();
  });

  test.each([
    ['html-200', 'a web page'],
    ['json-200', 'a JSON message'],
  ])('[row 13] %s: refused before a byte is kept, and what is here stays', async (fault, what) => {
    const made = await scene(`${fault}.bin`);
    await leavePart(made, SOME);
    await expect(download(made.request)).rejects.toMatchObject({
      code: 'E_HTTP_STATUS',
      message: expect.stringContaining(`answers with ${what} instead of ${fault}.bin`),
    });
    expect(made.hub.fileRequests().length).toBe(1);
    expect(await partBytes(made.request.partPath, made.request.file)).toBe(SOME.length);
  });

  test.each(['short', 'long'])(
    'a file of another length (%s) is refused before a byte is kept',
    async (fault) => {
      const made = await scene(`${fault}-always.bin`);
      await expect(download(made.request)).rejects.toMatchObject({
        code: 'E_HTTP_STATUS',
        message: expect.stringMatching(/offers \d+ bytes as .*, which has 3000000/),
      });
      expect((await stat(made.request.partPath)).size).toBe(0);
    },
  );
});

describe('addresses that a redirect gave', () => {
  const credentials = (origin: string) => ({ origin, authorization: 'Bearer abc' });

  test('are kept for the rest of the file, and never see the credentials', async () => {
    const made = await scene('cut-3x.bin', { hub: { token: 'abc' } });
    await download({ ...made.request, credentials: credentials(made.hub.origin) });
    await expectWhole(made);
    const hub = made.hub.requests.filter(({ server }) => server === 'hub');
    const cdn = made.hub.requests.filter(({ server }) => server === 'cdn');
    expect(hub.map(({ authorization }) => authorization)).toEqual(['Bearer abc']);
    expect(cdn.map(({ authorization }) => authorization)).toEqual(Array(4).fill(undefined));
  });

  test('are asked for anew when they have expired, in the middle of the file', async () => {
    const made = await scene('signed-url-expires-twice.bin');
    await download(made.request);
    await expectWhole(made);
    expect(made.hub.requests.filter(({ server }) => server === 'hub').length).toBe(3);
    expect(made.hub.sentFileBytes()).toBeLessThan(BYTES.length * 1.1);
  });
});

describe('a server in trouble', () => {
  test('[row 16] 503 twice, then the file', async () => {
    const made = await scene('503-twice.bin');
    await download(made.request);
    await expectWhole(made);
    expect(made.waits).toMatchObject([
      { reason: 'answered with status 503' },
      { reason: 'answered with status 503' },
    ]);
  });

  test('[row 16] a status that will not change is not asked for twice, and the source may say it its own way', async () => {
    const made = await scene('403.bin');
    await expect(download(made.request)).rejects.toMatchObject({ details: { status: 403 } });
    const failureOf = async (): Promise<NetworkError> => new NetworkError('E_HUB_ACCESS', 'Our own words.');
    await expect(download({ ...made.request, failureOf })).rejects.toMatchObject({ code: 'E_HUB_ACCESS' });
    expect(made.hub.requests.length).toBe(2);
    expect(made.waits).toEqual([]);
  });

  test('[row 16] a name that cannot be found is asked for again, then said', async () => {
    const made = await scene('model.bin');
    const url = new URL('http://nowhere.invalid/model.bin');
    await expect(download({ ...made.request, url })).rejects.toMatchObject({
      code: 'E_HTTP_FAILED',
      message: expect.stringMatching(/^nowhere\.invalid could not be found/),
    });
    expect(made.waits.length).toBe(TEST_PATIENCE.attempts - 1);
  });

  test('[row 16] a certificate that has expired is refused at once', async () => {
    const tls = makeCertificate('expired');
    const made = await scene('model.bin', { hub: { tls }, trust: tls.cert });
    await expect(download(made.request)).rejects.toMatchObject({
      code: 'E_HTTP_FAILED',
      message: expect.stringContaining('certificate that is not trusted (CERT_HAS_EXPIRED)'),
    });
    expect(made.waits).toEqual([]);
    expect(made.hub.requests).toEqual([]);
  });

  test.each([
    ['429-ratelimit', 1000, 1000],
    ['429-retry-after-seconds', 1000, 1000],
    ['429-retry-after-date', 1, 2000],
  ])('[row 15] %s is obeyed, and said before the wait', async (fault, least, most) => {
    const made = await scene(`${fault}.bin`);
    await download(made.request);
    await expectWhole(made);
    expect(made.waits).toMatchObject([{ reason: 'asks for a pause (status 429)' }]);
    expect(made.waits[0]?.waitMs).toBeGreaterThanOrEqual(least);
    expect(made.waits[0]?.waitMs).toBeLessThanOrEqual(most);
    expect(made.hub.requests.filter(({ server }) => server === 'hub').length).toBe(2);
  });

  test('[row 15] a pause beyond our patience is an error at once, not a long silence', async () => {
    const made = await scene('429-tomorrow.bin');
    await expect(download(made.request)).rejects.toMatchObject({
      code: 'E_HTTP_STATUS',
      details: { status: 429, retryAfterMs: expect.any(Number) },
    });
    expect(made.waits).toEqual([]);
  });
});
