/**
 * Hub API: one question to the hub's API, answered as JSON, asked again while that can help.
 *
 * Limits  64 MiB an answer. A 1000-file page has a few hundred KiB.
 * Throws  NetworkError as hub-errors.ts says, and E_HTTP_STATUS for what is no JSON; CancelledError. The answer's text is
 *         in no error: a server might say the token back.
 * @module
 */
import { throwIfCancelled } from '../../kernel/index.ts';
import type { Http, HttpResponse } from '../../platform/index.ts';
import { type Patience, persist } from '../download/patience.ts';
import type { PullWait } from '../model-source.ts';
import { type HubQuestion, hubFailure, notAHub } from './hub-errors.ts';
import type { HubSettings } from './hub-settings.ts';

const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** How the hub is asked. */
export interface HubLine {
  readonly http: Http;
  readonly patience: Patience;
  readonly signal?: AbortSignal | undefined;
  readonly onWait?: ((wait: PullWait) => void) | undefined;
}

/** What the hub said. */
export interface HubAnswer {
  readonly json: unknown;
  /** Where the next page is said to be; not looked at yet. */
  readonly next?: string;
  /** Where the answer came from, after redirects. */
  readonly url: URL;
}

/** An address on the hub; each part is percent-encoded, a repository's id is not. */
export function hubUrl(settings: HubSettings, repo: string, parts: Readonly<HubParts>): URL {
  const { endpoint } = settings;
  const encoded = parts.after.map(encodeURIComponent).join('/');
  const base = endpoint.pathname.replace(/\/+$/, '');
  return new URL(`${endpoint.origin}${base}${parts.before}/${repo}/${encoded}`);
}

/** What surrounds the repository's id in an address. */
export interface HubParts {
  /** `/api/models`, or empty for files. */
  readonly before: '' | '/api/models';
  readonly after: readonly string[];
}

/** Asks the API. */
export async function askHub(url: URL, question: HubQuestion, line: HubLine): Promise<HubAnswer> {
  const ask = async (): Promise<HubAnswer> => {
    const { credentials } = question.settings;
    const headers = { accept: 'application/json' };
    const response = await line.http.get(url, { headers, credentials, signal: line.signal });
    if (response.status !== 200) throw hubFailure(response, question);
    const json = parseJson(await readBody(response, question, line.signal), question);
    const next = nextLink(response.headers['link']);
    return { json, url: response.url, ...(next === undefined ? {} : { next }) };
  };
  return await persist(ask, line.patience, line);
}

/** The address in a `Link` header that has `rel="next"` (RFC 8288 section 3). */
export function nextLink(header: string | undefined): string | undefined {
  for (const [, target, parameters = ''] of (header ?? '').matchAll(/<([^<>]*)>([^<]*)/g))
    if (/;\s*rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next\b)/i.test(parameters)) return target;
  return undefined;
}

async function readBody(
  response: HttpResponse,
  question: HubQuestion,
  signal: AbortSignal | undefined,
): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const piece of response.body) {
      throwIfCancelled(signal);
      bytes += piece.length;
      if (bytes > MAX_ANSWER_BYTES) throw notAHub(question, 'an answer without end');
      pieces.push(piece);
    }
  } finally {
    response.discard();
  }
  return Buffer.concat(pieces).toString('utf8');
}

function parseJson(text: string, question: HubQuestion): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // The parser's own message quotes the text, so it is not kept as the cause.
    if (error instanceof SyntaxError) throw notAHub(question, 'no JSON');
    throw error;
  }
}
