/**
 * Download: one pinned file into a part file, over as many connections and runs as it takes.
 *
 * In      where it lies (url, credentials), what it must be (size, sha256), the part file's path.
 * Resume  Range + If-Range with the server's own validator, kept beside the part file; the prefix is hashed again.
 *         A 200 starts over, a 206 must continue exactly where asked, a 416 or a wrong 206 starts over without Range.
 * Wrong   bytes are thrown away and fetched once more; wrong again is an error.
 * Throws  NetworkError E_HTTP_FAILED, E_HTTP_STATUS; StoreError E_DISK_FULL, E_STORE_UNWRITABLE; CancelledError.
 * @module
 */
import { NetworkError } from '../kernel/index.ts';
import {
  type Credentials,
  type Http,
  type HttpResponse,
  pause,
  readTextIfPresent,
  removePath,
  retryAfterMs,
  statusFailure,
  writeFileAtomic,
  wrongAnswer,
} from '../platform/index.ts';
import type { FilePin } from './catalogue-entry.ts';
import { openPartFile, type PartFile } from './part-file.ts';
import { type Patience, pauseBefore } from './patience.ts';

/** This much that was never there before makes up for all failures so far. */
const PROGRESS_BYTES = 1 << 20;

/** One download. */
export interface DownloadRequest {
  readonly http: Http;
  readonly url: URL;
  readonly credentials?: Credentials | undefined;
  readonly pin: FilePin;
  /** Where the bytes are gathered; the validator lies at the same path plus `.validator`. */
  readonly partPath: string;
  readonly patience: Patience;
  readonly signal?: AbortSignal | undefined;
  /** Bytes of this file that are here, earlier runs' included. */
  readonly onBytes: (doneBytes: number) => void;
}

/** Whether the part file already is the whole file. */
export async function isDownloaded(pin: FilePin, partPath: string, signal?: AbortSignal): Promise<boolean> {
  const part = await openPartFile(partPath, pin.sizeBytes, signal);
  try {
    return part.doneBytes === pin.sizeBytes && part.sha256() === pin.sha256;
  } finally {
    await part.close();
  }
}

/** Fills the part file until it is the pinned file, or throws. */
export async function download(request: DownloadRequest): Promise<void> {
  const { pin, partPath, signal, url } = request;
  const part = await openPartFile(partPath, pin.sizeBytes, signal);
  try {
    for (let attempt = 1; ; attempt += 1) {
      await receiveAll(request, part);
      await part.sync();
      if (part.sha256() === pin.sha256) break;
      await part.restart();
      if (attempt === 2)
        throw wrongAnswer(url.host, `sends other bytes than the sha256 pinned for ${pin.name}`);
    }
  } finally {
    await part.close();
  }
  await removePath(validatorPath(partPath));
}

async function receiveAll(request: DownloadRequest, part: PartFile): Promise<void> {
  const { patience, pin, signal, onBytes } = request;
  let failures = 0;
  let furthest = part.doneBytes;
  onBytes(part.doneBytes);
  while (part.doneBytes < pin.sizeBytes) {
    try {
      await receiveOnce(request, part);
    } catch (error) {
      // Progress is measured from the furthest point: a server that always starts over must not keep us for ever.
      if (part.doneBytes - furthest >= PROGRESS_BYTES) failures = 0;
      furthest = Math.max(furthest, part.doneBytes);
      failures += 1;
      const wait = pauseBefore(error, failures, patience);
      if (wait === undefined) throw error;
      await pause(wait, signal);
    }
  }
}

async function receiveOnce(request: DownloadRequest, part: PartFile): Promise<void> {
  const { http, url, credentials, signal, pin } = request;
  const headers = await rangeHeaders(request.partPath, part.doneBytes);
  const asked = part.doneBytes;
  const response = await http.get(url, { headers, credentials, signal });
  try {
    if (await startsOver(response, part, asked)) return;
    checkAnswer(response, pin, asked);
    // Only now: a log-in page with status 200 must not cost what is already here.
    if (response.status === 200 && asked > 0) await part.restart();
    await keepValidator(request.partPath, response);
    await receiveBody(request, part, response);
  } finally {
    response.discard();
  }
  if (part.doneBytes < pin.sizeBytes) {
    throw new NetworkError('E_HTTP_FAILED', `${url.host} broke off after ${part.doneBytes} bytes.`, {
      hint: 'run the same command again: it goes on where it stopped',
      details: { host: url.host, reason: 'short body' },
    });
  }
}

async function rangeHeaders(partPath: string, doneBytes: number): Promise<Record<string, string>> {
  if (doneBytes === 0) return {};
  const validator = await readTextIfPresent(validatorPath(partPath));
  return { range: `bytes=${doneBytes}-`, ...(validator ? { 'if-range': validator } : {}) };
}

/** Deals with the status. True: the part file is empty again and the next request goes without Range. */
async function startsOver(response: HttpResponse, part: PartFile, asked: number): Promise<boolean> {
  const { status, headers, url } = response;
  if (status === 206 && asked > 0) {
    const range = /^bytes (\d+)-/.exec(headers['content-range'] ?? '');
    if (Number(range?.[1]) === asked) return false;
    await part.restart();
    return true;
  }
  if (status === 416 && asked > 0) {
    await part.restart();
    return true;
  }
  if (status !== 200) throw statusFailure(url.host, status, retryAfterMs(headers['retry-after'], Date.now()));
  return false;
}

/** Refuses what cannot be the file before a byte of it is kept. */
function checkAnswer(response: HttpResponse, pin: FilePin, asked: number): void {
  const { headers, url, status } = response;
  if (/^\s*text\/html\b/i.test(headers['content-type'] ?? ''))
    throw wrongAnswer(url.host, `answers with a web page instead of ${pin.name}`);
  const total = status === 206 ? /\/(\d+)\s*$/.exec(headers['content-range'] ?? '')?.[1] : undefined;
  const length = headers['content-length'];
  const announced =
    total ?? (length === undefined ? undefined : String(Number(length) + (status === 206 ? asked : 0)));
  if (announced !== undefined && Number(announced) !== pin.sizeBytes)
    throw wrongAnswer(url.host, `offers ${announced} bytes as ${pin.name}, which has ${pin.sizeBytes}`);
}

async function receiveBody(request: DownloadRequest, part: PartFile, response: HttpResponse): Promise<void> {
  const { pin, url } = request;
  for await (const bytes of response.body) {
    if (
      part.doneBytes === 0 &&
      /^\s*<(!doctype\s+)?html/i.test(Buffer.from(bytes.subarray(0, 64)).toString('latin1'))
    )
      throw wrongAnswer(url.host, `answers with a web page instead of ${pin.name}`);
    if (part.doneBytes + bytes.length > pin.sizeBytes) {
      await part.restart();
      throw wrongAnswer(url.host, `sends more than the ${pin.sizeBytes} bytes of ${pin.name}`);
    }
    await part.append(bytes);
    request.onBytes(part.doneBytes);
  }
}

/** Only a strong ETag, or a date, may go into If-Range (RFC 9110 section 13.1.5). */
async function keepValidator(partPath: string, { headers }: HttpResponse): Promise<void> {
  const etag = headers['etag'];
  const strong = etag !== undefined && /^"[^"]*"$/.test(etag) ? etag : undefined;
  const validator = strong ?? headers['last-modified'];
  if (validator === undefined) await removePath(validatorPath(partPath));
  else await writeFileAtomic(validatorPath(partPath), validator);
}

/** Where the server's validator for a part file lies. */
export function validatorPath(partPath: string): string {
  return `${partPath}.validator`;
}
