import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { CancelledError, throwIfCancelled } from '../kernel/index.ts';
import type { OpenMedia } from '../media/index.ts';
import { readAhead } from './read-ahead.ts';

/** Ten seconds of audio a piece. */
const PIECE = 160_000;

interface Passes {
  begun: number;
  ended: number;
  given: number;
}

/** A medium of `pieces` pieces whose samples are the piece's number; its decoder writes into one buffer again and again. */
function medium(pieces: number, failure?: Error): { media: OpenMedia; passes: Passes } {
  const passes: Passes = { begun: 0, ended: 0, given: 0 };
  const buffer = new Float32Array(PIECE);
  async function* pcm(signal: AbortSignal): AsyncGenerator<Float32Array> {
    passes.begun += 1;
    try {
      for (let piece = 0; piece < pieces; piece += 1) {
        await sleep(0);
        throwIfCancelled(signal);
        passes.given += 1;
        yield buffer.fill(piece);
      }
      if (failure !== undefined) throw failure;
    } finally {
      passes.ended += 1;
    }
  }
  const track = { index: 0, startSec: 0, codec: 'pcm', channels: 1, sampleRateHz: 16_000 };
  const report = { samples: 0, warnings: [] };
  const about = {
    path: 'a.wav',
    decoder: 'in-process',
    tracks: [track],
    track,
    subtitles: [],
    offsetSec: 0,
  } as const;
  return { media: { ...about, report, pcm }, passes };
}

async function firstSamples(pcm: AsyncIterable<Float32Array>): Promise<number[]> {
  const found: number[] = [];
  for await (const piece of pcm) found.push(piece[0] ?? Number.NaN);
  return found;
}

const never = (): AbortSignal => new AbortController().signal;

describe('a medium that is read ahead', () => {
  test('is decoded before it is asked for, a minute at most, and gives every piece in order', async () => {
    const { media, passes } = medium(20);
    const ahead = readAhead(media, never());
    await expect.poll(() => passes.given).toBe(6);
    await sleep(50);
    expect(passes.given).toBe(6);
    expect(await firstSamples(ahead.media.pcm(never()))).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(passes).toMatchObject({ begun: 1, ended: 1 });
  });

  test('is decoded anew for a second pass', async () => {
    const { media, passes } = medium(3);
    const ahead = readAhead(media, never());
    for (let pass = 1; pass <= 3; pass += 1) {
      expect(await firstSamples(ahead.media.pcm(never()))).toEqual([0, 1, 2]);
      expect(passes.begun).toBe(pass);
    }
  });

  test('tells who reads it what went wrong, behind the pieces before, and nobody else', async () => {
    const { media } = medium(2, new Error('damaged'));
    const ahead = readAhead(media, never());
    await sleep(50);
    const found: number[] = [];
    const read = async (): Promise<void> => {
      for await (const piece of ahead.media.pcm(never())) found.push(piece[0] ?? Number.NaN);
    };
    await expect(read()).rejects.toThrow('damaged');
    expect(found).toEqual([0, 1]);
  });

  test('is let go when nobody wants it, when its reader leaves, and when the run is cancelled', async () => {
    const unwanted = medium(100);
    await readAhead(unwanted.media, never()).stop();
    expect(unwanted.passes.ended).toBe(unwanted.passes.begun);

    const left = medium(100);
    const ahead = readAhead(left.media, never());
    for await (const _ of ahead.media.pcm(never())) break;
    expect(left.passes).toMatchObject({ begun: 1, ended: 1 });
    await ahead.stop();

    const controller = new AbortController();
    const cancelled = medium(100);
    const pcm = readAhead(cancelled.media, controller.signal).media.pcm(controller.signal);
    await expect.poll(() => cancelled.passes.given).toBe(6);
    controller.abort();
    await expect(firstSamples(pcm)).rejects.toThrow(CancelledError);
    expect(cancelled.passes.ended).toBe(1);
  });
});
