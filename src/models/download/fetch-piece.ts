/**
 * Fetch piece: one request for a piece of the file, and whatever comes of it.
 *
 * 206  is taken when it is exactly what was asked for. 200 is the whole file: what is here is dropped when its first
 *      bytes have come and look right, unless another connection is at work, which then goes on alone. 416 and a wrong
 *      206 drop what is here and are not trusted twice.
 * Out  'start over': what is here and this answer are of two versions; every connection must stop first.
 * Throws  NetworkError, StoreError, CancelledError (also when only this connection is stopped).
 * @module
 */
import { NetworkError } from '../../kernel/index.ts';
import { askedPauseMs, type HttpResponse, statusFailure, wrongAnswer } from '../../platform/index.ts';
import type { PartWriter } from './part-writer.ts';
import {
  isOtherVersion,
  judgeResponse,
  refuseOtherBytes,
  type Verdict,
  validatorOf,
} from './response-checks.ts';
import { type Fetch, pieceBytes, startOver, type TransferJob, tooLong } from './transfer-job.ts';

/** Statuses of a signed address that is no longer good, or no longer there. */
const STALE_TARGET = [401, 403, 404, 410];

/** How a fetch ended. */
export type FetchOutcome = 'ended' | 'start over';

/** Asks for the piece and receives it; the piece is released whatever happens. */
export async function fetchPiece(job: TransferJob, fetch: Fetch): Promise<FetchOutcome> {
  const { request, gate } = job;
  const signals = request.signal === undefined ? [] : [request.signal];
  const signal = AbortSignal.any([fetch.stop.signal, ...signals]);
  try {
    await gate.pass(signal);
    const { url, credentials } = request;
    const isDirect = job.target !== undefined;
    const headers = rangeHeaders(job, fetch);
    const response = await request.http.get(job.target ?? url, { headers, credentials, signal });
    try {
      if (isDirect && STALE_TARGET.includes(response.status)) {
        job.target = undefined;
        return 'ended';
      }
      return await takeAnswer(job, fetch, { response, hasRange: headers['range'] !== undefined });
    } finally {
      response.discard();
    }
  } finally {
    job.plan.release(fetch.piece);
  }
}

function rangeHeaders(job: TransferJob, { piece, askedEnd }: Fetch): Record<string, string> {
  const isWhole = piece.start === 0 && askedEnd === job.request.file.sizeBytes;
  if (isWhole || !job.mayAskRanges) return {};
  const last = askedEnd === job.request.file.sizeBytes ? '' : String(askedEnd - 1);
  const { validator } = job.part;
  return {
    range: `bytes=${piece.start}-${last}`,
    ...(validator === undefined ? {} : { 'if-range': validator }),
  };
}

interface Answer {
  readonly response: HttpResponse;
  readonly hasRange: boolean;
}

async function takeAnswer(job: TransferJob, fetch: Fetch, answer: Answer): Promise<FetchOutcome> {
  const { response, hasRange } = answer;
  const { start } = fetch.piece;
  const verdict = judgeResponse(response, { start, end: fetch.askedEnd, hasRange }, job.request.file);
  switch (verdict.kind) {
    case 'refusal':
      fetch.refusedWith = response.status;
      throw await refusalOf(job, response);
    case 'no such range':
      return await takeNoSuchRange(job, response);
    case 'wrong part':
      return takeWrongPart(job, response);
    case 'part':
      if (isOtherVersion(response, job.part.validator)) return 'start over';
      return await receive(job, fetch, { response, verdict, isFresh: false });
    case 'whole':
      return await takeWhole(job, fetch, { response, verdict });
  }
}

async function refusalOf(job: TransferJob, response: HttpResponse): Promise<NetworkError> {
  const { status, headers, url } = response;
  return (
    (await job.request.failureOf?.(response)) ??
    statusFailure(url.host, status, askedPauseMs(headers, Date.now()))
  );
}

async function takeNoSuchRange(job: TransferJob, response: HttpResponse): Promise<FetchOutcome> {
  job.refusedRanges += 1;
  if (job.refusedRanges > 1) throw await refusalOf(job, response);
  return 'start over';
}

function takeWrongPart(job: TransferJob, { url }: HttpResponse): FetchOutcome {
  job.tuner.keepToOne();
  if (job.active.size > 1) return 'ended';
  job.mayAskRanges = false;
  const error = wrongAnswer(url.host, `sends another part of ${job.request.file.name} than was asked for`);
  job.gate.fail(error, job.gate.round, true);
  return 'ended';
}

async function takeWhole(
  job: TransferJob,
  fetch: Fetch,
  { response, verdict }: Judged,
): Promise<FetchOutcome> {
  const { plan, part, active, tuner } = job;
  const isOther = isOtherVersion(response, part.validator);
  if (active.size > 1) {
    if (isOther) return 'start over';
    // This server does not do ranges after all; the other connection has the file from its start.
    tuner.keepToOne();
    if (fetch.piece.start > 0) return 'ended';
  }
  return await receive(job, fetch, { response, verdict, isFresh: plan.receivedBytes > 0 });
}

interface Judged {
  readonly response: HttpResponse;
  readonly verdict: Extract<Verdict, { readonly end: number }>;
}

interface Receiving extends Judged {
  /** Whether what is here must be thrown away for it. */
  readonly isFresh: boolean;
}

async function receive(job: TransferJob, fetch: Fetch, receiving: Receiving): Promise<FetchOutcome> {
  const { response, verdict, isFresh } = receiving;
  const { request, part } = job;
  let writer: PartWriter | undefined;
  const begin = (): PartWriter => {
    job.target = response.url.href === request.url.href ? undefined : response.url;
    part.validator = validatorOf(response) ?? (verdict.kind === 'part' ? part.validator : undefined);
    writer = part.openWriter(fetch.piece.position);
    return writer;
  };
  const take = (bytes: Uint8Array): Promise<void> | undefined => {
    if (writer !== undefined) return takeBytes(job, fetch, { bytes, writer, response, end: verdict.end });
    if (verdict.kind === 'whole') refuseOtherBytes(bytes, response, request.file);
    if (!isFresh) {
      begin();
      return take(bytes);
    }
    return replacePiece(job, fetch)
      .then(begin)
      .then(() => take(bytes));
  };
  fetch.tickBytes = 0;
  try {
    await response.pour(take);
  } finally {
    fetch.tickBytes = undefined;
    writer?.close();
  }
  const { position, end } = fetch.piece;
  if (position < Math.min(end, verdict.end) && !fetch.stop.signal.aborted)
    throw brokeOff(response.url.host, position);
  return 'ended';
}

/** Throws away what is here and claims the file from its start. */
async function replacePiece(job: TransferJob, fetch: Fetch): Promise<void> {
  job.isStartingOver = true;
  try {
    await startOver(job);
  } finally {
    job.isStartingOver = false;
  }
  fetch.piece = job.plan.claim(pieceBytes(job)) ?? fetch.piece;
}

interface Arrival {
  readonly bytes: Uint8Array;
  readonly writer: PartWriter;
  readonly response: HttpResponse;
  /** Where the answer ends. */
  readonly end: number;
}

function takeBytes(job: TransferJob, fetch: Fetch, arrival: Arrival): Promise<void> | undefined {
  const { writer, response, end } = arrival;
  const { plan, request } = job;
  const { piece } = fetch;
  let held: Promise<void> | undefined;
  for (let bytes = arrival.bytes; bytes.length > 0; ) {
    if (piece.position === end) {
      job.isSpoiled = true;
      throw tooLong(response.url.host, request.file);
    }
    if (piece.position === piece.end && !plan.extend(piece, pieceBytes(job), end)) {
      // The bytes from here on are another connection's.
      response.discard();
      break;
    }
    const taken = bytes.subarray(0, piece.end - piece.position);
    held = writer.push(taken) ?? held;
    piece.position += taken.length;
    bytes = bytes.subarray(taken.length);
    fetch.tickBytes = (fetch.tickBytes ?? 0) + taken.length;
  }
  request.onBytes(plan.receivedBytes);
  if (held === undefined) return undefined;
  fetch.wasHeld = true;
  fetch.isHeld = true;
  return held.finally(() => {
    fetch.isHeld = false;
  });
}

function brokeOff(host: string, position: number): NetworkError {
  return new NetworkError('E_HTTP_FAILED', `${host} broke off after ${position} bytes.`, {
    hint: 'run the same command again: it goes on where it stopped',
    details: { host, reason: 'short body' },
  });
}
