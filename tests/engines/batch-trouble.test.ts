import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  createOnnxEngine,
  DEFAULT_TRANSCRIBE_OPTIONS,
  type EngineEvent,
  type LoadedModel,
  type TranscribeInput,
  type TranscribeOptions,
} from '../../src/engines/index.ts';
import { InputError } from '../../src/kernel/index.ts';
import { DIGESTS, exampleSpeech, HOME, realModel } from '../real-models.ts';

/** Each fills a window of its own: two of them are longer than 30 s. */
const WINDOW_SEC = 18;
const WINDOWS = 6;
const OPTIONS: TranscribeOptions = { ...DEFAULT_TRANSCRIBE_OPTIONS, language: 'en', batchSize: 3 };

let model: LoadedModel;
let speech: Float32Array;

beforeAll(async () => {
  const { folder } = await realModel('tiny.en');
  model = await createOnnxEngine({ home: HOME, digests: DIGESTS }).load(folder, { threads: 2 });
  speech = await exampleSpeech('lighthouse-log.flac', WINDOW_SEC);
});
afterAll(async () => {
  await model.close();
});

/** The speech over and over; how its stream was left. */
class Source {
  isClosed = false;
  given = 0;
  readonly #windows: number;
  readonly #failAfter: number;

  constructor({ windows = WINDOWS, failAfter = Number.POSITIVE_INFINITY } = {}) {
    this.#windows = windows;
    this.#failAfter = failAfter;
  }

  async *pcm(): AsyncGenerator<Float32Array> {
    try {
      for (; this.given < this.#windows; this.given += 1) {
        if (this.given === this.#failAfter)
          throw new InputError('E_MEDIA_UNDECODABLE', 'The disk was pulled out.');
        yield speech;
      }
    } finally {
      this.isClosed = true;
    }
  }

  get input(): TranscribeInput {
    const regions = Array.from({ length: this.#windows }, (_, at) => ({
      start: at * WINDOW_SEC,
      end: (at + 1) * WINDOW_SEC - 0.5,
    }));
    return { pcm: this.pcm(), regions };
  }
}

/** Notes rejections that nobody handles, until the test is over. */
function unhandled(): readonly unknown[] {
  const seen: unknown[] = [];
  const note = (reason: unknown): void => void seen.push(reason);
  process.on('unhandledRejection', note);
  onTestFinished(() => void process.off('unhandledRejection', note));
  return seen;
}

/** Turns of the event loop until `ended`: each leaves room for one run of a graph. */
async function turnsUntil(ended: Promise<unknown>): Promise<number> {
  let isOver = false;
  const over = (): void => {
    isOver = true;
  };
  ended.then(over, over);
  let turns = 0;
  for (; !isOver; turns += 1) await new Promise((resolve) => setImmediate(resolve));
  return turns;
}

/** What is told until the end, or until an error. */
async function told(
  events: AsyncIterable<EngineEvent>,
): Promise<{ readonly events: readonly EngineEvent[]; readonly errors: readonly unknown[] }> {
  const seen: EngineEvent[] = [];
  const errors: unknown[] = [];
  const iterator = events[Symbol.asyncIterator]();
  // Asked on after an error, an iterator that had told it would tell it again.
  for (let asked = 0; asked < 2; ) {
    const next = await iterator.next().catch((error: unknown) => {
      errors.push(error);
      return undefined;
    });
    if (next === undefined || next.done === true) asked += 1;
    else seen.push(next.value);
  }
  return { events: seen, errors };
}

/** The whole text, with its times. */
async function segmentsOf(source: Source, options = OPTIONS): Promise<readonly object[]> {
  const { events, errors } = await told(
    model.transcribe(source.input, options, new AbortController().signal),
  );
  expect(errors).toEqual([]);
  return events.flatMap((event) => (event.type === 'segment' ? [event.segment] : []));
}

/** Runs of a graph that may still end once nothing more is wanted: what was begun, and what its result is handed to. */
const RUNS_LEFT = 3;

describe('a transcription of several windows at once', () => {
  it('ends with what is under way when its signal fires, wherever that is, and leaves the model as it was', async () => {
    const rejections = unhandled();
    const whole = await segmentsOf(new Source({ windows: 2 }));
    for (const turns of [0, 2, 4, 9, 40]) {
      const source = new Source();
      const controller = new AbortController();
      const ended = told(model.transcribe(source.input, OPTIONS, controller.signal));
      for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      controller.abort();
      expect(await turnsUntil(ended), `stopped at turn ${turns}`).toBeLessThanOrEqual(RUNS_LEFT);
      expect((await ended).errors).toMatchObject([{ code: 'E_CANCELLED' }]);
      expect(source.isClosed || source.given === 0).toBe(true);
    }
    expect(await segmentsOf(new Source({ windows: 2 }))).toEqual(whole);
    expect(rejections).toEqual([]);
  });

  it('ends as soon when nobody asks for more of its events', async () => {
    const rejections = unhandled();
    const source = new Source();
    const events = model
      .transcribe(source.input, OPTIONS, new AbortController().signal)
      [Symbol.asyncIterator]();
    let next = await events.next();
    while (next.done !== true && next.value.type !== 'segment') next = await events.next();
    for (; next.done !== true && next.value.type !== 'progress'; next = await events.next());
    // The window behind is told at last, so others of the batch are in the middle of their text.
    while (next.done !== true && next.value.type !== 'segment') next = await events.next();
    expect(await turnsUntil(events.return?.() ?? Promise.resolve())).toBeLessThanOrEqual(RUNS_LEFT);
    expect(source.isClosed).toBe(true);
    expect(rejections).toEqual([]);
  });

  it('tells once that its audio failed, whatever was under way', async () => {
    const rejections = unhandled();
    for (const pieces of [0, 2, 5]) {
      const source = new Source({ failAfter: pieces });
      const { errors } = await told(model.transcribe(source.input, OPTIONS, new AbortController().signal));
      expect(errors, `after ${pieces} pieces`).toMatchObject([{ code: 'E_MEDIA_UNDECODABLE' }]);
      expect(source.isClosed).toBe(true);
    }
    expect(rejections).toEqual([]);
  });

  it.each<[string, Partial<TranscribeOptions>]>([
    ['greedily', {}],
    ['by beam search', { beamSize: 2 }],
  ])('has the very text that it has alone while the model works on another, %s', async (_, some) => {
    const options = { ...OPTIONS, ...some };
    const alone = await segmentsOf(new Source({ windows: 3 }), options);
    const prompted = { ...options, batchSize: 2, initialPrompt: 'The log of a lighthouse.' };
    const other = await segmentsOf(new Source({ windows: 3 }), prompted);
    const both = await Promise.all([
      segmentsOf(new Source({ windows: 3 }), options),
      segmentsOf(new Source({ windows: 3 }), prompted),
    ]);
    expect(both).toEqual([alone, other]);
    expect(alone.length).toBeGreaterThan(3);
  });
});
