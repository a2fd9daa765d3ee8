/**
 * Lanes: windows that are decoded at once, in one batch of the decoder.
 *
 * Whoever decodes a window takes a lane, feeds it tokens as if it were alone, and gives it back. A step is run when every
 * lane that is taken waits for one; a lane that is given back is the next window's at once, so the batch stays full
 * however long the texts are (continuous batching: Yu et al. 2022, "Orca"). Rows do not depend on each other, so neither
 * do texts on the company they are made in.
 * Rows    every lane has as many, for the hypotheses of a beam; a search that wants another number gets rows of its own.
 * @module
 */
import { AudioSlots } from './audio-slots.ts';
import { type Decoder, runStep } from './decoder-step.ts';
import type { Encoder } from './encoder.ts';
import { KeyCache } from './key-cache.ts';
import { Lane, type LaneRequest, type LaneSurroundings } from './lane.ts';
import type { Outlook } from './outlook.ts';
import type { Tensor } from './session.ts';
import { StepMemory } from './step-memory.ts';

/**
 * Windows that are encoded before they have a lane, right behind another. While the encoder works, the processor's cache loses
 * what the decoder reads, and the next dozen steps take a tenth to a half longer: once for two windows, so, instead of twice.
 */
const AHEAD = 1;

/** How many windows, and how many hypotheses of each. */
export interface LaneShape {
  readonly lanes: number;
  readonly rows: number;
}

/** Encodes a window by what it is given, which takes features [1, nMels, frames]. */
export type Fill = (encode: (mel: Tensor) => Promise<void>) => Promise<void>;

/** Who waits for a lane. */
interface Queued {
  readonly fill: Fill;
  resolve(lane: Lane): void;
  reject(error: unknown): void;
  /** The slot beside the lanes' own that its window is encoded in; absent until that is begun. */
  ahead?: Promise<number>;
}

interface Waiting extends LaneRequest {
  resolve(outlooks: readonly Outlook[]): void;
  reject(error: unknown): void;
}

/** Lanes of one transcription. */
export class Lanes implements LaneSurroundings {
  readonly decoder: Decoder;
  readonly rows: number;
  readonly cache: KeyCache;
  readonly slots: AudioSlots;
  readonly #encoder: Encoder;
  readonly #lanes: number;
  readonly #memory: StepMemory;
  /** By place. */
  readonly #taken = new Map<number, Lane>();
  readonly #waiting = new Map<Lane, Waiting>();
  readonly #queue: Queued[] = [];
  /** Slots beside the lanes' own that hold no window. */
  readonly #spare: number[];
  #isRunning = false;

  constructor(sessions: { encoder: Encoder; decoder: Decoder }, { lanes, rows }: LaneShape) {
    this.#encoder = sessions.encoder;
    this.decoder = sessions.decoder;
    this.rows = rows;
    this.#lanes = lanes;
    this.#spare = Array.from({ length: AHEAD }, (_, at) => lanes + at);
    this.slots = new AudioSlots(lanes + AHEAD);
    this.#memory = new StepMemory(sessions.decoder);
    this.cache = new KeyCache(sessions.decoder.dims, lanes * rows);
  }

  /** The next free lane, with a window encoded in it; those who ask first get it first. Throws what `fill` throws. */
  async take(fill: Fill): Promise<Lane> {
    const place = Array.from({ length: this.#lanes }, (_, at) => at).find((at) => !this.#taken.has(at));
    if (place !== undefined) return await this.#grant(place, { fill });
    return await new Promise((resolve, reject) => this.#queue.push({ fill, resolve, reject }));
  }

  /** Gives a lane back. */
  release(lane: Lane): void {
    this.#taken.delete(lane.place);
    const next = this.#queue.shift();
    if (next !== undefined) this.#grant(lane.place, next).then(next.resolve, next.reject);
    else this.#runIfAllWait();
  }

  /** Feeds a lane; waits for the others. */
  async step(lane: Lane, request: LaneRequest): Promise<readonly Outlook[]> {
    return await new Promise((resolve, reject) => {
      this.#waiting.set(lane, { ...request, resolve, reject });
      this.#runIfAllWait();
    });
  }

  async #grant(place: number, { fill, ahead }: Pick<Queued, 'fill' | 'ahead'>): Promise<Lane> {
    const lane = new Lane(this, place);
    this.#taken.set(place, lane);
    try {
      if (ahead === undefined) {
        await fill(async (mel) => await this.#encode(place, mel));
        await this.#fillAhead();
      } else {
        const slot = await ahead;
        this.slots.move(slot, place);
        this.#spare.push(slot);
      }
      return lane;
    } catch (error) {
      this.release(lane);
      throw error;
    }
  }

  /** Encodes windows that wait for a lane, as many as there are slots for. */
  async #fillAhead(): Promise<void> {
    for (;;) {
      const next = this.#queue.find(({ ahead }) => ahead === undefined);
      const slot = next === undefined ? undefined : this.#spare.pop();
      if (next === undefined || slot === undefined) return;
      next.ahead = this.#fillSlot(slot, next.fill);
      // Who waits for it will be told of a failure.
      await next.ahead.catch(() => {});
    }
  }

  async #fillSlot(slot: number, fill: Fill): Promise<number> {
    try {
      await fill(async (mel) => await this.#encode(slot, mel));
      return slot;
    } catch (error) {
      this.#spare.push(slot);
      throw error;
    }
  }

  async #encode(slot: number, mel: Tensor): Promise<void> {
    // Straight into the slot, once it is there: fresh memory for every window would wait long for the collector.
    if (this.slots.isEmpty) this.slots.put(slot, await this.#encoder.encode(mel));
    else await this.#encoder.encode(mel, this.slots.tensors(slot, 1));
  }

  #runIfAllWait(): void {
    if (this.#isRunning || this.#waiting.size === 0 || this.#waiting.size < this.#taken.size) return;
    this.#isRunning = true;
    this.#closeRanks();
    const lanes = [...this.#taken].sort(([left], [right]) => left - right).map(([, lane]) => lane);
    const requests = lanes.map((lane) => this.#waiting.get(lane) as Waiting);
    this.#waiting.clear();
    this.cache.fit(1 + Math.max(...requests.map(({ length }) => length)));
    void this.#run(requests);
  }

  async #run(requests: readonly Waiting[]): Promise<void> {
    try {
      const outlooks = await runStep(this.decoder, {
        audio: this.slots.tensors(0, requests.length),
        cache: this.cache,
        memory: this.#memory,
        firstRow: 0,
        tokens: requests.flatMap(({ tokens }) => tokens.map((token) => [token])),
        lengths: requests.flatMap(({ length, tokens }) => tokens.map(() => length)),
        readings: requests.flatMap(({ reading, tokens }) => tokens.map(() => reading)),
        count: this.rows === 1 ? 1 : 2 * this.rows,
      });
      this.#isRunning = false;
      for (const [at, { resolve }] of requests.entries())
        resolve(outlooks.slice(at * this.rows, (at + 1) * this.rows));
    } catch (error) {
      this.#isRunning = false;
      for (const { reject } of requests) reject(error);
    }
  }

  /** Moves lanes to the front, so that those taken lie side by side; all of them wait. */
  #closeRanks(): void {
    for (let place = 0; place < this.#taken.size; place += 1) {
      if (this.#taken.has(place)) continue;
      const last = Math.max(...this.#taken.keys());
      const lane = this.#taken.get(last) as Lane;
      const { length } = this.#waiting.get(lane) as Waiting;
      this.slots.move(last, place);
      for (let row = 0; row < this.rows; row += 1)
        this.cache.copy(last * this.rows + row, { from: 0, to: length }, { row: place * this.rows + row });
      this.#taken.delete(last);
      this.#taken.set(place, lane);
      lane.place = place;
    }
  }
}
