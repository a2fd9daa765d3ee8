import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect, promisify } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { listen } from '../../tests/fixtures/package-index.ts';
import { type HttpResponse, openHttp, splitCredentials } from './http.ts';
import { askedPauseMs, isTransient, retryAfterMs } from './http-errors.ts';
import type { Environment } from './places.ts';

const TIMEOUTS = { connectMs: 5_000, headersMs: 1_000, stallMs: 1_000 };

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return await listen(server);
}

function client(
  env: Environment = {},
  extra: Partial<Parameters<typeof openHttp>[0]> = {},
): ReturnType<typeof openHttp> {
  const http = openHttp({ env, offline: false, timeouts: TIMEOUTS, ...extra });
  cleanups.push(http.close);
  return http;
}

async function textOf(response: HttpResponse): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of response.body) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

describe('offline', () => {
  test('a request is E_OFFLINE, and no server hears of it', async () => {
    let heard = 0;
    const origin = await serve((_request, response) => {
      heard += 1;
      response.end();
    });
    const http = client({}, { offline: true });
    await expect(http.get(new URL(origin))).rejects.toMatchObject({ code: 'E_OFFLINE' });
    expect(heard).toBe(0);
  });
});

describe('redirects', () => {
  const credentialsFor = (origin: string) => ({ origin, authorization: 'Basic abc' });

  test('are followed, with credentials only on their own origin', async () => {
    const seen: [string, string | undefined][] = [];
    const other = await serve((request, response) => {
      seen.push(['other', request.headers.authorization]);
      response.end('there');
    });
    const origin = await serve((request, response) => {
      seen.push([request.url ?? '', request.headers.authorization]);
      const location = request.url === '/first' ? '/second' : `${other}/third`;
      response.writeHead(307, { location }).end();
    });
    const response = await client().get(new URL('/first', origin), { credentials: credentialsFor(origin) });
    expect(await textOf(response)).toBe('there');
    expect(response.url.href).toBe(`${other}/third`);
    expect(seen).toEqual([
      ['/first', 'Basic abc'],
      ['/second', 'Basic abc'],
      ['other', undefined],
    ]);
  });

  test('without end are an error', async () => {
    const origin = await serve((_request, response) => response.writeHead(302, { location: '/again' }).end());
    await expect(client().get(new URL(origin))).rejects.toMatchObject({ code: 'E_HTTP_STATUS' });
  });

  test('to another scheme are an error', async () => {
    const origin = await serve((_request, response) =>
      response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
    );
    await expect(client().get(new URL(origin))).rejects.toMatchObject({ code: 'E_HTTP_STATUS' });
  });

  test('an error status is an answer', async () => {
    const origin = await serve((_request, response) => response.writeHead(404).end('no'));
    expect(await client().get(new URL(origin))).toMatchObject({ status: 404 });
  });
});

describe('a server that is slow', () => {
  test('to answer is E_HTTP_FAILED, and worth another try', async () => {
    const origin = await serve(() => {});
    const failure = await client()
      .get(new URL(origin))
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'E_HTTP_FAILED',
      message: expect.stringContaining('does not answer'),
    });
    expect(isTransient(failure)).toBe(true);
  });

  test('in the middle of a body is E_HTTP_FAILED', async () => {
    const origin = await serve((_request, response) => void response.writeHead(200).write('half'));
    const response = await client().get(new URL(origin));
    await expect(textOf(response)).rejects.toMatchObject({
      code: 'E_HTTP_FAILED',
      message: expect.stringContaining('stopped sending'),
    });
  });

  test('can be cancelled, before and after it answered', async () => {
    const origin = await serve(
      (request, response) => void (request.url === '/body' && response.writeHead(200).write('x')),
    );
    for (const path of ['/', '/body']) {
      const stop = new AbortController();
      const work = client().get(new URL(path, origin), { signal: stop.signal }).then(textOf);
      setTimeout(() => stop.abort(), 100);
      await expect(work).rejects.toMatchObject({ code: 'E_CANCELLED' });
    }
  });
});

test('a name that does not exist is said, with the host', async () => {
  await expect(client().get(new URL('http://nowhere.invalid/'))).rejects.toMatchObject({
    code: 'E_HTTP_FAILED',
    message: expect.stringMatching(/^nowhere\.invalid could not be found/),
  });
});

describe('proxies', () => {
  async function proxy(): Promise<{ origin: string; asked: string[] }> {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url} ${request.headers['proxy-authorization'] ?? ''}`.trim());
      response.end('from the proxy');
    });
    server.on('connect', (request, socket) => {
      asked.push(`CONNECT ${request.url}`);
      const [host, port] = (request.url ?? '').split(':');
      const target = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        target.pipe(socket).pipe(target);
      });
      for (const end of [target, socket]) end.on('error', () => {});
    });
    cleanups.push(() => {
      server.closeAllConnections();
      server.close();
    });
    return { origin: await listen(server), asked };
  }

  test.each(['HTTP_PROXY', 'http_proxy', 'ALL_PROXY'])(
    '%s is used for plain http, without a tunnel',
    async (name) => {
      const { origin, asked } = await proxy();
      const response = await client({ [name]: origin }).get(new URL('http://index.invalid/x'));
      expect(await textOf(response)).toBe('from the proxy');
      expect(asked).toEqual(['GET http://index.invalid/x']);
    },
  );

  test('a login in the proxy address is sent to the proxy', async () => {
    const { origin, asked } = await proxy();
    const withLogin = origin.replace('//', '//user:pass@');
    await textOf(await client({ HTTP_PROXY: withLogin }).get(new URL('http://index.invalid/x')));
    expect(asked).toEqual([
      `GET http://index.invalid/x Basic ${Buffer.from('user:pass').toString('base64')}`,
    ]);
  });

  test('NO_PROXY goes around it', async () => {
    const { origin, asked } = await proxy();
    const direct = await serve((_request, response) => response.end('direct'));
    const http = client({ HTTP_PROXY: origin, NO_PROXY: '127.0.0.1' });
    expect(await textOf(await http.get(new URL(direct)))).toBe('direct');
    expect(asked).toEqual([]);
  });

  test('an address that is none is E_USAGE and is not quoted', async () => {
    const failure = await client({ HTTPS_PROXY: 'http://user:s3cret@[x' })
      .get(new URL('http://127.0.0.1:9/'))
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'E_USAGE' });
    expect(inspect(failure, { depth: 9 })).not.toContain('s3cret');
  });
});

describe('https', () => {
  /** A server with a certificate of its own, or undefined where there is no openssl to make one. */
  async function serveTls(
    listener: RequestListener,
  ): Promise<{ origin: string; certificate: string } | undefined> {
    const folder = await mkdtemp(join(tmpdir(), 'offscribe-tls-'));
    cleanups.push(() => rm(folder, { recursive: true }));
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const args = [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '2',
      '-keyout',
      key,
      '-out',
      certificate,
    ];
    try {
      await promisify(execFile)('openssl', [...args, ...subject]);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw error;
    }
    const server = createTlsServer({ key: await readFile(key), cert: await readFile(certificate) }, listener);
    cleanups.push(() => {
      server.closeAllConnections();
      server.close();
    });
    return { origin: (await listen(server)).replace('http:', 'https:'), certificate };
  }

  test("a certificate of one's own is trusted when a file names it, and only then", async (context) => {
    const server = await serveTls((_request, response) => response.end('secure'));
    if (server === undefined) return context.skip('no openssl here to make a certificate');
    const trusting = client({}, { certificateFile: server.certificate });
    expect(await textOf(await trusting.get(new URL(server.origin)))).toBe('secure');
    const failure = await client()
      .get(new URL(server.origin))
      .catch((error: unknown) => error);
    expect(failure).toMatchObject({
      code: 'E_HTTP_FAILED',
      message: expect.stringContaining('certificate that is not trusted'),
    });
    expect(isTransient(failure)).toBe(false);
  });

  test('a redirect down to plain http is refused', async (context) => {
    const plain = await serve((_request, response) => response.end('plain'));
    const server = await serveTls((_request, response) => response.writeHead(302, { location: plain }).end());
    if (server === undefined) return context.skip('no openssl here to make a certificate');
    const http = client({}, { certificateFile: server.certificate });
    await expect(http.get(new URL(server.origin))).rejects.toMatchObject({
      code: 'E_HTTP_STATUS',
      message: expect.stringContaining('plain http'),
    });
  });

  test('a certificate file that cannot be read is E_USAGE', async () => {
    const http = client({}, { certificateFile: '/nowhere/ca.pem' });
    await expect(http.get(new URL('http://127.0.0.1:9/'))).rejects.toMatchObject({ code: 'E_USAGE' });
    await http.close();
  });
});

describe('credentials in a URL', () => {
  test('are split off and decoded', () => {
    const split = splitCredentials('https://us%40er:p%3Aw@host.example:8443/simple');
    expect(split?.url.href).toBe('https://host.example:8443/simple');
    expect(split?.credentials).toEqual({
      origin: 'https://host.example:8443',
      authorization: `Basic ${Buffer.from('us@er:p:w').toString('base64')}`,
    });
  });

  test('a bare percent sign in a password is taken as it stands', () => {
    const authorization = splitCredentials('https://u:100%25%@h/')?.credentials?.authorization ?? '';
    expect(Buffer.from(authorization.slice(6), 'base64').toString()).toMatch(/^u:100%/);
  });

  test('are absent from a plain address, and other schemes are no address', () => {
    expect(splitCredentials('https://host/x')).toEqual({ url: new URL('https://host/x') });
    expect(splitCredentials('ftp://host/x')).toBeUndefined();
    expect(splitCredentials('nonsense')).toBeUndefined();
  });
});

test('Retry-After is read as seconds or as a date, and nonsense is nothing', () => {
  const now = Date.UTC(2026, 0, 1, 0, 0, 0);
  expect(retryAfterMs('120', now)).toBe(120_000);
  expect(retryAfterMs('Thu, 01 Jan 2026 00:00:30 GMT', now)).toBe(30_000);
  expect(retryAfterMs('Wed, 31 Dec 2025 23:00:00 GMT', now)).toBe(0);
  expect(retryAfterMs('soon', now)).toBeUndefined();
  expect(retryAfterMs(undefined, now)).toBeUndefined();
});

test('[row 15] a used-up RateLimit says how long to wait, one second to be sure; else Retry-After does', () => {
  const asked = (ratelimit: string, after?: string): number | undefined =>
    askedPauseMs({ ratelimit, ...(after === undefined ? {} : { 'retry-after': after }) }, 0);
  expect(asked('"resolvers";r=0;t=55')).toBe(56_000);
  expect(asked('"api";r=0;t=7, "resolvers"; r=0; t=55, "pages";r=3;t=300')).toBe(56_000);
  expect(asked('"api";r=499;t=300')).toBeUndefined();
  expect(asked('"api";r=499;t=300', '5')).toBe(5_000);
  expect(asked('nonsense', '5')).toBe(5_000);
  expect(askedPauseMs({}, 0)).toBeUndefined();
});

describe('a body that is poured', () => {
  test('comes whole, and waits while the taker is busy', async () => {
    const sent = Buffer.alloc(1_000_000, 'abc');
    const origin = await serve((_request, response) => response.end(sent));
    const pieces: Uint8Array[] = [];
    let busy = 0;
    const response = await client().get(new URL(origin));
    await response.pour((piece) => {
      expect(busy).toBe(0);
      busy += 1;
      pieces.push(piece);
      return new Promise((resolve) =>
        setTimeout(() => {
          busy -= 1;
          resolve();
        }, 5),
      );
    });
    expect(Buffer.concat(pieces).equals(sent)).toBe(true);
  });

  test('and given up ends without an error; what the taker throws is thrown', async () => {
    const origin = await serve((_request, response) => void response.writeHead(200).write('first'));
    const given = await client().get(new URL(origin));
    await given.pour(() => void given.discard());
    const refused = await client().get(new URL(origin));
    await expect(
      refused.pour(() => {
        throw new Error('ours');
      }),
    ).rejects.toThrow('ours');
    refused.discard();
    const rejected = await client().get(new URL(origin));
    await expect(rejected.pour(() => Promise.reject(new Error('ours too')))).rejects.toThrow('ours too');
    rejected.discard();
  });
});

test('[row 16] a port that speaks no TLS is said at once, and not worth another try', async () => {
  const origin = await serve((_request, response) => response.end());
  const failure = await client()
    .get(new URL(origin.replace('http:', 'https:')))
    .catch((error: unknown) => error);
  expect(failure).toMatchObject({
    code: 'E_HTTP_FAILED',
    message: expect.stringContaining('cannot agree on TLS'),
  });
  expect(isTransient(failure)).toBe(false);
});
