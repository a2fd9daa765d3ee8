import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { rangeOf } from '../../../tests/fixtures/hub/byte-range.ts';
import { noise, TEST_PATIENCE } from '../../../tests/fixtures/model-workshop.ts';
import { listen } from '../../../tests/fixtures/package-index.ts';
import { openHttp, sha256 } from '../../platform/index.ts';
import { type DownloadRequest, download, partBytes } from './download.ts';

const BYTES = noise(16_000_000, 11);
const ETAG = '"one"';
/** Rates are looked at eight times in `stallMs`. */
const PATIENCE = { ...TEST_PATIENCE, timeouts: { connectMs: 2_000, headersMs: 2_000, stallMs: 320 } };

const cleanups: (() => Promise<unknown>)[] = [];

afterAll(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A server that gives each connection so much and no more. */
interface Throttle {
  readonly bytesPerSec: number;
  /** Answers a request its own way; false: as usual. */
  readonly instead?: (request: IncomingMessage, response: ServerResponse, line: Line) => boolean;
}

/** What the server sees. */
interface Line {
  /** Requests being answered, this one included. */
  readonly atOnce: number;
  readonly count: number;
}

interface Ranged {
  readonly request: DownloadRequest;
  readonly seen: { readonly range: string | undefined; readonly atOnce: number }[];
  readonly sent: () => number;
}

async function serve({ bytesPerSec, instead = () => false }: Throttle): Promise<Ranged> {
  const seen: Ranged['seen'] = [];
  let [atOnce, sent] = [0, 0];
  const server = createServer((request, response) => {
    atOnce += 1;
    response.on('close', () => {
      atOnce -= 1;
    });
    seen.push({ range: request.headers.range, atOnce });
    if (!instead(request, response, { atOnce, count: seen.length })) void send(request, response);
  });
  const send = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const asked = { range: request.headers.range, ifRange: request.headers['if-range']?.toString() };
    const range = rangeOf(asked, BYTES.length, ETAG);
    if (range === undefined) return void response.writeHead(416).end();
    const { start, end, isPartial } = range;
    response.writeHead(isPartial ? 206 : 200, {
      etag: ETAG,
      'content-length': end - start,
      ...(isPartial ? { 'content-range': `bytes ${start}-${end - 1}/${BYTES.length}` } : {}),
    });
    for (let at = start; at < end && !response.destroyed; at += bytesPerSec / 100) {
      const piece = BYTES.subarray(at, Math.min(end, at + bytesPerSec / 100));
      response.write(piece);
      sent += piece.length;
      await sleep(10);
    }
    response.end();
  };
  const origin = await listen(server);
  const folder = await mkdtemp(join(tmpdir(), 'offscribe-ranges-'));
  const http = openHttp({ env: {}, offline: false, timeouts: PATIENCE.timeouts });
  cleanups.push(
    () => rm(folder, { recursive: true }),
    async () => {
      server.closeAllConnections();
      server.close();
    },
    http.close,
  );
  const request = {
    http,
    url: new URL('/model.bin', origin),
    file: { name: 'model.bin', sizeBytes: BYTES.length, etag: sha256(BYTES) },
    partPath: join(folder, 'part'),
    patience: PATIENCE,
    onBytes: () => {},
  };
  return { request, seen, sent: () => sent };
}

async function expectWhole({ request }: Ranged): Promise<void> {
  expect((await readFile(request.partPath)).equals(BYTES)).toBe(true);
  await expect(stat(`${request.partPath}.quarantined`)).rejects.toThrow();
}

const most = ({ seen }: Ranged): number => Math.max(...seen.map(({ atOnce }) => atOnce));

// Side by side: they mostly wait for servers that are slow on purpose.
describe.concurrent('where each connection is capped', () => {
  test('there come to be several, and every byte comes about once', async () => {
    const made = await serve({ bytesPerSec: 2_500_000 });
    await download(made.request);
    await expectWhole(made);
    expect(most(made)).toBeGreaterThan(1);
    expect(made.seen.slice(1).every(({ range }) => range !== undefined)).toBe(true);
    expect(made.sent()).toBeLessThan(BYTES.length * 1.3);
  });

  test('there is one when no more are allowed', async () => {
    const made = await serve({ bytesPerSec: 8_000_000 });
    await download({ ...made.request, connections: 1 });
    await expectWhole(made);
    expect(made.seen.length).toBe(1);
  });

  test('and one of several breaks, the others go on and its bytes are asked for again', async () => {
    const made = await serve({
      bytesPerSec: 2_500_000,
      instead: (_request, response, { count }) => count === 3 && Boolean(response.destroy()),
    });
    await download(made.request);
    await expectWhole(made);
    expect(made.sent()).toBeLessThan(BYTES.length * 1.3);
  });

  test('and the run is stopped, the next one fetches only what is missing, holes and all', async () => {
    const made = await serve({ bytesPerSec: 2_500_000 });
    const stop = new AbortController();
    const onBytes = (done: number): void => {
      if (done > BYTES.length * 0.6) stop.abort();
    };
    await expect(download({ ...made.request, signal: stop.signal, onBytes })).rejects.toMatchObject({
      code: 'E_CANCELLED',
    });
    const { request, sent } = made;
    expect(await partBytes(request.partPath, request.file)).toBeGreaterThan(BYTES.length * 0.58);
    const before = sent();
    await download(request);
    await expectWhole(made);
    expect(sent() - before).toBeLessThan(BYTES.length * 0.45);
  });
});

describe.concurrent('a server that does not like several connections', () => {
  test.each([
    ['403', 403],
    ['429', 429],
  ])('and answers the second with %s is left with one', async (_name, status) => {
    const made = await serve({
      bytesPerSec: 6_000_000,
      instead: (_request, response, { atOnce }) =>
        atOnce > 1 && Boolean(response.writeHead(status, { 'content-length': 0 }).end()),
    });
    await download(made.request);
    await expectWhole(made);
    expect(most(made)).toBe(2);
    expect(made.seen.length).toBeLessThan(8);
  });

  test('[row 8] and ignores Range is left with the one that has the file from its start', async () => {
    const made = await serve({
      bytesPerSec: 6_000_000,
      instead: (request) => {
        delete request.headers.range;
        return false;
      },
    });
    await download(made.request);
    await expectWhole(made);
    expect(made.seen.length).toBe(2);
  });

  test('[row 9] and sends other ranges than it was asked for, likewise', async () => {
    const made = await serve({
      bytesPerSec: 6_000_000,
      instead: (request, response) => {
        if (request.headers.range === undefined) return false;
        const length = BYTES.length;
        return Boolean(
          response.writeHead(206, { 'content-range': `bytes 0-${length - 1}/${length}` }).end(BYTES),
        );
      },
    });
    await download(made.request);
    await expectWhole(made);
    expect(made.seen.length).toBe(2);
  });
});

test.concurrent('[row 15] a server that asks for a pause is left alone by all connections: no storm', async () => {
  let pausedAt = 0;
  let [early, refused] = [0, 0];
  const made = await serve({
    bytesPerSec: 2_500_000,
    instead: (_request, response, { count }) => {
      if (pausedAt > 0 && performance.now() - pausedAt < 900) early += 1;
      if (count < 4 || refused > 0) return false;
      refused += 1;
      pausedAt = performance.now();
      response.writeHead(429, { 'retry-after': '1', 'content-length': 0 }).end();
      return true;
    },
  });
  await download(made.request);
  await expectWhole(made);
  expect(refused).toBe(1);
  expect(early).toBe(0);
});

test.concurrent('[row 11] a file that changes while several connections have it is not spliced', async () => {
  const made = await serve({
    bytesPerSec: 4_000_000,
    instead: (request, response, { count }) => {
      if (count !== 2) return false;
      const [, start = '0', end = ''] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '') ?? [];
      const last = end === '' ? BYTES.length - 1 : Number(end);
      const headers = { etag: '"two"', 'content-range': `bytes ${start}-${last}/${BYTES.length}` };
      response.writeHead(206, headers).end(Buffer.alloc(last + 1 - Number(start)));
      return true;
    },
  });
  await download(made.request);
  await expectWhole(made);
});
