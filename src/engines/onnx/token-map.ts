/**
 * Token map: the tokens of one vocabulary among those of another. Models number the same names differently: an English-only
 * one has another vocabulary than a multilingual one, and `large-v3` knows a language more.
 * @module
 */
import type { Vocabulary } from './vocabulary.ts';

type Named = Pick<Vocabulary, 'timestampBegin' | 'nameOf' | 'idOf'>;

/** From one vocabulary to another, by name. */
export class TokenMap {
  readonly #from: Named;
  readonly #to: Named;
  readonly #known = new Map<number, number | undefined>();

  constructor(from: Named, to: Named) {
    this.#from = from;
    this.#to = to;
  }

  /** The other's id of a token; undefined where it has none of that name. */
  of(id: number): number | undefined {
    if (!this.#known.has(id)) this.#known.set(id, this.#find(id));
    return this.#known.get(id);
  }

  #find(id: number): number | undefined {
    // Not every tokenizer names its timestamps.
    if (id >= this.#from.timestampBegin) return this.#to.timestampBegin + id - this.#from.timestampBegin;
    const name = this.#from.nameOf(id);
    return name === undefined ? undefined : this.#to.idOf(name);
  }
}
