/**
 * Work ahead: items worked on by a few workers, each item made ready before its turn comes.
 *
 * Order   items are made ready one at a time, in order; one is ready ahead of those that are worked on, never more, so
 *         that a list of any length needs the memory of a few items.
 * Ready   is a value that holds nothing: one that is not worked on any more is forgotten.
 * Errors  an item's own trouble is a result; what `prepare` or `work` throws ends everything and is thrown.
 * @module
 */

/** What is done to each item. */
export interface AheadJob<Item, Ready, Result> {
  /** Workers, from 1 up. */
  readonly jobs: number;
  prepare(item: Item): Promise<Ready>;
  /** `worker` counts from 0. */
  work(ready: Ready, worker: number): Promise<Result>;
  /** Called when no more results are wanted before all are there: makes what is under way end soon. */
  stop(): void;
}

/** Results as they come; with one worker in the order of the items. */
export async function* workAhead<Item, Ready extends object, Result>(
  items: AsyncIterable<Item> | Iterable<Item>,
  job: AheadJob<Item, Ready, Result>,
): AsyncGenerator<Result, void, undefined> {
  const crew = new Crew(items, job);
  try {
    yield* crew.results();
  } finally {
    await crew.dismiss();
  }
}

class Crew<Item, Ready extends object, Result> {
  readonly #job: AheadJob<Item, Ready, Result>;
  readonly #items: AsyncIterator<Item> | Iterator<Item>;
  readonly #workers: readonly Promise<void>[];
  readonly #finished: Result[] = [];
  /** The item that is made ready for the next free worker; undefined when there is none left. */
  #next: Promise<Ready | undefined>;
  #working: number;
  #isDismissed = false;
  #isDone = false;
  #failure: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;

  constructor(items: AsyncIterable<Item> | Iterable<Item>, job: AheadJob<Item, Ready, Result>) {
    this.#job = job;
    this.#items = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
    this.#next = this.#makeReady();
    this.#working = job.jobs;
    this.#workers = Array.from({ length: job.jobs }, async (_, worker) => await this.#serve(worker));
  }

  async *results(): AsyncGenerator<Result, void, undefined> {
    for (;;) {
      const result = this.#finished.shift();
      if (result !== undefined) yield result;
      else if (this.#failure !== undefined) throw this.#failure.error;
      else if (this.#working === 0) {
        this.#isDone = true;
        return;
      } else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** Ends what is under way and waits for it. */
  async dismiss(): Promise<void> {
    this.#isDismissed = true;
    if (!this.#isDone) this.#job.stop();
    await Promise.all(this.#workers);
    await this.#next.catch(() => {});
    await this.#items.return?.();
  }

  async #serve(worker: number): Promise<void> {
    try {
      for (let ready = await this.#take(); ready !== undefined; ready = await this.#take()) {
        if (this.#isDismissed) return;
        this.#finished.push(await this.#job.work(ready, worker));
        this.#ring();
      }
    } catch (error) {
      this.#failure ??= { error };
    } finally {
      this.#working -= 1;
      this.#ring();
    }
  }

  async #take(): Promise<Ready | undefined> {
    const mine = this.#next;
    this.#next = mine.then(async (ready) => (ready === undefined ? undefined : await this.#makeReady()));
    // Whoever takes it next hears of its failure; nobody may.
    this.#next.catch(() => {});
    return await mine;
  }

  async #makeReady(): Promise<Ready | undefined> {
    if (this.#isDismissed) return undefined;
    const { done, value } = await this.#items.next();
    return done === true ? undefined : await this.#job.prepare(value);
  }

  #ring(): void {
    this.#wake?.();
    this.#wake = undefined;
  }
}
