/**
 * Recent rate: how fast something gets on now, not since it began: a download that was fast before a pause should not
 * promise to end soon.
 * @module
 */

/** How far back the rate looks, ms. */
const SPAN_MS = 10_000;

/** Less time than this tells too little, ms. */
const LEAST_MS = 500;

/** Rate of one piece of work after the other. */
export class RecentRate {
  readonly #now: () => number;
  #work = '';
  #marks: { readonly at: number; readonly done: number }[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Units a second of late; undefined while it is too early to tell. What was done before the first call does not count. */
  perSecond(work: string, done: number): number | undefined {
    const at = this.#now();
    if (work !== this.#work) this.#marks = [];
    this.#work = work;
    // Close marks tell nothing new, and a fast disk would make thousands of them.
    if (at - (this.#marks.at(-1)?.at ?? -Infinity) >= LEAST_MS / 5) this.#marks.push({ at, done });
    while ((this.#marks[1]?.at ?? at) <= at - SPAN_MS) this.#marks.shift();
    const first = this.#marks[0];
    if (first === undefined || at - first.at < LEAST_MS || done < first.done) return undefined;
    return ((done - first.done) / (at - first.at)) * 1000;
  }
}
