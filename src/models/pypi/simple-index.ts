/**
 * Simple index: the files a Python package index lists for a project.
 *
 * In      an answer of the Simple API: JSON (PEP 691) or HTML (PEP 503); links may be relative, hashes in `#sha256=`.
 * Out     IndexFile[]; links that are no http(s) URL, or plain http on a page that came by https, are left out.
 * Total   parseIndexPage never throws: a page it cannot read lists nothing.
 * @module
 */
import { throwIfCancelled } from '../../kernel/index.ts';
import {
  askedPauseMs,
  type Credentials,
  type Http,
  type HttpResponse,
  splitCredentials,
  statusFailure,
  wrongAnswer,
} from '../../platform/index.ts';

/** Largest index page read, bytes; the largest on pypi.org is a tenth of it. */
const MAX_PAGE_BYTES = 64 * 1024 * 1024;

const ACCEPT = [
  'application/vnd.pypi.simple.v1+json',
  'application/vnd.pypi.simple.v1+html;q=0.2',
  'text/html;q=0.1',
].join(', ');

/** One file on an index page. */
export interface IndexFile {
  readonly name: string;
  /** Holds no user name or password. */
  readonly url: URL;
  /** Those written into the link itself. */
  readonly credentials?: Credentials;
  /** What the index says; our own pin decides. */
  readonly sha256?: string;
}

/** A package index: its URL without user name and password, and those apart. */
export interface PackageIndex {
  readonly url: URL;
  readonly credentials?: Credentials;
}

/** The files an index lists for a project; none when it does not have the project. */
export async function listProject(
  http: Http,
  index: PackageIndex,
  request: { readonly project: string; readonly signal?: AbortSignal | undefined },
): Promise<readonly IndexFile[]> {
  const project = request.project.toLowerCase().replace(/[-_.]+/g, '-');
  const page = new URL(index.url);
  page.pathname = `${page.pathname.replace(/\/+$/, '')}/${project}/`;
  const { credentials } = index;
  const response = await http.get(page, { headers: { accept: ACCEPT }, credentials, signal: request.signal });
  if (response.status === 404 || response.status === 410) {
    response.discard();
    return [];
  }
  if (response.status !== 200) {
    response.discard();
    throw statusFailure(page.host, response.status, askedPauseMs(response.headers, Date.now()));
  }
  const body = await readPage(response, request.signal);
  return parseIndexPage(body, { url: response.url, contentType: response.headers['content-type'] ?? '' });
}

/** Reads an index page, by what its content type says it is. */
export function parseIndexPage(
  body: string,
  page: { readonly url: URL; readonly contentType: string },
): readonly IndexFile[] {
  const links = /\bjson\b/i.test(page.contentType) ? linksOfJson(body) : linksOfHtml(body);
  const base =
    links.base !== undefined && URL.canParse(links.base, page.url.href)
      ? new URL(links.base, page.url)
      : page.url;
  return links.files.flatMap((link) => indexFile(link, base, page.url));
}

interface Link {
  readonly href: string;
  readonly name?: string;
  readonly sha256?: string;
}

interface Links {
  readonly base?: string;
  readonly files: readonly Link[];
}

function indexFile(link: Link, base: URL, page: URL): IndexFile[] {
  if (!URL.canParse(link.href, base.href)) return [];
  const target = splitCredentials(new URL(link.href, base).href);
  if (target === undefined || (page.protocol === 'https:' && target.url.protocol === 'http:')) return [];
  const { url, credentials } = target;
  const fragment = /(?:^#|&)sha256=([0-9a-f]{64})(?:&|$)/i.exec(url.hash)?.[1];
  url.hash = '';
  const sha256 = (link.sha256 ?? fragment)?.toLowerCase();
  const name = link.name ?? decodeSegment(url.pathname.split('/').at(-1) ?? '');
  return [
    {
      name,
      url,
      ...(credentials === undefined ? {} : { credentials }),
      ...(sha256 === undefined ? {} : { sha256 }),
    },
  ];
}

function linksOfJson(body: string): Links {
  const files: Link[] = [];
  for (const file of asList(asRecord(parseJson(body))['files'])) {
    const { filename, url, hashes } = asRecord(file);
    const sha256 = asRecord(hashes)['sha256'];
    if (typeof filename !== 'string' || typeof url !== 'string') continue;
    files.push({ href: url, name: filename, ...(typeof sha256 === 'string' ? { sha256 } : {}) });
  }
  return { files };
}

/** Opening tags; attribute values in quotes may hold `<` and `>`. An unquoted `<` ends the attempt: no long rescans. */
const BASE_TAG = /<base\b(?:[^<>"']|"[^"]*"|'[^']*')*>/i;
const ANCHOR_TAG = /<a\b(?:[^<>"']|"[^"]*"|'[^']*')*>/gi;

function linksOfHtml(body: string): Links {
  const base = hrefOf(BASE_TAG.exec(body)?.[0]);
  const anchors = [...body.matchAll(ANCHOR_TAG)];
  const files = anchors.flatMap(([tag]) => {
    const href = hrefOf(tag);
    return href === undefined ? [] : [{ href }];
  });
  return { files, ...(base === undefined ? {} : { base }) };
}

function hrefOf(tag: string | undefined): string | undefined {
  const match = /\shref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/i.exec(tag ?? '');
  const raw = match?.[1] ?? match?.[2] ?? match?.[3];
  return raw === undefined ? undefined : unescapeHtml(raw).trim();
}

/** The character references that occur in URLs. */
function unescapeHtml(text: string): string {
  const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/gi,
    (whole, hex, decimal, name) => {
      if (name !== undefined) return named[name.toLowerCase()] ?? whole;
      const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
    },
  );
}

async function readPage(response: HttpResponse, signal: AbortSignal | undefined): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of response.body) {
    throwIfCancelled(signal);
    bytes += piece.length;
    if (bytes > MAX_PAGE_BYTES) throw wrongAnswer(response.url.host, 'sends an index page without end');
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // Announced as JSON, but is none: it lists nothing, and the caller says so.
    return undefined;
  }
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
