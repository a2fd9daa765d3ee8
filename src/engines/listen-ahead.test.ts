import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RegionFinder, type Window } from '../audio/index.ts';
import { sha256 } from '../platform/index.ts';
import type { TranscribeInput } from './engine.ts';
import { listenAhead } from './listen-ahead.ts';
import { PcmReel } from './pcm-reel.ts';
import type { SpeechEar } from './speech-ear.ts';
import { planFor, readWindow, type Stretch } from './window-plan.ts';

const RATE = 16_000;
const FRAME = 512;
const SIGNAL = new AbortController().signal;

/** Hears speech in frames that begin with a loud sample, by the real rules for regions. */
class FrameEar implements SpeechEar {
  readonly regions = new RegionFinder({ minSilenceMs: 500, speechPadMs: 300, maxSpeechSec: 29 });
  readonly likely = new RegionFinder({ minSilenceMs: 300 });
  #samples = 0;

  async hear(piece: Float32Array): Promise<void> {
    for (const sample of piece) {
      if (this.#samples % FRAME === 0)
        for (const finder of [this.regions, this.likely]) finder.add(Math.abs(sample) > 0.1 ? 1 : 0);
      this.#samples += 1;
    }
  }

  async finish(): Promise<void> {
    for (const finder of [this.regions, this.likely]) finder.finish(this.#samples);
  }
}

/** Seconds of speech and of silence in turn; speech counts its samples, so that each is known by its value. */
function recording(seconds: readonly number[]): Float32Array {
  const total = seconds.reduce((sum, length) => sum + length, 0);
  const pcm = new Float32Array(total * RATE).map((_, at) => (at % 1000) / 1e5);
  let at = 0;
  for (const [turn, length] of seconds.entries()) {
    if (turn % 2 === 0) for (let i = at; i < at + length * RATE; i += 1) pcm[i] = 0.5 + (i % 1000) / 2000;
    at += length * RATE;
  }
  return pcm;
}

/** A source that tells how far it was read and whether it was closed. */
function sourceOf(pcm: Float32Array, pieceSamples: number) {
  const state = { readSec: 0, isClosed: false };
  async function* read(): AsyncGenerator<Float32Array> {
    try {
      for (let at = 0; at < pcm.length; at += pieceSamples) {
        state.readSec = Math.min(pcm.length, at + pieceSamples) / RATE;
        yield pcm.subarray(at, at + pieceSamples);
      }
    } finally {
      state.isClosed = true;
    }
  }
  return { state, pcm: read() };
}

function windowOf(stretch: Stretch): Window {
  const window = stretch.next();
  if (window === undefined) throw new Error('the stretch is empty');
  return window;
}

/** All windows with the digests of their samples, read as an engine does. */
async function windowsOf(input: TranscribeInput): Promise<{ windows: Window[]; samples: string[] }> {
  const reel = new PcmReel(input.pcm);
  const plan = planFor(input.regions, reel, input.listener);
  const windows: Window[] = [];
  const samples: string[] = [];
  for (let stretch = await plan.next(); stretch !== undefined; stretch = await plan.next()) {
    const window = windowOf(stretch);
    windows.push(window);
    const heard = await readWindow(reel, window);
    samples.push(sha256(new Uint8Array(heard.buffer)));
    reel.discardBefore(stretch.doneUpTo());
  }
  await reel.drain(SIGNAL);
  return { windows, samples };
}

const follow = (pcm: AsyncIterable<Float32Array>, isGuide = true) =>
  listenAhead(new FrameEar(), pcm, { signal: SIGNAL, isGuide });

describe('audio that is listened to ahead of its reader', () => {
  it('gives the windows, the samples and the regions of audio that was heard whole before', async () => {
    const seconds = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 7 });
    await fc.assert(
      fc.asyncProperty(seconds, fc.constantFrom(4096, 50_000), async (turns, pieceSamples) => {
        const pcm = recording(turns);
        const ear = new FrameEar();
        await ear.hear(pcm);
        await ear.finish();
        const whole = sourceOf(pcm, pieceSamples);
        const expected = await windowsOf({ pcm: whole.pcm, regions: ear.regions.closed });
        const input = follow(sourceOf(pcm, pieceSamples).pcm);
        expect(await windowsOf(input)).toEqual(expected);
        expect(input.regions).toEqual(ear.regions.closed);
        expect(input.likely).toEqual(ear.likely.closed);
      }),
      { numRuns: 12 },
    );
  });

  it('is heard no further than the first window asks, and closes its source', async () => {
    const { state, pcm } = sourceOf(recording(Array<number>(60).fill(5)), 4096);
    const input = follow(pcm);
    const reel = new PcmReel(input.pcm);
    const plan = planFor(input.regions, reel, input.listener);
    expect((await plan.next())?.next()?.pieces).toHaveLength(1);
    expect(state.readSec).toBeLessThan(70);
    expect((await plan.next())?.next()?.pieces.length).toBeGreaterThan(1);
    await reel.close();
    expect(state.isClosed).toBe(true);
    expect(await plan.next()).toBeDefined();
    expect(await input.listener?.hearOn()).toBe(false);
  });

  it('holds no samples of a long silence between two words', async () => {
    const { pcm } = sourceOf(recording([2, 120, 2]), 4096);
    const input = follow(pcm);
    while ((await input.listener?.hearOn()) === true);
    const buffers = new Map<ArrayBufferLike, number>();
    let samples = 0;
    for await (const piece of input.pcm) {
      samples += piece.length;
      if (piece.every((sample) => sample === 0)) buffers.set(piece.buffer, piece.length);
    }
    expect(samples).toBe(124 * RATE);
    expect(buffers.size).toBe(1);
    expect([...buffers.values()]).toEqual([4096]);
  });

  it('has likely speech final behind every window where all audio is decoded', async () => {
    const pcm = recording([3, 40, 8, 2, 1, 30]);
    const input = follow(sourceOf(pcm, 4096).pcm, false);
    expect(input.regions).toBeUndefined();
    const reel = new PcmReel(input.pcm);
    const plan = planFor(input.regions, reel, input.listener);
    for (let stretch = await plan.next(); stretch !== undefined; stretch = await plan.next()) {
      const end = (windowOf(stretch).pieces.at(-1)?.endSamples ?? 0) / RATE;
      expect(input.listener?.settledSec).toBeGreaterThan(end);
    }
    expect(input.listener?.settledSec).toBe(Number.POSITIVE_INFINITY);
    expect(input.likely?.length).toBe(3);
  });

  it('tells whoever asks that the audio is broken or the run cancelled', async () => {
    async function* broken(): AsyncGenerator<Float32Array> {
      yield new Float32Array(RATE);
      throw new Error('the disk is gone');
    }
    const input = follow(broken());
    await expect(windowsOf(input)).rejects.toThrow('the disk is gone');
    const cancelled = new AbortController();
    const late = listenAhead(new FrameEar(), sourceOf(recording([5]), 4096).pcm, {
      signal: cancelled.signal,
      isGuide: true,
    });
    cancelled.abort();
    await expect(windowsOf(late)).rejects.toMatchObject({ code: 'E_CANCELLED' });
  });
});
