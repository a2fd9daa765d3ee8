/**
 * Turns: work that is asked for by several at once and done one piece after another, in the order in which it was asked for.
 *
 * ONNX Runtime works on the only JavaScript thread. Pieces that are handed to it together leave no room between them for
 * anything else, a signal to stop among it; pieces that wait for their turn do, and those not yet begun can be dropped.
 * @module
 */

/** A queue of work. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** What the work gives, done when all that was asked for before is over, well or not. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work);
    // Whoever asked is told of a failure; the next one goes on.
    this.#last = mine.catch(() => {});
    return await mine;
  }
}
