import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MadeWhisper, makeRandom, makeWhisper, putModel } from '../../tests/fixtures/made-checkpoint.ts';
import { naiveAudio, naiveLogits } from '../../tests/fixtures/naive-whisper.ts';
import { filledUp, groupedWindow, wholeWindow } from '../../tests/fixtures/window-features.ts';
import { openTrustedDigests } from '../platform/index.ts';
import { deriveWhisper } from './derive-whisper.ts';
import type { WeightPrecision } from './matrices.ts';
import { TokenEmbeddings } from './token-embeddings.ts';

/** Two heads and two layers, so that a mix-up of heads, layers or the fused projections shows. */
const SIZES = { state: 128, layers: 2, vocabulary: 210, mels: 8, context: 24 };
/** Largest difference of f32 logits from the naive ones in double precision; logits here have a spread of about 6. */
const F32_TOLERANCE = 2e-4;
/** Root mean square difference of 8-bit logits from f32 ones, as a share of the spread of the logits. */
const INT8_TOLERANCE = 0.05;

/** The same where positions that stand for several are looked at as if each stood for itself: 0.16. */
const COUNTS_MATTER = 0.1;

/** Ids below it count as text. */
const TEXT_IDS = 150;

type Tensors = Readonly<Record<string, ort.Tensor>>;

/** Weights in floats, in bytes, and in bytes for processors with instructions for bytes. */
type Form = WeightPrecision | 'int8 for vnni';

/** Encoder and decoder of one converted model, fed with plain arrays. */
class Graphs {
  private constructor(
    private readonly encoder: ort.InferenceSession,
    private readonly decoder: ort.InferenceSession,
    private readonly embeddings: TokenEmbeddings,
  ) {}

  static async open(model: MadeWhisper, home: string, form: Form): Promise<Graphs> {
    const precision = form === 'f32' ? 'f32' : 'int8';
    const folder = await putModel(join(home, 'model'), model.file);
    const kernels = form === 'int8 for vnni' ? 'vnni' : 'any';
    const derived = await deriveWhisper(folder, {
      precision,
      kernels,
      home,
      digests: openTrustedDigests(home),
    });
    const options = { intraOpNumThreads: 2, logSeverityLevel: 3 } as const;
    return new Graphs(
      await ort.InferenceSession.create(derived.encoderPath, options),
      await ort.InferenceSession.create(derived.decoderPath, options),
      await TokenEmbeddings.open(derived.embeddingsPath, derived.dims),
    );
  }

  async encode(mel: Float32Array): Promise<Tensors> {
    return await this.encodeFrom(wholeWindow(mel, SIZES.mels));
  }

  async encodeFrom(inputs: Tensors): Promise<Tensors> {
    return await this.encoder.run(inputs);
  }

  /**
   * Feeds each row's pieces of tokens one after another; the logits [vocabulary] of each row after each piece. There
   * may be several rows to a window: its hypotheses.
   */
  async decode(
    windows: readonly Tensors[],
    pieces: readonly (readonly (readonly number[])[])[],
    room: number = SIZES.context,
  ): Promise<Float32Array[][]> {
    const cross = stack(windows);
    const caches = (pieces[0] ?? []).map(() => new Float32Array(ADDED * SIZES.context));
    const group = caches.length / windows.length;
    let past = 0;
    const logits: Float32Array[][] = [];
    for (const rows of pieces) {
      const many = (rows[0]?.length ?? 0) > 1;
      const all = many
        ? await Promise.all(
            rows.map(
              async (row, at) =>
                (
                  await this.feed([row], {
                    past,
                    room,
                    cross: windows[Math.floor(at / group)] ?? {},
                    caches: caches.slice(at, at + 1),
                  })
                )[0],
            ),
          )
        : await this.feed(rows, { past, room, cross, caches });
      logits.push(all.map((row) => row ?? new Float32Array(0)));
      past += rows[0]?.length ?? 0;
    }
    return logits;
  }

  /** Feeds tokens to rows that have caches of their own. */
  private async feed(
    rows: readonly (readonly number[])[],
    { past, room, cross, caches }: Surroundings,
  ): Promise<Float32Array[]> {
    const n = rows[0]?.length ?? 0;
    const { logits, added } = await this.decoder.run({
      embedded: new ort.Tensor('float32', this.embeddings.rows(rows.flat()), [rows.length, n, SIZES.state]),
      ...questionOf(rows, { past, room }),
      ...cross,
      ...pastOf(caches, room),
    });
    if (logits === undefined || added === undefined) throw new Error('the decoder gave no logits');
    expect(logits.dims).toEqual([rows.length, 1, SIZES.vocabulary]);
    const fresh = added.data as Float32Array;
    for (const [row, cache] of caches.entries())
      cache.set(fresh.subarray(row * n * ADDED, (row + 1) * n * ADDED), past * ADDED);
    const data = logits.data as Float32Array;
    return rows.map((_, row) => data.slice(row * SIZES.vocabulary, (row + 1) * SIZES.vocabulary));
  }

  async close(): Promise<void> {
    await this.encoder.release();
    await this.decoder.release();
    await this.embeddings.close();
  }
}

/** What rows are fed over: tokens so far, places in their caches, audio. */
interface Surroundings {
  readonly past: number;
  readonly room: number;
  readonly cross: Tensors;
  readonly caches: readonly Float32Array[];
}

/** Keys and values of all layers of one token. */
const ADDED = 2 * SIZES.layers * SIZES.state;

/** What the decoder reads of rows whose caches hold, token by token, what it added. */
function pastOf(caches: readonly Float32Array[], room: number): Record<string, ort.Tensor> {
  const heads = SIZES.state / 64;
  const names = Array.from({ length: SIZES.layers }, (_, layer) => [
    `past_key_${layer}`,
    `past_value_${layer}`,
  ]).flat();
  const tensors = names.map((name, part) => {
    const data = new Float32Array(caches.length * SIZES.state * room);
    for (const [row, cache] of caches.entries())
      for (let head = 0; head < heads; head++)
        for (let place = 0; place < SIZES.context; place++) {
          const from = place * ADDED + part * SIZES.state + head * 64;
          data.set(cache.subarray(from, from + 64), ((row * heads + head) * room + place) * 64);
        }
    return [name, new ort.Tensor('float32', data, [caches.length, heads, room, 64])] as const;
  });
  return Object.fromEntries(tensors);
}

/** The inputs beside audio and cache, for rows that have `past` tokens in their caches. */
function questionOf(
  rows: readonly (readonly number[])[],
  { past, room }: Pick<Surroundings, 'past' | 'room'>,
): Record<string, ort.Tensor> {
  const n = rows[0]?.length ?? 0;
  const places = rows.flatMap((row) => row.map((_, at) => past + at));
  const whole = (values: readonly number[], dims: readonly number[]): ort.Tensor =>
    new ort.Tensor('int64', BigInt64Array.from(values, BigInt), dims);
  return {
    positions: whole(places, [rows.length, n]),
    mask: new ort.Tensor('float32', maskOf(rows.length, n, { past, room }), [rows.length, 1, n, room + n]),
    text_bias: new ort.Tensor('float32', new Float32Array(TEXT_IDS), [TEXT_IDS]),
    count: whole([1], [1]),
  };
}

/** Minus infinity for what a new token may not see: room that holds nothing, and new tokens behind it. */
function maskOf(rows: number, n: number, { past, room }: Pick<Surroundings, 'past' | 'room'>): Float32Array {
  const places = Array.from({ length: room + n }, (_, place) => place);
  const isSeen = (place: number, token: number): boolean =>
    place < room ? place < past : place - room <= token;
  const row = Array.from({ length: n }, (_, token) =>
    places.map((place) => (isSeen(place, token) ? 0 : -Infinity)),
  ).flat();
  return Float32Array.from(new Array<number[]>(rows).fill(row).flat());
}

const NUMBERS: Readonly<Record<string, typeof Uint8Array | typeof Int8Array>> = {
  uint8: Uint8Array,
  int8: Int8Array,
};

/** Tensors of the same names, [1, ...] each, as one [count, ...] each. */
function stack(windows: readonly Tensors[]): Record<string, ort.Tensor> {
  const stacked: Record<string, ort.Tensor> = {};
  for (const [name, { dims, size }] of Object.entries(windows[0] ?? {})) {
    const Numbers = NUMBERS[windows[0]?.[name]?.type ?? ''] ?? Float32Array;
    const data = new Numbers(size * windows.length);
    for (const [i, window] of windows.entries()) data.set(window[name]?.data as Float32Array, i * size);
    stacked[name] = new ort.Tensor(data, [windows.length, ...dims.slice(1)]);
  }
  return stacked;
}

function makeMel(seed: number): Float32Array {
  return Float32Array.from({ length: SIZES.mels * 3000 }, makeRandom(seed));
}

/** Eight rows of tokens, no two alike: a prompt of four, then three single ones. */
const ROWS = Array.from({ length: 8 }, (_, row) => {
  const token = (at: number): number => (17 * row + 31 * at + row * at) % SIZES.vocabulary;
  return [[token(0), token(1), token(2), token(3)], [token(4)], [token(5)], [token(6)]];
});

/** ROWS of those numbers, as pieces of all of them. */
function piecesOf(rows: readonly number[]): number[][][] {
  return [0, 1, 2, 3].map((piece) => rows.map((row) => ROWS[row]?.[piece] ?? []));
}

let home: string;
let f32: Graphs;
let int8: Graphs;
const model = makeWhisper({ sizes: SIZES, storedAs: 'f16' });

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'offscribe-graphs-'));
  f32 = await Graphs.open(model, home, 'f32');
  int8 = await Graphs.open(model, home, 'int8');
});
afterAll(async () => {
  await f32.close();
  await int8.close();
  await rm(home, { recursive: true });
});

describe('the f32 graphs', () => {
  it(`agree with a naive forward pass within ${F32_TOLERANCE}, token by token over the cache`, async () => {
    const mel = makeMel(3);
    const steps = await f32.decode([await f32.encode(mel)], piecesOf([5]));
    const audio = naiveAudio(model, mel);
    const tokens = (ROWS[5] ?? []).flat();
    for (const [step, rows] of steps.entries()) {
      const expected = naiveLogits(model, audio, tokens.slice(0, 4 + step));
      const worst = expected.reduce(
        (most, value, i) => Math.max(most, Math.abs(value - (rows[0]?.[i] ?? Number.NaN))),
        0,
      );
      expect(worst, `step ${step}`).toBeLessThanOrEqual(F32_TOLERANCE);
    }
  });
});

describe('one position that stands for several', () => {
  /** Mel frames that hold audio; the rest of the window is zeros. */
  const HEARD = 400;
  const COUNTS = [...new Array<number>(HEARD / 2 + 10).fill(1), ...new Array<number>(258).fill(5)];

  it.each([
    ['f32', F32_TOLERANCE],
    ['int8', INT8_TOLERANCE],
    ['int8 for vnni', INT8_TOLERANCE],
  ] as const)('does in %s what they would do, where they are alike', async (form, tolerance) => {
    // Without their encodings, positions of silence are all the same.
    const alike = makeWhisper({ sizes: SIZES, zeros: /encoder.position_encodings/ });
    const graphs = await Graphs.open(alike, join(home, `alike-${form}`), form);
    const heard = Float32Array.from({ length: SIZES.mels * HEARD }, makeRandom(3));
    const window = await graphs.encode(filledUp(heard, SIZES.mels));
    const exact = flat(await graphs.decode([window], piecesOf([5])));
    const inputs = groupedWindow(heard, SIZES.mels, COUNTS);
    const errorOf = async (given: Tensors): Promise<number> => {
      const found = await graphs.decode([await graphs.encodeFrom(given)], piecesOf([5]));
      return relativeError(flat(found), exact);
    };
    expect(await errorOf(inputs)).toBeLessThan(tolerance);
    // As if each stood for itself alone.
    const uncounted = new ort.Tensor('float32', new Float32Array(COUNTS.length), [1, COUNTS.length, 1]);
    expect(await errorOf({ ...inputs, log_counts: uncounted })).toBeGreaterThan(COUNTS_MATTER);
    await graphs.close();
  });
});

describe('hypotheses of one window', () => {
  /** Three hypotheses of each of two windows, the second window's after the first's. */
  const GROUPS = [
    [0, 3, 5],
    [6, 1, 4],
  ];

  it(`have the f32 logits that each would have alone within ${F32_TOLERANCE}, over one copy of the audio`, async () => {
    for (const [at, rows] of GROUPS.entries()) {
      const window = await f32.encode(makeMel(30 + at));
      const together = await f32.decode([window], piecesOf(rows));
      for (const [place, row] of rows.entries()) {
        const alone = await f32.decode([window], piecesOf([row]));
        expect(largestDifference(rowOf(together, place), rowOf(alone, 0))).toBeLessThan(F32_TOLERANCE);
      }
    }
  });

  it.each(['f32', 'int8'] as const)(
    'have bit-equal %s logits alone and beside another window',
    async (form) => {
      const graphs = form === 'f32' ? f32 : int8;
      const windows = [await graphs.encode(makeMel(30)), await graphs.encode(makeMel(31))];
      const beside = await graphs.decode(windows, piecesOf(GROUPS.flat()));
      for (const [at, rows] of GROUPS.entries()) {
        const alone = await graphs.decode([windows[at] ?? {}], piecesOf(rows));
        for (const place of rows.keys()) expect(rowOf(beside, 3 * at + place)).toEqual(rowOf(alone, place));
      }
    },
  );

  it.each(['int8', 'int8 for vnni'] as const)(
    'have bit-equal %s logits whatever the order of the hypotheses and whatever window is beside them',
    async (form) => {
      const graphs = await Graphs.open(model, home, form);
      const windows = [await graphs.encode(makeMel(30)), await graphs.encode(makeMel(31))];
      const forth = await graphs.decode(windows.slice(0, 1), piecesOf([0, 3, 5]));
      const back = await graphs.decode(windows.slice(0, 1), piecesOf([5, 3, 0]));
      const beside = await graphs.decode(windows, piecesOf([0, 3, 5, 6, 1, 4]));
      for (const place of [0, 1, 2]) {
        expect(rowOf(back, 2 - place)).toEqual(rowOf(forth, place));
        expect(rowOf(beside, place)).toEqual(rowOf(forth, place));
      }
      await graphs.close();
    },
  );
});

describe('the 8-bit graphs', () => {
  it.each(['int8', 'int8 for vnni'] as const)(`in %s stay within ${INT8_TOLERANCE} of f32`, async (form) => {
    const mel = makeMel(3);
    const graphs = await Graphs.open(model, home, form);
    const exact = await f32.decode([await f32.encode(mel)], piecesOf([2]));
    const found = await graphs.decode([await graphs.encode(mel)], piecesOf([2]));
    expect(relativeError(flat(found), flat(exact))).toBeLessThan(INT8_TOLERANCE);
    await graphs.close();
  });

  it('encode a window for such a processor the same way every time', async () => {
    const graphs = await Graphs.open(model, home, 'int8 for vnni');
    const [once, again] = [await graphs.encode(makeMel(3)), await graphs.encode(makeMel(3))];
    for (const [name, { data }] of Object.entries(once)) expect(again[name]?.data).toEqual(data);
    await graphs.close();
  });

  it('take rows of zeros, which have no scale', async () => {
    const silent = makeWhisper({ sizes: SIZES, zeros: /decoder.*ffn.layer_norm/ });
    const graphs = await Graphs.open(silent, join(home, 'silent'), 'int8');
    const reference = await Graphs.open(silent, join(home, 'silent'), 'f32');
    const window = await graphs.encode(makeMel(1));
    const found = await graphs.decode([window], piecesOf([1]));
    const exact = await reference.decode([await reference.encode(makeMel(1))], piecesOf([1]));
    expect(relativeError(flat(found), flat(exact))).toBeLessThan(INT8_TOLERANCE);
    await graphs.close();
    await reference.close();
  });

  it('give a row the same logits, bit for bit, alone and in every place of every batch up to 8', async () => {
    const windows: Tensors[] = [];
    for (let row = 0; row < 8; row++) windows.push(await int8.encode(makeMel(row + 10)));
    const alone: Float32Array[][] = [];
    for (const row of ROWS.keys()) {
      alone.push(
        (await int8.decode([windows[row] ?? {}], piecesOf([row]))).map((rows) => rows[0] as Float32Array),
      );
    }
    for (let size = 2; size <= 8; size++) {
      for (let turn = 0; turn < 8; turn++) {
        const batch = Array.from({ length: size }, (_, place) => (turn + 3 * place) % 8);
        const together = await int8.decode(
          batch.map((row) => windows[row] ?? {}),
          piecesOf(batch),
        );
        for (const [step, rows] of together.entries()) {
          for (const [place, row] of batch.entries()) expect(rows[place]).toEqual(alone[row]?.[step]);
        }
      }
    }
  });
});

describe('room in a cache that a row does not need', () => {
  it('leaves its 8-bit logits as they are, bit for bit', async () => {
    const windows = [await int8.encode(makeMel(40)), await int8.encode(makeMel(41))];
    const [least, ...others] = await Promise.all(
      [64, 128, 192, 448].map(async (room) => flat(await int8.decode(windows, piecesOf([2, 7]), room))),
    );
    for (const other of others) expect(other).toEqual(least);
  });
});

/** All logits of one row, step after step. */
function rowOf(steps: readonly Float32Array[][], row: number): number[] {
  return steps.flatMap((rows) => [...(rows[row] ?? [])]);
}

function largestDifference(found: readonly number[], exact: readonly number[]): number {
  return exact.reduce((most, value, i) => Math.max(most, Math.abs(value - (found[i] ?? Number.NaN))), 0);
}

/** All logits of all steps and rows, one after another. */
function flat(steps: readonly Float32Array[][]): number[] {
  return steps.flat().flatMap((row) => [...row]);
}

/** Root mean square difference as a share of the root mean square of what is right. */
function relativeError(found: readonly number[], exact: readonly number[]): number {
  const energy = (values: readonly number[]): number => values.reduce((sum, value) => sum + value ** 2, 0);
  const differences = exact.map((value, i) => value - (found[i] ?? Number.NaN));
  return Math.sqrt(energy(differences) / energy(exact));
}
