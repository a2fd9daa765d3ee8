/**
 * Sessions: a model for each worker, loaded when it first has a file to work on.
 * @module
 */
import type { Decoding } from '../decoding.ts';
import type { Supervision } from '../events.ts';
import { announceChoice, openSession, type Session } from '../session.ts';
import type { Wiring } from '../wiring.ts';

/** What sessions are opened with. */
export interface SessionSurroundings {
  readonly decoding: Decoding;
  readonly wiring: Wiring;
  readonly supervision: Supervision;
}

/** The sessions of a call; close them when it ends. */
export class Sessions {
  readonly #surroundings: SessionSurroundings;
  readonly #opened = new Map<number, Promise<Session>>();
  /** Two workers must not fetch or convert one model at the same time. */
  #last: Promise<unknown> = Promise.resolve();
  #isAnnounced = false;

  constructor(surroundings: SessionSurroundings) {
    this.#surroundings = surroundings;
  }

  /** The session of a worker. Throws what `openSession` throws. */
  async of(worker: number): Promise<Session> {
    const known = this.#opened.get(worker);
    if (known !== undefined) return await known;
    const opened = this.#last.then(async () => await this.#open());
    this.#opened.set(worker, opened);
    this.#last = opened.catch(() => {});
    return await opened;
  }

  /** Whether a worker has had its session opened. */
  has(worker: number): boolean {
    return this.#opened.has(worker);
  }

  /** Closes every session that could be opened. */
  async close(): Promise<void> {
    for (const opened of this.#opened.values()) {
      const session = await opened.catch(() => undefined);
      await session?.close();
    }
  }

  async #open(): Promise<Session> {
    const { decoding, wiring, supervision } = this.#surroundings;
    const session = await openSession(decoding, wiring, supervision);
    if (!this.#isAnnounced) announceChoice(decoding, supervision);
    this.#isAnnounced = true;
    return session;
  }
}
