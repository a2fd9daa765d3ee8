/**
 * HTTP: GET over undici (HTTP/1.1), through the proxies of the environment, with our own rules for redirects.
 *
 * Credentials  go to the origin they were given for, never to another one, and never into a message.
 * Redirects    followed here: at most 10; from https to http refused.
 * Encoding     identity is asked for; gzip that comes all the same is undone (and its Content-Length dropped).
 * Offline      an offline Http throws NetworkError E_OFFLINE before undici is even loaded.
 * Throws       NetworkError E_OFFLINE, E_HTTP_FAILED; CancelledError. An error status is an answer, not an exception.
 * @module
 */
import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { NetworkError, systemCode, throwIfCancelled, UsageError } from '../kernel/index.ts';
import { httpFailure, wrongAnswer } from './http-errors.ts';
import type { Environment } from './places.ts';

/** Redirects followed for one request. */
const MAX_REDIRECTS = 10;

/** How long a server may stay silent, milliseconds. */
export interface HttpTimeouts {
  readonly connectMs: number;
  /** From the request to the first byte of the answer. */
  readonly headersMs: number;
  /** Between two pieces of a body. */
  readonly stallMs: number;
}

/** Slow proxies scan whole files before the first byte, hence the long wait for headers. */
export const DEFAULT_TIMEOUTS: HttpTimeouts = { connectMs: 15_000, headersMs: 60_000, stallMs: 30_000 };

/** How an Http is made. */
export interface HttpOptions {
  readonly env: Environment;
  readonly offline: boolean;
  /** PEM file of certificates trusted beside the usual ones. */
  readonly certificateFile?: string;
  /** Proxy for all requests; default: `HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY`, `NO_PROXY`. */
  readonly proxy?: string;
  readonly timeouts?: HttpTimeouts;
}

/** A user name and password, and the one origin that may see them. */
export interface Credentials {
  readonly origin: string;
  /** Value of the Authorization header. */
  readonly authorization: string;
}

/** What goes with a request. */
export interface GetOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly credentials?: Credentials | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** An answer. Read `body` to its end or call `discard`, or its connection stays taken. */
export interface HttpResponse {
  /** Where the answer came from, after redirects; holds no user name or password. */
  readonly url: URL;
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AsyncIterable<Uint8Array>;
  /**
   * Hands the body over piece by piece as it arrives; a third faster than `body`, and to be used instead of it. Where
   * the taker returns a promise, no more is read until it settles. Ends early, without an error, after `discard`.
   */
  pour(take: (piece: Uint8Array) => Promise<void> | undefined): Promise<void>;
  /** Gives the body up. */
  discard(): void;
}

/** Something that can GET. */
export interface Http {
  get(url: URL, options?: GetOptions): Promise<HttpResponse>;
  /** Drops all connections, so that nothing keeps the process alive. */
  close(): Promise<void>;
}

/** Splits user name and password off a URL. Undefined when the text is no http(s) URL; the text is never quoted. */
export function splitCredentials(text: string): { url: URL; credentials?: Credentials } | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined;
  const { username, password } = url;
  url.username = '';
  url.password = '';
  if (username === '' && password === '') return { url };
  const pair = `${decodePercent(username)}:${decodePercent(password)}`;
  const authorization = `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
  return { url, credentials: { origin: url.origin, authorization } };
}

/** An Http for this environment; undici is loaded by the first request, and never when offline. */
export function openHttp(options: HttpOptions): Http {
  let transport: Promise<Transport> | undefined;
  return {
    async get(url, request = {}) {
      if (options.offline) {
        throw new NetworkError('E_OFFLINE', `${url.hostname} would be needed, but --offline is in force.`, {
          hint: 'run the same command without --offline (and with OFFSCRIBE_OFFLINE and HF_HUB_OFFLINE unset)',
        });
      }
      transport ??= openTransport(options);
      return await follow(await transport, url, request);
    },
    async close() {
      const opened = transport;
      transport = undefined;
      await opened?.then(
        ({ dispatcher }) => dispatcher.destroy(),
        () => {},
      );
    },
  };
}

interface Transport {
  readonly dispatcher: Dispatcher;
  readonly request: typeof import('undici').request;
  readonly createGunzip: typeof import('node:zlib').createGunzip;
  readonly timeouts: HttpTimeouts;
}

async function openTransport(options: HttpOptions): Promise<Transport> {
  // Loaded only now: most commands ask nobody, and should not wait for it.
  const { EnvHttpProxyAgent, request } = await import('undici');
  const { createGunzip } = await import('node:zlib');
  const timeouts = options.timeouts ?? DEFAULT_TIMEOUTS;
  const authorities = await trustedAuthorities(options);
  const tls = { timeout: timeouts.connectMs, ...(authorities === undefined ? {} : { ca: authorities }) };
  const dispatcher = new EnvHttpProxyAgent({
    ...proxySettings(options),
    connect: tls,
    requestTls: tls,
    proxyTls: tls,
    // Plain http through a proxy goes the classic way; many proxies allow CONNECT to port 443 only.
    proxyTunnel: false,
    allowH2: false,
  });
  return { dispatcher, request, createGunzip, timeouts };
}

/** Explicit values keep undici from reading `process.env`, so that the given environment is the only one. */
function proxySettings({ env, proxy }: HttpOptions): Record<'httpProxy' | 'httpsProxy' | 'noProxy', string> {
  const read = (name: string): string | undefined => env[name.toLowerCase()] || env[name] || undefined;
  const all = proxy ?? read('ALL_PROXY');
  const settings = {
    httpProxy: proxy ?? read('HTTP_PROXY') ?? all ?? '',
    httpsProxy: proxy ?? read('HTTPS_PROXY') ?? all ?? '',
    noProxy: read('NO_PROXY') ?? '',
  };
  for (const value of [settings.httpProxy, settings.httpsProxy]) {
    if (value !== '' && !URL.canParse(value)) {
      throw new UsageError('E_USAGE', 'The proxy that the environment or pip names is not a URL.', {
        hint: 'HTTPS_PROXY=http://proxy.example:3128 offscribe ...',
      });
    }
  }
  return settings;
}

/** Undefined: Node's own choice, which includes NODE_EXTRA_CA_CERTS. A given list replaces that, so it is rebuilt here. */
async function trustedAuthorities({ env, certificateFile }: HttpOptions): Promise<string[] | undefined> {
  if (certificateFile === undefined) return undefined;
  const extra = env['NODE_EXTRA_CA_CERTS'];
  const files = new Set([certificateFile, ...(extra ? [extra] : [])]);
  const { rootCertificates } = await import('node:tls');
  return [...rootCertificates, ...(await Promise.all([...files].map(readCertificates)))];
}

async function readCertificates(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    throw new UsageError('E_USAGE', `The certificate file ${path} cannot be read.`, {
      hint: `ls -l ${JSON.stringify(path)}   (NODE_EXTRA_CA_CERTS, or pip's cert or PIP_CERT, must name a PEM file)`,
      cause: error,
    });
  }
}

async function follow(transport: Transport, first: URL, options: GetOptions): Promise<HttpResponse> {
  let url = first;
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const response = await getOnce(transport, url, options);
    const location = response.headers['location'];
    if (location === undefined || ![301, 302, 303, 307, 308].includes(response.status)) return response;
    response.discard();
    const next = URL.canParse(location, url.href)
      ? splitCredentials(new URL(location, url.href).href)?.url
      : undefined;
    if (next === undefined) throw wrongAnswer(url.host, 'redirects to something that is not a web address');
    if (url.protocol === 'https:' && next.protocol === 'http:')
      throw wrongAnswer(url.host, `redirects from https to plain http (${next.host}), which is refused`);
    url = next;
  }
  throw wrongAnswer(first.host, `redirects more than ${MAX_REDIRECTS} times`);
}

async function getOnce(transport: Transport, url: URL, options: GetOptions): Promise<HttpResponse> {
  const { credentials, signal } = options;
  throwIfCancelled(signal);
  const headers: Record<string, string> = { 'accept-encoding': 'identity', ...options.headers };
  headers['user-agent'] = 'offscribe';
  if (credentials?.origin === url.origin) headers['authorization'] = credentials.authorization;
  try {
    const { statusCode, ...answer } = await transport.request(url, {
      dispatcher: transport.dispatcher,
      headers,
      headersTimeout: transport.timeouts.headersMs,
      bodyTimeout: transport.timeouts.stallMs,
      ...(signal === undefined ? {} : { signal }),
    });
    // An abandoned body may still fail; without a listener that would end the process.
    answer.body.on('error', () => {});
    const plain = flattenHeaders(answer.headers);
    let isGivenUp = false;
    const plainBody = decoded(answer.body, plain, { host: url.host, createGunzip: transport.createGunzip });
    plainBody.on('error', () => {});
    return {
      url,
      status: statusCode,
      headers: plain,
      body: typedBody(plainBody, url.host, signal),
      pour: (take) => pourBody(plainBody, take, { host: url.host, signal, isGivenUp: () => isGivenUp }),
      discard: () => {
        isGivenUp = true;
        answer.body.destroy();
      },
    };
  } catch (error) {
    throw httpFailure(error, url.host, signal);
  }
}

function flattenHeaders(raw: Record<string, string | string[] | undefined>): Record<string, string> {
  const entries = Object.entries(raw).flatMap(([name, value]) =>
    value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value.join(', ') : value]],
  );
  return Object.fromEntries(entries);
}

function decoded(
  body: Readable,
  headers: Record<string, string>,
  { host, createGunzip }: { readonly host: string } & Pick<Transport, 'createGunzip'>,
): Readable {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity' || encoding === '') return body;
  if (encoding !== 'gzip' && encoding !== 'x-gzip') {
    body.destroy();
    throw wrongAnswer(host, `sends the body as ${encoding}, which was not asked for`);
  }
  delete headers['content-length'];
  const plain = createGunzip();
  body.on('error', (error) => plain.destroy(error));
  return body.pipe(plain);
}

async function* typedBody(body: Readable, host: string, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw httpFailure(error, host, signal);
  }
}

interface Pouring {
  readonly host: string;
  readonly signal: AbortSignal | undefined;
  readonly isGivenUp: () => boolean;
}

/** Without a promise for each piece: at 64 KiB apiece those would cost as much as receiving does. */
async function pourBody(
  body: Readable,
  take: Parameters<HttpResponse['pour']>[0],
  about: Pouring,
): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    let isRefused = false;
    let lastTaken = Promise.resolve();
    // A body may end while its last piece is still being taken.
    const finish = (): void => void lastTaken.then(resolve);
    const refuse = (reason: unknown): void => {
      isRefused = true;
      reject(reason);
    };
    const hand = (piece: Uint8Array): void => {
      // A piece or two may still come between being told to stop and stopping.
      if (isRefused || about.isGivenUp()) return;
      try {
        const busy = take(piece);
        if (busy === undefined) return;
        body.pause();
        lastTaken = busy.then(() => void body.resume(), refuse);
      } catch (error) {
        refuse(error);
      }
    };
    body.on('end', finish);
    // undici reports giving up as an error; a decoder in between is merely closed, or never hears of it.
    body.on('error', (error) =>
      about.isGivenUp() ? finish() : reject(httpFailure(error, about.host, about.signal)),
    );
    body.on('close', finish);
    body.on('data', hand);
  });
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A bare `%` in a password: it was meant as it stands.
    return text;
  }
}
