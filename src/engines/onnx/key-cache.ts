/**
 * Key cache: the decoder's keys and values of the tokens so far, of several rows, as its graph reads them.
 *
 * Memory  2 x layers x heads x 64 floats a place; room for more places is made when it is needed. It is only ever the caller
 *         that writes: the graph hands out what a token added.
 * @module
 */
import type { WhisperDims } from '../../weights/index.ts';
import { LastTensors } from './last-tensors.ts';
import { floats, type Tensor, type Tensors } from './session.ts';

const HEAD_SIZE = 64;

/**
 * Room is a multiple of it, since a step reads all of the room. What lies behind a row's tokens has a share of 0, but sums are
 * made in blocks of up to 64 numbers: a row whose blocks were cut elsewhere because another row needs more room would have
 * other roundings (promise P5).
 */
const BLOCK = 64;

/** Places of a row, from one to before another. */
export interface Places {
  readonly from: number;
  readonly to: number;
}

/** Rows of keys and values. */
export class KeyCache {
  readonly #dims: WhisperDims;
  readonly #rows: number;
  /** Keys, then values, of each layer: [rows, heads, room, 64], and what was left over when there was more room. */
  #slabs: readonly Float32Array[];
  #room: number;
  readonly #last = new LastTensors();

  /** `places`: as many can have room later without other memory for it; what nobody writes to takes none. */
  constructor(dims: WhisperDims, rows: number, places = BLOCK) {
    this.#dims = dims;
    this.#rows = rows;
    this.#room = BLOCK;
    const length = rows * dims.nTextHead * roundUp(places) * HEAD_SIZE;
    this.#slabs = Array.from({ length: 2 * dims.nTextLayer }, () => new Float32Array(length));
  }

  /** Places that each row has room for. */
  get room(): number {
    return this.#room;
  }

  /** Inputs of the graph for `count` rows from row `from` on. */
  tensors(from: number, count: number): Tensors {
    return this.#last.of(from, count, () => this.#tensorsOf(from, count));
  }

  #tensorsOf(from: number, count: number): Tensors {
    const size = this.#rowSize;
    const shape = [count, this.#dims.nTextHead, this.#room, HEAD_SIZE];
    const named = this.#slabs.map((slab, part): [string, Tensor] => [
      `past_${part % 2 === 0 ? 'key' : 'value'}_${Math.floor(part / 2)}`,
      floats(slab.subarray(from * size, (from + count) * size), shape),
    ]);
    return Object.fromEntries(named);
  }

  /** Makes room for so many places in every row. Tensors that were given out, and may still wait for their run, stay as they are. */
  reserve(places: number): void {
    if (places > this.#room) this.#setRoom(places, { isFresh: true });
  }

  /**
   * Makes room for so many places in every row, and no more: what lies behind them is forgotten. Tensors that were given out
   * are worth nothing then, so no run may wait for its turn.
   */
  fit(places: number): void {
    if (places > this.#room || places <= this.#room - BLOCK) this.#setRoom(places);
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
          const to = this.#at(row, head, place + token);
          // One by one: so short a piece is copied sooner than it is made.
          for (let i = 0; i < HEAD_SIZE; i += 1) slab[to + i] = added[from + i] as number;
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

  /** Lays all rows out anew, in the same memory where it is enough and need not be fresh. */
  #setRoom(places: number, { isFresh = false } = {}): void {
    const from = this.#room * HEAD_SIZE;
    this.#last.forget();
    this.#room = roundUp(places);
    const to = this.#room * HEAD_SIZE;
    const count = this.#rows * this.#dims.nTextHead;
    this.#slabs = this.#slabs.map((old) => {
      const slab = isFresh || old.length < count * to ? new Float32Array(count * to) : old;
      // Rows move together or apart: in the same memory those that go first must not land on any that are still to go.
      for (let turn = 0; turn < count; turn += 1) {
        const at = to < from ? turn : count - 1 - turn;
        slab.set(old.subarray(at * from, at * from + Math.min(from, to)), at * to);
      }
      return slab;
    });
  }

  get #rowSize(): number {
    return this.#dims.nTextHead * this.#room * HEAD_SIZE;
  }

  #at(row: number, head: number, place: number): number {
    return ((row * this.#dims.nTextHead + head) * this.#room + place) * HEAD_SIZE;
  }
}

function roundUp(places: number): number {
  return Math.ceil(places / BLOCK) * BLOCK;
}
