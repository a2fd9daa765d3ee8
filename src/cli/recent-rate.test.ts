import { expect, test } from 'vitest';
import { RecentRate } from './recent-rate.ts';

test('a rate is that of the last seconds, of this piece of work', () => {
  let now = 0;
  const rate = new RecentRate(() => now);
  const at = (timeMs: number, done: number, work = 'a'): number | undefined => {
    now = timeMs;
    return rate.perSecond(work, done);
  };
  expect(at(0, 1000)).toBeUndefined();
  expect(at(100, 1500)).toBeUndefined();
  expect(at(1000, 11_000)).toBe(10_000);
  // Ten slow seconds later nothing is left of the fast start.
  for (let second = 2; second <= 12; second++) at(second * 1000, 11_000 + second);
  expect(at(13_000, 11_013)).toBeCloseTo(1, 0);
  expect(at(13_100, 0, 'b')).toBeUndefined();
});
