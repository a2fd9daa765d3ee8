/**
 * Audio slots: what the encoder made of several windows, side by side, so that one decoder step can look at all of them.
 * @module
 */
import { LastTensors } from './last-tensors.ts';
import { type BytesOrFloats, numbers, type Tensor, type Tensors, tensorData } from './session.ts';

/** One output of the encoder, for all slots. */
interface Slab {
  readonly data: BytesOrFloats;
  /** Of one slot, without the leading 1. */
  readonly shape: readonly number[];
  readonly size: number;
}

/** As many slots as windows are decoded at once. */
export class AudioSlots {
  readonly #count: number;
  /** By name; made when the first window comes. */
  readonly #slabs = new Map<string, Slab>();
  readonly #last = new LastTensors();

  constructor(count: number) {
    this.#count = count;
  }

  /** Whether no window has come yet, so that the form of the outputs is not known. */
  get isEmpty(): boolean {
    return this.#slabs.size === 0;
  }

  /** Copies the encoder's outputs for one window, [1, ...] each, into a slot. */
  put(slot: number, encoded: Tensors): void {
    for (const [name, tensor] of Object.entries(encoded)) {
      const { data, size } = this.#slabOf(name, tensor);
      data.set(tensorData(tensor), slot * size);
    }
  }

  /** Copies a slot into another. */
  move(from: number, to: number): void {
    for (const { data, size } of this.#slabs.values())
      data.copyWithin(to * size, from * size, (from + 1) * size);
  }

  /** The tensors of `count` slots from slot `from` on, [count, ...] each, not copied. */
  tensors(from: number, count: number): Tensors {
    return this.#last.of(from, count, () => this.#tensorsOf(from, count));
  }

  #tensorsOf(from: number, count: number): Tensors {
    const named = [...this.#slabs].map(([name, { data, shape, size }]): [string, Tensor] => [
      name,
      numbers(data.subarray(from * size, (from + count) * size), [count, ...shape]),
    ]);
    return Object.fromEntries(named);
  }

  #slabOf(name: string, tensor: Tensor): Slab {
    const known = this.#slabs.get(name);
    if (known !== undefined) return known;
    const one = tensorData(tensor);
    const length = this.#count * one.length;
    const slab = { data: emptyLike(one, length), shape: tensor.dims.slice(1), size: one.length };
    this.#slabs.set(name, slab);
    this.#last.forget();
    return slab;
  }
}

function emptyLike(one: BytesOrFloats, length: number): BytesOrFloats {
  if (one instanceof Float32Array) return new Float32Array(length);
  return one instanceof Int8Array ? new Int8Array(length) : new Uint8Array(length);
}
