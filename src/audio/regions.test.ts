import { describe, expect, test } from 'vitest';
import cases from '../../tests/golden/silero-regions/expected.json' with { type: 'json' };
import { secondsToSamples } from '../kernel/index.ts';
import { regionsFromProbabilities } from './regions.ts';

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
