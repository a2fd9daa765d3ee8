/**
 * Transfer job: what all connections of one download share.
 * @module
 */
import type { NetworkError } from '../../kernel/index.ts';
import { type Credentials, type Http, type HttpResponse, wrongAnswer } from '../../platform/index.ts';
import type { ManifestFile } from '../manifest.ts';
import type { PullWait } from '../model-source.ts';
import type { ConnectionTuner } from './connection-tuner.ts';
import type { PartFile } from './part-file.ts';
import type { Patience } from './patience.ts';
import type { PauseGate } from './pause-gate.ts';
import type { Piece, PiecePlan } from './piece-plan.ts';

/** Smallest and largest piece of one connection when there are several. */
const PIECE_BYTES = { least: 1 << 20, most: 64 << 20 };
/** A piece should keep its connection busy for so long, seconds: asking for the next one costs a round trip. */
const PIECE_SEC = 3;

/** One file to fetch. */
export interface DownloadRequest {
  readonly http: Http;
  readonly url: URL;
  readonly credentials?: Credentials | undefined;
  /** What it must be: length and digests. */
  readonly file: ManifestFile;
  /** Where the bytes are gathered; a journal lies at the same path plus `.json`. The caller holds a lock for it. */
  readonly partPath: string;
  readonly patience: Patience;
  readonly signal?: AbortSignal | undefined;
  /** Bytes of this file that are here, earlier runs' included; fewer again when it has to start over. */
  readonly onBytes: (doneBytes: number) => void;
  /** Told before every pause. */
  readonly onWait?: ((wait: PullWait) => void) | undefined;
  /** The source's own words for an error status; default: the status and a neutral hint. */
  readonly failureOf?: ((response: HttpResponse) => Promise<NetworkError>) | undefined;
  /** Most connections at once; default 8. */
  readonly connections?: number | undefined;
}

/** One connection's work: one request and its answer. */
export interface Fetch {
  piece: Piece;
  /** Where the request's range ends. */
  readonly askedEnd: number;
  /** Whether others were at work when it began; they may be done when its refusal comes. */
  readonly hasCompany: boolean;
  /** Aborted to stop this connection alone, which is no failure. */
  readonly stop: AbortController;
  /** Received since the last tick; undefined while there is nothing to receive. */
  tickBytes: number | undefined;
  /** Whether it waits for the disk, and whether it did since the last tick. */
  isHeld: boolean;
  wasHeld: boolean;
  /** The error status it was answered with. */
  refusedWith: number | undefined;
}

/** What all connections of one download share. */
export interface TransferJob {
  readonly request: DownloadRequest;
  readonly part: PartFile;
  readonly plan: PiecePlan;
  readonly tuner: ConnectionTuner;
  readonly gate: PauseGate;
  readonly active: Set<Fetch>;
  /** Where the file was found behind redirects; asked directly until that is refused. */
  target: URL | undefined;
  /** False once the server answered a Range request with bytes of another range. */
  mayAskRanges: boolean;
  /** Times that a Range request was answered with 416. */
  refusedRanges: number;
  /** Whether what is here is worthless and must not be left for the next run. */
  isSpoiled: boolean;
  /** Whether a connection is throwing away what is here; no other may begin. */
  isStartingOver: boolean;
}

/** Bytes of the next piece: several connections share what is left evenly, to its end. */
export function pieceBytes({ plan, tuner, request }: TransferJob): number {
  const left = request.file.sizeBytes - plan.receivedBytes;
  const busy = (tuner.bytesPerSec / tuner.wanted) * PIECE_SEC;
  const fair = Math.min(PIECE_BYTES.most, busy, left / (2 * tuner.wanted));
  return Math.max(PIECE_BYTES.least, Math.floor(fair));
}

/** Throws away everything that was received. The caller has stopped every other connection. */
export async function startOver({ part, plan, request }: TransferJob): Promise<void> {
  plan.restart();
  await part.restart();
  request.onBytes(0);
}

/** The error for a file that turned out longer than it is known to be. */
export function tooLong(host: string, file: ManifestFile): NetworkError {
  return wrongAnswer(host, `sends more than the ${file.sizeBytes} bytes of ${file.name}`);
}
