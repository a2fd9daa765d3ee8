/**
 * HTTP errors: what went wrong on the way to a server, in words that name the host and never a credential.
 *
 * Out     NetworkError E_HTTP_FAILED (no answer, or a broken one) or E_HTTP_STATUS (an answer that is not the file).
 * Note    a URL may hold a password or a signed query, so messages carry host names only; an error of the URL
 *         parser is never kept as `cause`, because it quotes the whole URL.
 * @module
 */
import { CancelledError, NetworkError, systemCode } from '../kernel/index.ts';

/** Statuses worth asking again for: the server is busy, or something between us and it is. */
const TRANSIENT_STATUSES = new Set([408, 425, 429, 500, 502, 503, 504]);

/** System codes of a certificate that is not trusted: asking again gives the same answer. */
const CERTIFICATE_CODE = /^(CERT_|ERR_TLS_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|INVALID_CA)/;

/** Whatever undici threw, as a typed error that names the host; a fired signal is a cancellation. */
export function httpFailure(thrown: unknown, host: string, signal?: AbortSignal): Error {
  if (signal?.aborted) return new CancelledError({ cause: thrown });
  if (thrown instanceof NetworkError) return thrown;
  const code = deepestCode(thrown) ?? 'no reason given';
  const details = { host, reason: code };
  if (CERTIFICATE_CODE.test(code)) {
    return new NetworkError('E_HTTP_FAILED', `${host} shows a certificate that is not trusted (${code}).`, {
      hint: 'NODE_EXTRA_CA_CERTS=/path/to/your-ca.pem offscribe ...   (the file your IT hands out)',
      cause: thrown,
      details,
    });
  }
  return new NetworkError('E_HTTP_FAILED', `${host} ${REASONS[code] ?? `could not be reached (${code})`}.`, {
    hint: `curl -sSI https://${host}   (is the network up, is a proxy needed: HTTPS_PROXY?)`,
    cause: thrown,
    details,
  });
}

const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'could not be found (ENOTFOUND)',
  EAI_AGAIN: 'could not be found just now (EAI_AGAIN)',
  ECONNREFUSED: 'refuses connections (ECONNREFUSED)',
  ECONNRESET: 'broke the connection (ECONNRESET)',
  UND_ERR_SOCKET: 'broke the connection (UND_ERR_SOCKET)',
  UND_ERR_CONNECT_TIMEOUT: 'does not answer (UND_ERR_CONNECT_TIMEOUT)',
  UND_ERR_HEADERS_TIMEOUT: 'took the request but does not answer (UND_ERR_HEADERS_TIMEOUT)',
  UND_ERR_BODY_TIMEOUT: 'stopped sending (UND_ERR_BODY_TIMEOUT)',
};

/** An error status as a typed error; `retryAfterMs` is what the server asked for, if it did. */
export function statusFailure(host: string, status: number, retryAfterMs?: number): NetworkError {
  return new NetworkError('E_HTTP_STATUS', `${host} answered with status ${status}.`, {
    hint: STATUS_HINTS[status] ?? 'wait a while, then run the same command again',
    details: { host, status, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) },
  });
}

const STATUS_HINTS: Readonly<Record<number, string>> = {
  401: 'pip config list   (is the user name and password in index-url right?)',
  403: 'pip config list   (may this account read the index in index-url?)',
  404: 'pip config list   (is index-url the address of a package index?)',
  407: 'HTTPS_PROXY=http://user:password@proxy:port offscribe ...',
};

/** An answer that came with a good status but cannot be the thing asked for; `what` completes the sentence. */
export function wrongAnswer(host: string, what: string): NetworkError {
  return new NetworkError('E_HTTP_STATUS', `${host} ${what}.`, {
    hint: 'pip config list   (is index-url right, and does a log-in page sit in between?)',
    details: { host },
  });
}

/** Whether asking the same server again can help. */
export function isTransient(error: unknown): error is NetworkError {
  if (!(error instanceof NetworkError)) return false;
  if (error.code === 'E_HTTP_FAILED') return !CERTIFICATE_CODE.test(String(error.details?.['reason']));
  return error.code === 'E_HTTP_STATUS' && TRANSIENT_STATUSES.has(Number(error.details?.['status']));
}

/** `Retry-After` in milliseconds, from seconds or an HTTP date (RFC 9110 section 10.2.3); undefined when unusable. */
export function retryAfterMs(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function deepestCode(thrown: unknown): string | undefined {
  const below =
    thrown instanceof AggregateError ? thrown.errors[0] : thrown instanceof Error ? thrown.cause : undefined;
  return (below === undefined ? undefined : deepestCode(below)) ?? systemCode(thrown);
}
