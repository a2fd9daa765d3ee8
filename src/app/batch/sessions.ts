/**
 * Sessions: a model for each worker, loaded when it first has a file that needs one.
 * @module
 */
import type { Decoding } from '../decoding.ts';
import type { Supervision } from '../events.ts';
import { LazySession } from '../lazy-session.ts';
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
  readonly #sessions = new Map<number, LazySession>();
  /** Two workers must not fetch or convert one model at the same time. */
  #last: Promise<unknown> = Promise.resolve();
  #isAnnounced = false;

  constructor(surroundings: SessionSurroundings) {
    this.#surroundings = surroundings;
  }

  /** The session of a worker. */
  of(worker: number): LazySession {
    const known = this.#sessions.get(worker);
    if (known !== undefined) return known;
    const session = new LazySession(async () => await this.#inTurn(async () => await this.#open()));
    this.#sessions.set(worker, session);
    return session;
  }

  /** Whether that went wrong when a model was loaded, which concerns every file. */
  isFault(error: unknown): boolean {
    return [...this.#sessions.values()].some((session) => session.isFault(error));
  }

  /** Closes every session that could be opened. */
  async close(): Promise<void> {
    for (const session of this.#sessions.values()) await session.close();
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => {});
    return await turn;
  }

  async #open(): Promise<Session> {
    const { decoding, wiring, supervision } = this.#surroundings;
    const session = await openSession(decoding, wiring, supervision);
    if (!this.#isAnnounced) announceChoice(decoding, supervision);
    this.#isAnnounced = true;
    return session;
  }
}
