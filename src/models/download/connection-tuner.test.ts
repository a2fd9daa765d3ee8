import { expect, test } from 'vitest';
import { openConnectionTuner } from './connection-tuner.ts';
import { openCrawlWatch } from './crawl-watch.ts';

const TICK_MS = 100;
const MUCH = 1e12;

/** Connections that a line settles on: `rateOf` says how many bytes a second that many connections get together. */
function settle(rateOf: (connections: number) => number, most = 8, pendingBytes = MUCH): number[] {
  const tuner = openConnectionTuner(most);
  return Array.from({ length: 60 }, () => {
    const active = tuner.wanted;
    tuner.sample({ bytes: (rateOf(active) * TICK_MS) / 1000, elapsedMs: TICK_MS, active, pendingBytes });
    return tuner.wanted;
  });
}

test('where each connection is capped there come to be as many as allowed', () => {
  expect(settle((connections) => connections * 5e6).at(-1)).toBe(8);
  expect(settle((connections) => connections * 5e6, 3).at(-1)).toBe(3);
});

test('where the line is the limit two are tried, and one remains', () => {
  const wanted = settle(() => 5e6);
  expect(Math.max(...wanted)).toBe(2);
  expect(wanted.at(-1)).toBe(1);
});

test('where four fill the line there are four', () => {
  expect(settle((connections) => Math.min(connections, 4) * 5e6).at(-1)).toBe(4);
});

test('what will be over soon is not worth another connection', () => {
  expect(Math.max(...settle((connections) => connections * 5e6, 8, 8e6))).toBe(1);
});

test('a server that refuses gets half as many, for good', () => {
  const tuner = openConnectionTuner(8);
  const run = (ticks: number): void => {
    for (let tick = 0; tick < ticks; tick += 1) {
      const active = tuner.wanted;
      tuner.sample({ bytes: active * 1e6, elapsedMs: TICK_MS, active, pendingBytes: MUCH });
    }
  };
  run(60);
  tuner.refuse();
  expect(tuner.wanted).toBe(4);
  run(200);
  expect(tuner.wanted).toBe(4);
  tuner.keepToOne();
  run(200);
  expect(tuner.wanted).toBe(1);
  tuner.refuse();
  expect(tuner.wanted).toBe(1);
});

test('[row 14] a connection below a tenth of the usual rate for the whole window crawls; a hiccup does not', () => {
  const watch = openCrawlWatch(1_000);
  const connection = {};
  const feed = (bytes: number, ticks: number, wasHeld = false): boolean =>
    Array.from({ length: ticks }, () =>
      watch.sample(connection, { bytes, elapsedMs: TICK_MS, wasHeld }),
    ).some((crawls) => crawls);
  expect(feed(100_000, 20)).toBe(false);
  expect(feed(9_000, 9)).toBe(false);
  expect(feed(100_000, 1)).toBe(false);
  expect(feed(9_000, 9)).toBe(false);
  expect(feed(0, 20, true)).toBe(false);
  expect(feed(9_000, 1)).toBe(true);
  const first = { bytes: 1, elapsedMs: 5_000, wasHeld: false };
  expect(openCrawlWatch(1_000).sample({}, first)).toBe(false);
});
