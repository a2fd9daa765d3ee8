import { describe, expect, test } from 'vitest';
import type { AppEvent } from './events.ts';
import { Forecast, type ForecastState } from './forecast.ts';

/** What is said of a medium of an hour in these states. */
function said(...states: readonly Partial<ForecastState>[]): readonly string[] {
  const events: AppEvent[] = [];
  const forecast = new Forecast('talk.mp4', (event) => events.push(event));
  const usual = { doneSec: 0, totalSec: 3600, wallSec: 0, isFresh: true, memoryBytes: 123_400_000 };
  for (const state of states) forecast.progress({ ...usual, ...state });
  return events.map((event) => (event.type === 'note' ? event.message : event.type));
}

describe('a forecast', () => {
  test('is made once, of the rate of the first minutes', () => {
    expect(said({ doneSec: 25, wallSec: 30 }, { doneSec: 239, wallSec: 40 })).toEqual([]);
    expect(said({ doneSec: 240, wallSec: 48 }, { doneSec: 300, wallSec: 300 })).toEqual([
      'talk.mp4: about 11 min more, 124 MB of memory.',
    ]);
  });

  test('does not count what an earlier run heard', () => {
    const before = { doneSec: 1800, wallSec: 1, isFresh: false };
    expect(said(before, { doneSec: 2040, wallSec: 121 })).toEqual([
      'talk.mp4: about 13 min more, 124 MB of memory.',
    ]);
  });

  test('says nothing where the end is near, or not known', () => {
    expect(said({ doneSec: 240, wallSec: 4 })).toEqual([]);
    expect(said({ doneSec: 240, wallSec: 48, totalSec: undefined })).toEqual([]);
  });

  test('leaves out the memory that an engine does not know', () => {
    const state = { doneSec: 240, wallSec: 48, memoryBytes: undefined };
    expect(said(state)).toEqual(['talk.mp4: about 11 min more.']);
  });
});
