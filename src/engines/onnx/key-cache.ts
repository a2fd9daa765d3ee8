/**
 * Key cache: the decoder's keys and values of the tokens so far, of several rows, as its graph reads them.
 *
 * Memory  2 x layers x heads x 64 floats a place; room for more places is made when it is needed. It is only ever the caller
 *         that writes: the graph hands out what a token added.
 * @module
 */
import type { WhisperDims } from '../../weights/index.ts';
import { floats, type Tensor } from './session.ts';

const HEAD_SIZE = 64;

/** Places at first: most windows have fewer tokens. */
const FIRST_ROOM = 96;

/** Places of a row, from one to before another. */
export interface Places {
  readonly from: number;
  readonly to: number;
}

/** Rows of keys and values. */
export class KeyCache {
  readonly #dims: WhisperDims;
  readonly #rows: number;
  /** Keys, then values, of each layer: [rows, heads, room, 64]. */
  #slabs: readonly Float32Array[];
  #room: number;

  constructor(dims: WhisperDims, rows: number) {
    this.#dims = dims;
    this.#rows = rows;
    this.#room = Math.min(FIRST_ROOM, dims.nTextCtx);
    this.#slabs = this.#newSlabs();
  }

  /** Inputs of the graph for `count` rows from row `from` on. */
  tensors(from: number, count: number): Record<string, Tensor> {
    const size = this.#rowSize;
    const shape = [count, this.#dims.nTextHead, this.#room, HEAD_SIZE];
    const named = this.#slabs.map((slab, part): [string, Tensor] => [
      `past_${part % 2 === 0 ? 'key' : 'value'}_${Math.floor(part / 2)}`,
      floats(slab.subarray(from * size, (from + count) * size), shape),
    ]);
    return Object.fromEntries(named);
  }

  /** Makes room for so many places in every row. */
  reserve(places: number): void {
    if (places <= this.#room) return;
    const [old, room] = [this.#slabs, this.#room];
    this.#room = Math.min(this.#dims.nTextCtx, Math.max(places, Math.ceil(room * 1.5)));
    this.#slabs = this.#newSlabs();
    const block = room * HEAD_SIZE;
    for (const [part, slab] of this.#slabs.entries()) {
      const from = old[part] as Float32Array;
      for (let at = 0; at * block < from.length; at += 1)
        slab.set(from.subarray(at * block, (at + 1) * block), at * this.#room * HEAD_SIZE);
    }
  }

  /** Puts what the graph `added`, [tokens, 2 x layers x size] of one row, at the row's places from `place` on. */
  write(row: number, place: number, added: Float32Array): void {
    const { nTextHead: heads, nTextState: size } = this.#dims;
    const width = size * this.#slabs.length;
    for (let token = 0; token * width < added.length; token += 1) {
      for (const [part, slab] of this.#slabs.entries()) {
        const start = token * width + part * size;
        for (let head = 0; head < heads; head += 1) {
          const from = start + head * HEAD_SIZE;
          slab.set(added.subarray(from, from + HEAD_SIZE), this.#at(row, head, place + token));
        }
      }
    }
  }

  /** Copies places of a row into another row, of this or of another cache. */
  copy(row: number, places: Places, { cache = this, row: target }: { cache?: KeyCache; row: number }): void {
    cache.reserve(places.to);
    for (const [part, slab] of this.#slabs.entries()) {
      const to = cache.#slabs[part] as Float32Array;
      for (let head = 0; head < this.#dims.nTextHead; head += 1) {
        const piece = slab.subarray(this.#at(row, head, places.from), this.#at(row, head, places.to));
        to.set(piece, cache.#at(target, head, places.from));
      }
    }
  }

  get #rowSize(): number {
    return this.#dims.nTextHead * this.#room * HEAD_SIZE;
  }

  #at(row: number, head: number, place: number): number {
    return ((row * this.#dims.nTextHead + head) * this.#room + place) * HEAD_SIZE;
  }

  #newSlabs(): Float32Array[] {
    const length = this.#rows * this.#rowSize;
    return Array.from({ length: 2 * this.#dims.nTextLayer }, () => new Float32Array(length));
  }
}
