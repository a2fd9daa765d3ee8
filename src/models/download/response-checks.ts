/**
 * Response checks: whether an answer is the file, part of it, or something else, before a byte of it is kept.
 *
 * Source  RFC 9110 sections 13.1.5 (If-Range) and 15.3.7 (206). Servers promise ranges that they do not keep, so only a
 *         206 whose Content-Range starts and totals exactly as it must is believed.
 * Throws  NetworkError E_HTTP_STATUS for what can never be the file.
 * @module
 */
import { type HttpResponse, wrongAnswer } from '../../platform/index.ts';
import type { ManifestFile } from '../manifest.ts';

/** What was asked for; half-open. */
export interface AskedRange {
  readonly start: number;
  readonly end: number;
  /** Whether a Range header was sent. */
  readonly hasRange: boolean;
}

/**
 * What an answer is: `part` the bytes asked for, up to `end`; `whole` the file from its start; `wrong part` a 206 that
 * cannot be believed; `no such range` a 416; `refusal` any other status.
 */
export type Verdict =
  | { readonly kind: 'part' | 'whole'; readonly end: number }
  | { readonly kind: 'wrong part' | 'no such range' | 'refusal' };

/** Judges status and headers. */
export function judgeResponse(response: HttpResponse, asked: AskedRange, file: ManifestFile): Verdict {
  const { status, headers, url } = response;
  if (status === 416 && asked.hasRange) return { kind: 'no such range' };
  if (status === 206) {
    if (!asked.hasRange) throw wrongAnswer(url.host, `sends a part of ${file.name} instead of all of it`);
    const end = isEncoded(headers) ? undefined : believableEnd(headers['content-range'], asked, file);
    return end === undefined ? { kind: 'wrong part' } : { kind: 'part', end };
  }
  if (status !== 200) return { kind: 'refusal' };
  refuseOtherContent(response, file);
  return { kind: 'whole', end: file.sizeBytes };
}

function believableEnd(
  header: string | undefined,
  asked: AskedRange,
  file: ManifestFile,
): number | undefined {
  const [, first, last, total] = /^\s*bytes\s+(\d+)-(\d+)\/(\d+)\s*$/i.exec(header ?? '') ?? [];
  const end = Number(last) + 1;
  const isExact = Number(first) === asked.start && Number(total) === file.sizeBytes;
  return isExact && end > asked.start && end <= asked.end ? end : undefined;
}

function refuseOtherContent({ headers, url }: HttpResponse, file: ManifestFile): void {
  const type = headers['content-type'] ?? '';
  if (/^\s*text\/html\b/i.test(type) && !isPage(file)) throw webPage(url, file);
  if (/^\s*application\/(?:[\w.+-]*\+)?json\b/i.test(type) && !isJson(file)) throw jsonMessage(url, file);
  const length = headers['content-length'];
  if (length !== undefined && Number(length) !== file.sizeBytes)
    throw wrongAnswer(url.host, `offers ${length} bytes as ${file.name}, which has ${file.sizeBytes}`);
}

/** Looks at the first bytes of the file: pages and messages do not always come with their proper type. */
export function refuseOtherBytes(first: Uint8Array, { url }: HttpResponse, file: ManifestFile): void {
  const start = Buffer.from(first.buffer, first.byteOffset, Math.min(64, first.length)).toString('latin1');
  if (/^\s*<(!doctype\s+)?html/i.test(start) && !isPage(file)) throw webPage(url, file);
  if (/^\s*\{\s*"(error|message|detail)"\s*:/i.test(start) && !isJson(file)) throw jsonMessage(url, file);
}

/** Only a strong ETag, or a date, may go into If-Range; neither counts for a body that was encoded on the way. */
export function validatorOf({ headers }: HttpResponse): string | undefined {
  if (isEncoded(headers)) return undefined;
  const etag = headers['etag'];
  return etag !== undefined && /^"[^"]*"$/.test(etag) ? etag : headers['last-modified'];
}

/** Whether an answer says that it is of another version than the bytes that are here. */
export function isOtherVersion(response: HttpResponse, known: string | undefined): boolean {
  const found = validatorOf(response);
  if (known === undefined || found === undefined) return false;
  // An ETag and a date cannot be compared.
  return known.startsWith('"') === found.startsWith('"') && known !== found;
}

function isEncoded(headers: HttpResponse['headers']): boolean {
  return !['', 'identity'].includes(headers['content-encoding']?.trim().toLowerCase() ?? '');
}

function isPage({ name }: ManifestFile): boolean {
  return /\.(html?|md|xml|svg)$/i.test(name);
}

function isJson({ name }: ManifestFile): boolean {
  return /(json|jsonl|ipynb)$/i.test(name);
}

function webPage(url: URL, file: ManifestFile): Error {
  return wrongAnswer(url.host, `answers with a web page instead of ${file.name}`);
}

function jsonMessage(url: URL, file: ManifestFile): Error {
  return wrongAnswer(url.host, `answers with a JSON message instead of ${file.name}`);
}
