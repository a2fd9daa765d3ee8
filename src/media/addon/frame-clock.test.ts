import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FrameClock } from './frame-clock.ts';

const MILLISECONDS = { num: 1, den: 1000 };
const MPEG = { num: 1, den: 90_000 };
const RATE = 48_000;
const FRAME = 960;

/** Places of frames of 20 ms, given what the container says of each. */
function places(clock: FrameClock, stated: readonly (number | undefined)[]): number[] {
  return stated.map((pts) =>
    clock.place({
      pts: pts === undefined ? undefined : BigInt(Math.round(pts)),
      samples: FRAME,
      rateHz: RATE,
    }),
  );
}

describe('a frame clock', () => {
  test('does not follow the rounding of coarse timestamps', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e7 }), fc.integer({ min: 200, max: 2000 }), (start, samples) => {
        const clock = new FrameClock(MILLISECONDS, false);
        let first: number | undefined;
        for (let n = 0; n < 50; n++) {
          const pts = BigInt(Math.round(start + (n * samples * 1000) / RATE));
          const at = clock.place({ pts, samples, rateHz: RATE });
          first ??= at;
          // The first place is rounded itself, by half a tick.
          expect(Math.abs(at - first - n * samples)).toBeLessThanOrEqual(RATE / 1000);
        }
      }),
    );
    // A whole tick off: it moves to where rounding could have put it, and no further.
    expect(places(new FrameClock(MILLISECONDS, false), [0, 20, 41, 60])).toEqual([0, 960, 1944, 2904]);
  });

  test('follows a gap and an overlap', () => {
    const clock = new FrameClock(MILLISECONDS, false);
    expect(places(clock, [0, 20, 540, 560, 500])).toEqual([0, 960, 25_920, 26_880, 24_000]);
  });

  test('goes on where nothing is stated', () => {
    expect(places(new FrameClock(MPEG, true), [undefined, undefined, 3600])).toEqual([0, 960, 1920]);
  });

  test('takes a jump for a new clock where clocks may change, and goes on in step with it', () => {
    const clock = new FrameClock(MPEG, true);
    const at = places(clock, [0, 1800, 90_000 * 5000, 90_000 * 5000 + 1800, 0, 1800, 5400]);
    expect(at).toEqual([0, 960, 1920, 2880, 3840, 4800, 6720]);
  });

  test('takes a jump of days for nonsense in other formats', () => {
    const clock = new FrameClock(MILLISECONDS, false);
    expect(places(clock, [0, 2e8, 40])).toEqual([0, 960, 1920]);
  });
});
