/**
 * Lazy session: the models of a call, loaded when the first file needs them; a call whose files are all known loads none.
 * @module
 */
import type { Session } from './session.ts';

/** Models that may be loaded. */
export class LazySession {
  readonly #open: () => Promise<Session>;
  #opening: Promise<Session> | undefined;
  #opened: Session | undefined;
  #fault: { readonly error: unknown } | undefined;

  /** `open` is called once at most. */
  constructor(open: () => Promise<Session>) {
    this.#open = open;
  }

  /** What is loaded by now. */
  get opened(): Session | undefined {
    return this.#opened;
  }

  /** Loads at the first call. Throws what `openSession` does. */
  async open(): Promise<Session> {
    this.#opening ??= this.#open();
    try {
      this.#opened = await this.#opening;
      return this.#opened;
    } catch (error) {
      this.#fault = { error };
      throw error;
    }
  }

  /** Whether that went wrong when loading, which concerns every file. */
  isFault(error: unknown): boolean {
    return this.#fault?.error === error;
  }

  async close(): Promise<void> {
    await this.#opened?.close();
  }
}
