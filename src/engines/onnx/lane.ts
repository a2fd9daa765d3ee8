/**
 * Lane: one window among those that are decoded at once: its audio, its prompt, the rows of its hypotheses.
 * @module
 */
import type { AudioSlots } from './audio-slots.ts';
import { type Decoder, runStep, runTokens } from './decoder-step.ts';
import { KeyCache, type Places } from './key-cache.ts';
import type { Outlook, Reading } from './outlook.ts';
import type { Tensors } from './session.ts';
import { StepMemory } from './step-memory.ts';

/** A prompt up to this long is fed token by token, in company; a longer one at once, alone. */
const SHORT_PROMPT = 4;

/** Hypotheses of a window under way, all of one length. */
export interface Hypotheses {
  /** Feeds a token to each, in order of the rows; rows without one are fed the first. What comes next in each, until the next step. */
  step(tokens: readonly number[], reading: Reading): Promise<readonly Outlook[]>;
  /** Row i goes on from what row `from[i]` has been so far. A row that another goes on from keeps its own: `from[j] = j`. */
  reseat(from: readonly number[]): void;
}

/** The one text of a lane of one row, under way several tokens at a time; it may be taken back. */
export interface LaneText {
  /** Tokens fed since the prompt. */
  readonly length: number;
  /** Feeds some tokens; what comes after the last one. */
  feed(tokens: readonly number[], reading: Reading): Promise<Outlook>;
  /** Feeds some tokens; what comes after each. */
  verify(tokens: readonly number[], reading: Reading): Promise<readonly Outlook[]>;
  /** Forgets all tokens but the first so many. */
  keep(length: number): void;
}

/** A token for each row of a lane. */
export interface LaneRequest {
  readonly tokens: readonly number[];
  /** Tokens that each row has already. */
  readonly length: number;
  readonly reading: Reading;
}

/** Rows beside a lane's own. */
interface ExtraRows {
  readonly rows: number;
  readonly cache: KeyCache;
  readonly memory: StepMemory;
}

/** What lanes share. */
export interface LaneSurroundings {
  readonly decoder: Decoder;
  readonly slots: AudioSlots;
  /** `rows` rows for each place. */
  readonly cache: KeyCache;
  readonly rows: number;
  /** Feeds a lane in company with the others. */
  step(lane: Lane, request: LaneRequest): Promise<readonly Outlook[]>;
  release(lane: Lane): void;
}

/** A lane that somebody has taken. */
export class Lane {
  /** Its place among the lanes; it may be moved while it waits for a step. */
  place: number;
  readonly #lanes: LaneSurroundings;
  /** Tokens of the prompt, which all rows have in common. */
  #prompted = 0;
  /** Rows of the hypotheses that are more, or fewer, than the lane's own: attempts at one window take turns with them. */
  #extra: ExtraRows | undefined;

  constructor(lanes: LaneSurroundings, place: number) {
    this.#lanes = lanes;
    this.place = place;
  }

  /** What the encoder made of the window. Do not keep it over a step. */
  get audio(): Tensors {
    return this.#lanes.slots.tensors(this.place, 1);
  }

  /** Tokens of the prompt so far. */
  get length(): number {
    return this.#prompted;
  }

  /** Forgets the prompt. */
  restart(): void {
    this.#prompted = 0;
  }

  /** Feeds a part of the prompt; the logits [nVocab] behind it. */
  async feed(tokens: readonly number[]): Promise<Float32Array> {
    const outlook =
      tokens.length > SHORT_PROMPT ? await this.#feedAlone(tokens) : await this.#feedTogether(tokens);
    this.#prompted += tokens.length;
    // Every attempt at the window starts from them, long after the next step has taken their place.
    return outlook?.kind === 'all' ? outlook.logits.slice() : new Float32Array(0);
  }

  /** Hypotheses that go on from the prompt, all alike. Another call ends those of the one before. */
  hypotheses(count: number): Hypotheses {
    return count === this.#lanes.rows ? this.#ownRows() : this.#extraRows(count);
  }

  /** The text that goes on from the prompt, in the first row. Another call, or one of `hypotheses`, ends that of the one before. */
  text(): LaneText {
    const { cache, decoder, rows } = this.#lanes;
    const prompted = this.#prompted;
    let length = 0;
    const place = () => ({ audio: this.audio, cache, firstRow: this.place * rows, count: 1 });
    return {
      get length() {
        return length;
      },
      feed: async (tokens, reading) => {
        const lengths = [prompted + length];
        const step = { ...place(), tokens: [tokens], lengths, readings: [reading] };
        const [outlook] = await runStep(decoder, step);
        length += tokens.length;
        return outlook as Outlook;
      },
      verify: async (tokens, reading) => {
        const step = { ...place(), tokens, length: prompted + length, reading };
        const outlooks = await runTokens(decoder, step);
        length += tokens.length;
        return outlooks;
      },
      keep: (kept) => {
        length = Math.min(length, kept);
      },
    };
  }

  /** Gives the lane back. */
  release(): void {
    this.#lanes.release(this);
  }

  async #feedTogether(tokens: readonly number[]): Promise<Outlook | undefined> {
    const { rows } = this.#lanes;
    let outlook: Outlook | undefined;
    for (const [at, token] of tokens.entries()) {
      const request = { tokens: new Array<number>(rows).fill(token), length: this.#prompted + at };
      const reading = at === tokens.length - 1 ? 'all' : 'likeliest';
      [outlook] = await this.#lanes.step(this, { ...request, reading });
    }
    return outlook;
  }

  async #feedAlone(tokens: readonly number[]): Promise<Outlook | undefined> {
    const { cache, decoder, rows } = this.#lanes;
    const firstRow = this.place * rows;
    const from = this.#prompted;
    const step = { audio: this.audio, cache, firstRow, tokens: [tokens], lengths: [from], count: 1 };
    const [outlook] = await runStep(decoder, { ...step, readings: ['all'] });
    const places = { from, to: from + tokens.length };
    for (let row = 1; row < rows; row += 1) cache.copy(firstRow, places, { row: firstRow + row });
    return outlook;
  }

  #ownRows(): Hypotheses {
    const { cache, rows } = this.#lanes;
    const prompted = this.#prompted;
    let length = prompted;
    return {
      step: async (tokens, reading) => {
        const request = { tokens: filled(tokens, rows), length, reading };
        const outlooks = await this.#lanes.step(this, request);
        length += 1;
        return outlooks;
      },
      reseat: (from) =>
        reseatRows(cache, from, { firstRow: this.place * rows, places: { from: prompted, to: length } }),
    };
  }

  #extraRows(count: number): Hypotheses {
    const { decoder, rows } = this.#lanes;
    if (this.#extra?.rows !== count) this.#extra = extraRows(decoder, count);
    const { cache, memory } = this.#extra;
    const prompted = this.#prompted;
    let length = prompted;
    cache.fit(prompted + 1);
    for (let row = 0; row < count; row += 1)
      this.#lanes.cache.copy(this.place * rows, { from: 0, to: prompted }, { cache, row });
    return {
      step: async (tokens, reading) => {
        // All of them wait for this very step, so their rows may be laid out anew where they are.
        cache.fit(length + 1);
        const outlooks = await runStep(decoder, {
          audio: this.audio,
          cache,
          memory,
          firstRow: 0,
          tokens: filled(tokens, count).map((token) => [token]),
          lengths: new Array<number>(count).fill(length),
          readings: new Array<Reading>(count).fill(reading),
          count: 2 * count,
        });
        length += 1;
        return outlooks;
      },
      reseat: (from) => reseatRows(cache, from, { firstRow: 0, places: { from: prompted, to: length } }),
    };
  }
}

function extraRows(decoder: Decoder, rows: number): ExtraRows {
  const { dims } = decoder;
  return { rows, cache: new KeyCache(dims, rows, dims.nTextCtx), memory: new StepMemory(decoder) };
}

function filled(tokens: readonly number[], rows: number): readonly number[] {
  return Array.from({ length: rows }, (_, row) => tokens[row] ?? tokens[0] ?? 0);
}

/** Copies rows over others; no row is both. */
function reseatRows(
  cache: KeyCache,
  from: readonly number[],
  { firstRow, places }: { readonly firstRow: number; readonly places: Places },
): void {
  for (const [row, source] of from.entries())
    if (source !== row) cache.copy(firstRow + source, places, { row: firstRow + row });
}
