/**
 * Reachability: whether a server answers at all, in bounded time; what it answers does not matter.
 *
 * Total  never throws but for cancelling: a server that does not answer is a finding.
 * @module
 */
import { NetworkError, throwIfCancelled, UsageError } from '../../kernel/index.ts';
import { type Environment, openHttp } from '../../platform/index.ts';

/** Whether a server answers. */
export interface Reachability {
  /** Host and port, without user name and password. */
  readonly host: string;
  readonly ok: boolean;
  /** Until the first byte of the answer, ms; absent without one. */
  readonly tookMs?: number;
  /** Why not. */
  readonly finding?: string;
}

/** How to ask. */
export interface ReachOptions {
  readonly env: Environment;
  readonly certificateFile?: string | undefined;
  readonly proxy?: string | undefined;
  readonly signal: AbortSignal;
}

/** Longer than this is too long to wait for a page about this machine. */
const LIMIT_MS = 6_000;

const TIMEOUTS = { connectMs: 5_000, headersMs: 5_000, stallMs: 5_000 };

/** Asks for one address, as nobody, and drops the answer. */
export async function reach(url: URL, options: ReachOptions): Promise<Reachability> {
  const { env, certificateFile, proxy, signal } = options;
  const http = openHttp({
    env,
    offline: false,
    timeouts: TIMEOUTS,
    ...(certificateFile === undefined ? {} : { certificateFile }),
    ...(proxy === undefined ? {} : { proxy }),
  });
  const start = performance.now();
  const { host } = url;
  try {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
    const response = await http.get(url, { signal: limit });
    response.discard();
    const tookMs = Math.round(performance.now() - start);
    // A server, or a proxy before it, that fails is there and still of no use.
    return response.status < 500
      ? { host, ok: true, tookMs }
      : { host, ok: false, tookMs, finding: `answers with status ${response.status}` };
  } catch (error) {
    throwIfCancelled(signal);
    return { host, ok: false, finding: findingOf(error) };
  } finally {
    await http.close();
  }
}

function findingOf(error: unknown): string {
  if (error instanceof NetworkError || error instanceof UsageError) return error.message.replace(/\.$/, '');
  return `does not answer within ${LIMIT_MS / 1000} s`;
}
