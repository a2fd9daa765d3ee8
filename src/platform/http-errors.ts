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

/** System codes of a handshake that fails for good: no TLS there, or none that we speak. */
const HANDSHAKE_CODE = /^(ERR_SSL_|EPROTO$)/;

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
  if (HANDSHAKE_CODE.test(code)) {
    return new NetworkError('E_HTTP_FAILED', `${host} cannot agree on TLS with us (${code}).`, {
      hint: `curl -sSI https://${host}   (is that port for https, and does a proxy sit in between?)`,
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
    hint: STATUS_HINTS[status]?.(host) ?? 'wait a while, then run the same command again',
    details: { host, status, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) },
  });
}

const STATUS_HINTS: Readonly<Record<number, (host: string) => string>> = {
  401: (host) => `curl -sSI https://${host}   (does it ask for a user name and password, or a token?)`,
  403: (host) =>
    `curl -sSI https://${host}   (may you, or your token, read there? does a filter sit in between?)`,
  404: (host) => `curl -sSI https://${host}   (is that the right address, and is the file still there?)`,
  407: () => 'HTTPS_PROXY=http://user:password@proxy:port offscribe ...',
};

/** An answer that came with a good status but cannot be the thing asked for; `what` completes the sentence. */
export function wrongAnswer(host: string, what: string): NetworkError {
  return new NetworkError('E_HTTP_STATUS', `${host} ${what}.`, {
    hint: `curl -sSI https://${host}   (is that the right address, and does a log-in page sit in between?)`,
    details: { host },
  });
}

/** Whether asking the same server again can help. */
export function isTransient(error: unknown): error is NetworkError {
  if (!(error instanceof NetworkError)) return false;
  if (error.code === 'E_HTTP_FAILED') {
    const reason = String(error.details?.['reason']);
    return !CERTIFICATE_CODE.test(reason) && !HANDSHAKE_CODE.test(reason);
  }
  return error.code === 'E_HTTP_STATUS' && TRANSIENT_STATUSES.has(Number(error.details?.['status']));
}

/** `Retry-After` in milliseconds, from seconds or an HTTP date (RFC 9110 section 10.2.3); undefined when unusable. */
export function retryAfterMs(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/**
 * The pause that a refusal asks for, milliseconds: `RateLimit: "resolvers";r=0;t=55` says when a used-up budget is
 * filled again (draft-ietf-httpapi-ratelimit-headers), one second more to be sure; else `Retry-After`.
 */
export function askedPauseMs(headers: Readonly<Record<string, string>>, now: number): number | undefined {
  const budgets = (headers['ratelimit'] ?? '').split(',').map((budget) => ({
    remaining: Number(/;\s*r\s*=\s*(\d+)/i.exec(budget)?.[1] ?? 1),
    seconds: Number(/;\s*t\s*=\s*(\d+)/i.exec(budget)?.[1] ?? Number.NaN),
  }));
  const usedUp = budgets.filter((budget) => budget.remaining === 0 && !Number.isNaN(budget.seconds));
  if (usedUp.length > 0) return (Math.max(...usedUp.map((budget) => budget.seconds)) + 1) * 1000;
  return retryAfterMs(headers['retry-after'], now);
}

function deepestCode(thrown: unknown): string | undefined {
  const below =
    thrown instanceof AggregateError ? thrown.errors[0] : thrown instanceof Error ? thrown.cause : undefined;
  return (below === undefined ? undefined : deepestCode(below)) ?? systemCode(thrown);
}
