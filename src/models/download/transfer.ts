/**
 * Transfer: fills a part file over as many connections as pay, until every byte of the file was received.
 *
 * Starts with one connection; more of them take pieces just ahead of it. One that crawls is replaced. Failures are
 * counted together and all connections pause together, so that nothing storms a server that has trouble.
 * @module
 */
import { NetworkError } from '../../kernel/index.ts';
import { wrongAnswer } from '../../platform/index.ts';
import { openConnectionTuner } from './connection-tuner.ts';
import { type CrawlWatch, openCrawlWatch } from './crawl-watch.ts';
import { type FetchOutcome, fetchPiece } from './fetch-piece.ts';
import type { PartFile } from './part-file.ts';
import { openPauseGate } from './pause-gate.ts';
import { openPiecePlan } from './piece-plan.ts';
import { type DownloadRequest, type Fetch, pieceBytes, startOver, type TransferJob } from './transfer-job.ts';

const MOST_CONNECTIONS = 8;
/** Connections replaced because they crawl; after that the line itself must have become slow. */
const MOST_REPLACED = 5;
/** Times that a file may turn out to be another one on the way. */
const MOST_RESTARTS = 3;
/** Longest time between two looks at the rates, milliseconds. */
const LONGEST_TICK_MS = 500;

/** Receives everything that is missing. */
export async function fillPart(request: DownloadRequest, part: PartFile): Promise<void> {
  const { file, patience, connections = MOST_CONNECTIONS } = request;
  const plan = openPiecePlan(file.sizeBytes, part.written);
  const job: TransferJob = {
    request,
    part,
    plan,
    tuner: openConnectionTuner(connections),
    gate: openPauseGate(patience, () => plan.receivedBytes, request),
    active: new Set(),
    target: undefined,
    mayAskRanges: true,
    refusedRanges: 0,
    isSpoiled: false,
    isStartingOver: false,
  };
  request.onBytes(plan.receivedBytes);
  try {
    await new Supervisor(job).run();
  } finally {
    if (job.isSpoiled) await part.restart();
  }
}

class Supervisor {
  readonly #job: TransferJob;
  readonly #running = new Set<Promise<FetchOutcome>>();
  readonly #crawl: CrawlWatch;
  readonly #tickMs: number;
  #replaced = 0;
  #restarts = 0;
  #wake: () => void = () => {};

  constructor(job: TransferJob) {
    const { stallMs } = job.request.patience.timeouts;
    this.#job = job;
    this.#crawl = openCrawlWatch(stallMs);
    this.#tickMs = Math.min(LONGEST_TICK_MS, stallMs / 8);
  }

  async run(): Promise<void> {
    const { plan } = this.#job;
    let last = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      this.#tick(now - last);
      last = now;
    }, this.#tickMs);
    try {
      while (!plan.isComplete) {
        this.#spawn();
        const woken = new Promise<'woken'>((resolve) => {
          this.#wake = () => resolve('woken');
        });
        if ((await Promise.race([...this.#running, woken])) === 'start over') await this.#startOver();
      }
    } finally {
      clearInterval(timer);
      await this.#stopAll();
    }
  }

  #spawn(): void {
    const { active, tuner, plan, isStartingOver } = this.#job;
    while (!isStartingOver && active.size < tuner.wanted) {
      // One that asked for all of it keeps room ahead: where it meets another's bytes its connection is of no more use.
      for (const { piece, askedEnd } of active) plan.extend(piece, pieceBytes(this.#job), askedEnd);
      const gap = plan.nextGap();
      const piece = plan.claim(pieceBytes(this.#job));
      if (gap === undefined || piece === undefined) return;
      // Alone, a connection asks for everything up to what is here already, and its piece grows on the way.
      const askedEnd = tuner.wanted === 1 ? gap.end : piece.end;
      const stop = new AbortController();
      const fetch: Fetch = {
        ...{ piece, askedEnd, stop, hasCompany: active.size > 0, tickBytes: undefined },
        ...{ isHeld: false, wasHeld: false, refusedWith: undefined },
      };
      active.add(fetch);
      const run = this.#fetch(fetch).finally(() => {
        active.delete(fetch);
        this.#running.delete(run);
      });
      this.#running.add(run);
      // Looked at by the race, which may have been lost to another failure before.
      run.catch(() => {});
    }
  }

  /** A fetch, with its failures counted; what it throws ends the download. */
  async #fetch(fetch: Fetch): Promise<FetchOutcome> {
    const { gate, active, tuner } = this.#job;
    const { round } = gate;
    try {
      return await fetchPiece(this.#job, fetch);
    } catch (error) {
      if (fetch.stop.signal.aborted && !this.#job.request.signal?.aborted) return 'ended';
      if (!(error instanceof NetworkError)) throw error;
      const isCrowded = (fetch.hasCompany || active.size > 1) && isTooMany(fetch, error);
      if (isCrowded) tuner.refuse();
      gate.fail(error, round, isCrowded);
      return 'ended';
    }
  }

  #tick(elapsedMs: number): void {
    const { active, tuner, plan, request } = this.#job;
    // A machine that slept must not make all its connections look slow.
    const awakeMs = Math.min(elapsedMs, 2 * this.#tickMs);
    let bytes = 0;
    let receiving = 0;
    for (const fetch of active) {
      if (fetch.tickBytes === undefined) continue;
      receiving += 1;
      bytes += fetch.tickBytes;
      const tick = { bytes: fetch.tickBytes, elapsedMs: awakeMs, wasHeld: fetch.wasHeld };
      if (this.#crawl.sample(fetch, tick)) this.#replace(fetch);
      fetch.tickBytes = 0;
      fetch.wasHeld = fetch.isHeld;
    }
    const pendingBytes = request.file.sizeBytes - plan.receivedBytes;
    tuner.sample({ bytes, elapsedMs, active: receiving, pendingBytes });
    if (active.size < tuner.wanted) this.#wake();
  }

  /** Drops a connection that crawls; the next one goes on where it was. */
  #replace(fetch: Fetch): void {
    if (this.#replaced >= MOST_REPLACED || !this.#job.mayAskRanges) return;
    this.#replaced += 1;
    fetch.stop.abort();
  }

  async #startOver(): Promise<void> {
    const { request } = this.#job;
    this.#restarts += 1;
    await this.#stopAll();
    if (this.#restarts > MOST_RESTARTS)
      throw wrongAnswer(request.url.host, `has another ${request.file.name} every time it is asked`);
    await startOver(this.#job);
  }

  async #stopAll(): Promise<void> {
    for (const { stop } of this.#job.active) stop.abort();
    await Promise.allSettled(this.#running);
  }
}

/** Whether a refusal may be about the number of connections. */
function isTooMany({ refusedWith }: Fetch, { details }: NetworkError): boolean {
  return refusedWith === 403 || refusedWith === 429 || details?.['reason'] === 'ECONNREFUSED';
}
