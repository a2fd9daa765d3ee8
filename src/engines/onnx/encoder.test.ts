import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Encoder, thinningFor } from './encoder.ts';
import { floats, type GraphSession, runtimeVersion } from './session.ts';

const BANDS = 2;
const POSITIONS = 1500;

/** What the graph is given for so many frames of ones. */
async function givenFor(frames: number, precision: 'f32' | 'int8'): Promise<Record<string, number[]>> {
  await runtimeVersion();
  let given: Record<string, number[]> = {};
  const session: GraphSession = {
    run: async (inputs) => {
      // Copied: some of it is given back behind the run.
      given = Object.fromEntries(
        Object.entries(inputs).map(([name, { data }]) => [
          name,
          Array.from(data as ArrayLike<number>, Number),
        ]),
      );
      return {};
    },
    release: async () => {},
  };
  const ones = floats(new Float32Array(BANDS * frames).fill(1), [1, BANDS, frames]);
  await new Encoder(session, thinningFor(precision)).encode(ones);
  return given;
}

describe('the encoder is given', () => {
  it('every position of its own in floats', async () => {
    const { places, log_counts, spread } = await givenFor(1000, 'f32');
    expect(places).toEqual(Array.from({ length: POSITIONS }, (_, at) => at));
    expect(spread).toEqual(places);
    expect(log_counts?.every((log) => log === 0)).toBe(true);
  });

  it('every position of the audio and 1 s behind it in 8 bits, and a fourth of the rest', async () => {
    const { places = [], log_counts } = await givenFor(1000, 'int8');
    expect(places).toHaveLength(550 + Math.ceil((POSITIONS - 550) / 4));
    expect(places.slice(0, 552)).toEqual([...Array.from({ length: 550 }, (_, at) => at), 551, 555]);
    expect(log_counts?.[549]).toBe(0);
    expect(log_counts?.[550]).toBeCloseTo(Math.log(4), 6);
  });

  it('a number of positions that can be divided by four in 8 bits', async () => {
    const { places = [] } = await givenFor(1002, 'int8');
    const alone = 555;
    expect(places).toHaveLength(792);
    expect(places.slice(alone - 1, alone + 2)).toEqual([554, 556, 560]);
  });

  it('all of a full window', async () => {
    expect((await givenFor(3000, 'int8'))['places']).toHaveLength(POSITIONS);
  });

  it('positions that together stand for all, each for those around it, and four silent frames', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 3000 }), async (frames) => {
        const { mel = [], places = [], log_counts = [], spread = [] } = await givenFor(frames, 'int8');
        expect(log_counts.reduce((sum, log) => sum + Math.exp(log), 0)).toBeCloseTo(POSITIONS, 2);
        expect(spread).toHaveLength(POSITIONS);
        expect(places.length % 4).toBe(0);
        expect(spread.every((group, at) => Math.abs((places[group] ?? -9) - at) <= 2)).toBe(true);
        const length = mel.length / BANDS;
        expect(length % 2).toBe(0);
        expect(length - frames).toBeGreaterThanOrEqual(4);
        expect(mel.every((value, at) => value === (at % length < frames ? 1 : 0))).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});
