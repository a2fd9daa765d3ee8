import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import cases from '../../tests/golden/silero-regions/expected.json' with { type: 'json' };
import { type SpeechRegion, secondsToSamples } from '../kernel/index.ts';
import { RegionFinder, regionsFromProbabilities } from './regions.ts';

describe('regions from probabilities', () => {
  test('the golden file holds enough regions to mean something', () => {
    expect(cases.flatMap((one) => one.regions).length).toBeGreaterThan(90);
  });

  test('equal to the Silero Python function on every golden case, to the sample', () => {
    for (const { probabilities256, options, regions } of cases) {
      const probabilities = Float32Array.from(probabilities256, (value) => value / 256);
      const found = regionsFromProbabilities(probabilities, options);
      expect(found.map(({ start, end }) => [secondsToSamples(start), secondsToSamples(end)])).toEqual(
        regions,
      );
    }
  });
});

/** Probabilities that stay on one side for a while, as speech does, and settings that make every rule matter. */
const levels = fc.constantFrom(0, 0.05, 0.15, 0.3, 0.4, 0.6, 1);
const runs = fc.array(fc.tuple(levels, fc.integer({ min: 1, max: 40 })), { maxLength: 30 });
const options = fc.record(
  {
    threshold: fc.constantFrom(0.2, 0.5),
    minSpeechMs: fc.constantFrom(0, 100, 250),
    maxSpeechSec: fc.constantFrom(1.5, 3, Number.POSITIVE_INFINITY),
    minSilenceMs: fc.constantFrom(0, 100, 500),
    speechPadMs: fc.constantFrom(0, 30, 300),
  },
  { requiredKeys: [] },
);
const frames = runs.map((list) => list.flatMap(([level, count]) => Array<number>(count).fill(level)));
/** Samples that the last frame lacks. */
const lacking = fc.nat(511);

const cutAt = (regions: readonly SpeechRegion[], sec: number): SpeechRegion[] =>
  regions.filter(({ start }) => start < sec).map(({ start, end }) => ({ start, end: Math.min(end, sec) }));

describe('regions found while probabilities come in', () => {
  test('are those of the whole recording, and what was once told stays true', () => {
    fc.assert(
      fc.property(frames, options, lacking, (probabilities, rules, lack) => {
        const audioSamples = Math.max(0, probabilities.length * 512 - lack);
        const whole = regionsFromProbabilities(Float32Array.from(probabilities), { ...rules, audioSamples });
        const finder = new RegionFinder(rules);
        for (const probability of Float32Array.from(probabilities)) {
          finder.add(probability);
          expect(finder.closed).toEqual(whole.slice(0, finder.closed.length));
          expect(cutAt(finder.heard, finder.settledSec)).toEqual(cutAt(whole, finder.settledSec));
        }
        finder.finish(audioSamples);
        expect(finder.closed).toEqual(whole);
        expect(finder.heard).toEqual(whole);
        expect(finder.settledSec).toBe(Number.POSITIVE_INFINITY);
      }),
      { numRuns: 150 },
    );
  });

  test('come soon: a second after speech has ended, and long speech is told while it goes on', () => {
    const finder = new RegionFinder({ minSilenceMs: 500, speechPadMs: 300 });
    for (let frame = 0; frame < 100; frame += 1) finder.add(1);
    expect(finder.closed).toEqual([]);
    expect(finder.heard[0]?.start).toBe(0);
    expect(finder.settledSec).toBeGreaterThan(3);
    for (let frame = 0; frame < 31; frame += 1) finder.add(0);
    expect(finder.closed).toEqual([{ start: 0, end: 3.5 }]);
  });
});
