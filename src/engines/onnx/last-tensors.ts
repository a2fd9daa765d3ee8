/**
 * Last tensors: what was given out last of rows that lie side by side. A step asks for what the one before asked for, and
 * tensors take time to make.
 * @module
 */
import type { Tensors } from './session.ts';

/** Remembers the tensors of one range of rows. */
export class LastTensors {
  #from = 0;
  #count = 0;
  #tensors: Tensors | undefined;

  /** Those of `count` rows from row `from` on; made where others were asked for last, or the rows have moved. */
  of(from: number, count: number, make: () => Tensors): Tensors {
    if (this.#from !== from || this.#count !== count) this.#tensors = undefined;
    [this.#from, this.#count] = [from, count];
    this.#tensors ??= make();
    return this.#tensors;
  }

  /** The rows lie elsewhere from now on. */
  forget(): void {
    this.#tensors = undefined;
  }
}
