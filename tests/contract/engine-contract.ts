/**
 * The engine contract as tests: one suite, run on every engine.
 * @module
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { concatPcm } from '../../src/audio/index.ts';
import {
  DEFAULT_TRANSCRIBE_OPTIONS,
  type EngineEvent,
  type LoadedModel,
  type SpeechEngine,
  type TranscribeOptions,
  type WindowMemory,
} from '../../src/engines/index.ts';
import type { Segment } from '../../src/kernel/index.ts';

/** What the suite needs of an engine under test. */
export interface ContractSubject {
  readonly engine: SpeechEngine;
  /** Model folder given to `load`. */
  readonly folder: string;
  /** Some seconds of English speech, 16 kHz mono. */
  readonly speech: Float32Array;
  /** Whether a window takes so long that not every way to the same end is gone. */
  readonly isSlow?: boolean;
}

const SAMPLE_RATE = 16_000;
const ENGLISH: TranscribeOptions = { ...DEFAULT_TRANSCRIBE_OPTIONS, language: 'en' };

/** Declares the suite. `makeSubject` runs once; a subject that cannot be had fails the suite. */
export function engineContract(name: string, makeSubject: () => Promise<ContractSubject>): void {
  describe(`engine contract: ${name}`, () => {
    let subject: ContractSubject;
    let model: LoadedModel;
    beforeAll(async () => {
      subject = await makeSubject();
      model = await subject.engine.load(subject.folder, { threads: 2 });
    });
    afterAll(async () => {
      await model.close();
    });

    const run = async (pcm: Float32Array, pieceSamples: number, options = ENGLISH): Promise<EngineEvent[]> =>
      await collect(
        model.transcribe({ pcm: pieces(pcm, pieceSamples) }, options, new AbortController().signal),
      );

    // Asked for by three tests, heard once: on a slow engine every window counts.
    let heard: Promise<EngineEvent[]> | undefined;
    const heardOnce = async (): Promise<EngineEvent[]> => {
      heard ??= run(subject.speech, subject.speech.length);
      return await heard;
    };

    it('yields segments that are ordered, disjoint, inside the audio, and not blank', async () => {
      const segments = segmentsOf(await heardOnce());
      expect(segments.length).toBeGreaterThan(0);
      let latest = 0;
      for (const segment of segments) {
        expect(segment.start).toBeGreaterThanOrEqual(latest);
        expect(segment.end).toBeGreaterThan(segment.start);
        expect(segment.text).toBe(segment.text.trim());
        expect(segment.text).not.toBe('');
        latest = segment.end;
      }
      expect(latest).toBeLessThanOrEqual(subject.speech.length / SAMPLE_RATE + 1e-6);
    });

    it('gives the same events for the same samples, however they are cut into pieces', async () => {
      expect(segmentsOf(await run(subject.speech, 4097))).toEqual(segmentsOf(await heardOnce()));
    });

    it('states the options that were in force', async () => {
      await heardOnce();
      expect(model.effectiveOptions).toMatchObject({ language: 'en', task: 'transcribe' });
    });

    it('hears nothing in silence, in an empty input, or outside the regions', async () => {
      expect(segmentsOf(await run(new Float32Array(3 * SAMPLE_RATE), 8000))).toEqual([]);
      expect(segmentsOf(await run(new Float32Array(0), 8000))).toEqual([]);
      const signal = new AbortController().signal;
      const none = model.transcribe({ pcm: pieces(subject.speech, 8000), regions: [] }, ENGLISH, signal);
      expect(segmentsOf(await collect(none))).toEqual([]);
    });

    it('tells likely speech that is left without text, once', async () => {
      const input = { pcm: pieces(new Float32Array(6 * SAMPLE_RATE), 8000), regions: [] };
      const likely = [
        { start: 1, end: 2.5 },
        { start: 3, end: 5 },
      ];
      const signal = new AbortController().signal;
      const events = await collect(model.transcribe({ ...input, likely }, ENGLISH, signal));
      const missed = events.flatMap((event) => (event.type === 'missed' ? [event.region] : []));
      expect(missed).toEqual(likely);
    });

    it('keeps every segment inside the regions it was given', async () => {
      const seconds = subject.speech.length / SAMPLE_RATE;
      const region = { start: seconds * 0.25, end: seconds * 0.75 };
      const signal = new AbortController().signal;
      const events = await collect(
        model.transcribe({ pcm: pieces(subject.speech, 8000), regions: [region] }, ENGLISH, signal),
      );
      for (const segment of segmentsOf(events)) {
        expect(segment.start).toBeGreaterThanOrEqual(region.start - 0.01);
        expect(segment.end).toBeLessThanOrEqual(region.end + 0.01);
      }
    });

    it('reports the language once, before the first segment, and progress that only grows', async () => {
      const events = await run(subject.speech, 16_000, { ...ENGLISH, language: 'auto' });
      const kinds = events.map((event) => event.type);
      expect(kinds.filter((kind) => kind === 'language')).toHaveLength(1);
      expect(kinds.indexOf('language')).toBeLessThan(kinds.indexOf('segment'));
      const progress = events.flatMap((event) => (event.type === 'progress' ? [event.seconds] : []));
      expect(progress).toEqual([...progress].sort((a, b) => a - b));
      expect(progress.at(-1)).toBeCloseTo(subject.speech.length / SAMPLE_RATE, 2);
    });

    it('refuses a language it does not know, before any decoding', async () => {
      await expect(run(subject.speech, 16_000, { ...ENGLISH, language: 'tlh' })).rejects.toMatchObject({
        code: 'E_LANGUAGE_UNSUPPORTED',
      });
    });

    it('stops when its signal fires, and closes its input', async () => {
      const controller = new AbortController();
      let closed = false;
      async function* watched(): AsyncGenerator<Float32Array> {
        try {
          for (;;) yield subject.speech;
        } finally {
          closed = true;
        }
      }
      const attempt = async (): Promise<void> => {
        for await (const event of model.transcribe({ pcm: watched() }, ENGLISH, controller.signal)) {
          if (event.type === 'segment') controller.abort();
        }
      };
      await expect(attempt()).rejects.toMatchObject({ code: 'E_CANCELLED' });
      expect(closed).toBe(true);
    });

    it('goes on from what was kept, wherever it was stopped: the same events, and only the rest is heard', async () => {
      const seconds = subject.speech.length / SAMPLE_RATE;
      const { isSlow = false } = subject;
      const times = isSlow ? [0, 1] : [0, 1, 2];
      const repeated = concatPcm(times.map(() => subject.speech));
      const regions = times.map((n) => ({ start: n * seconds, end: (n + 1) * seconds }));
      const options = { ...ENGLISH, language: 'auto', wordTimes: subject.engine.capabilities.wordTimes };
      const hear = async (memory?: WindowMemory): Promise<EngineEvent[]> => {
        const input = { pcm: pieces(repeated, 8000), regions, likely: regions, ...(memory && { memory }) };
        return await collect(model.transcribe(input, options, new AbortController().signal));
      };
      const whole = new NotedMemory([]);
      const undisturbed = JSON.stringify(await hear(whole));
      if (!isSlow) expect(JSON.stringify(await hear())).toBe(undisturbed);
      const { kept } = whole;
      expect(kept.length).toBeGreaterThanOrEqual(times.length);
      const effective = JSON.stringify(model.effectiveOptions);
      const stops = isSlow ? [kept.length - 1] : [1, kept.length >> 1, kept.length - 1];
      for (const k of new Set([...stops, kept.length])) {
        const rest = new NotedMemory(kept.slice(0, k));
        expect(JSON.stringify(await hear(rest)), `after ${k} of ${kept.length}`).toBe(undisturbed);
        expect(rest.kept.map(([key]) => key).sort()).toEqual(
          kept
            .slice(k)
            .map(([key]) => key)
            .sort(),
        );
        expect(JSON.stringify(model.effectiveOptions)).toBe(effective);
      }
    });
  });
}

/** A memory in which some answers are from before; values go through JSON, as they do on a disk. */
class NotedMemory implements WindowMemory {
  readonly kept: [key: string, json: string][] = [];
  readonly #before: ReadonlyMap<string, string>;

  constructor(before: readonly (readonly [key: string, json: string])[]) {
    this.#before = new Map(before);
  }

  recall(key: string): unknown {
    const json = this.#before.get(key) ?? new Map(this.kept).get(key);
    return json === undefined ? undefined : JSON.parse(json);
  }

  keep(key: string, value: unknown): void {
    this.kept.push([key, JSON.stringify(value)]);
  }
}

/** Cuts samples into pieces, as a decoder would hand them over. */
export async function* pieces(pcm: Float32Array, pieceSamples: number): AsyncGenerator<Float32Array> {
  for (let at = 0; at < pcm.length; at += pieceSamples) yield pcm.subarray(at, at + pieceSamples);
}

async function collect(events: AsyncIterable<EngineEvent>): Promise<EngineEvent[]> {
  const all: EngineEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

function segmentsOf(events: readonly EngineEvent[]): Segment[] {
  return events.flatMap((event) => (event.type === 'segment' ? [event.segment] : []));
}
