import { expect, test } from 'vitest';
import { TEST_PATIENCE } from '../../../tests/fixtures/model-workshop.ts';
import { NetworkError, StoreError } from '../../kernel/index.ts';
import { statusFailure } from '../../platform/index.ts';
import type { PullWait } from '../model-source.ts';
import { backoffMs, DEFAULT_PATIENCE, pauseBefore, persist } from './patience.ts';
import { openPauseGate } from './pause-gate.ts';

const broken = new NetworkError('E_HTTP_FAILED', 'h broke the connection (ECONNRESET).', {
  details: { host: 'h', reason: 'ECONNRESET' },
});

test('[row 16] work is done again while that can help, and every wait is told before', async () => {
  const waits: PullWait[] = [];
  const errors = [statusFailure('h', 503), statusFailure('h', 429, 5), broken];
  const work = async (): Promise<string> => {
    const error = errors.shift();
    if (error !== undefined) throw error;
    return 'done';
  };
  expect(await persist(work, TEST_PATIENCE, { onWait: (wait) => waits.push(wait) })).toBe('done');
  expect(waits.map(({ host, reason }) => `${host} ${reason}`)).toEqual([
    'h answered with status 503',
    'h asks for a pause (status 429)',
    'h broke the connection (ECONNRESET)',
  ]);
  expect(waits[1]?.waitMs).toBe(5);
});

test('[row 16] what another try cannot mend is thrown at once', async () => {
  for (const error of [new StoreError('E_DISK_FULL', 'Full.'), statusFailure('h', 404), new Error('a bug')]) {
    let calls = 0;
    const work = async (): Promise<never> => {
      calls += 1;
      throw error;
    };
    await expect(persist(work, TEST_PATIENCE)).rejects.toBe(error);
    expect(calls).toBe(1);
  }
});

test('pauses double, differ by chance, and have an end; the hub may ask for five minutes and no more', () => {
  for (const failures of [1, 2, 3, 30]) {
    const full = Math.min(10 * 2 ** (failures - 1), TEST_PATIENCE.longestPauseMs);
    for (let tries = 0; tries < 20; tries += 1) {
      const pause = backoffMs(failures, TEST_PATIENCE);
      expect(pause).toBeGreaterThanOrEqual(full / 2);
      expect(pause).toBeLessThanOrEqual(full);
    }
  }
  expect(pauseBefore(statusFailure('h', 429, 301_000), 1, DEFAULT_PATIENCE)).toBe(301_000);
  expect(pauseBefore(statusFailure('h', 429, 311_000), 1, DEFAULT_PATIENCE)).toBeUndefined();
});

test('[row 15] failures of one moment count once, and progress from the furthest point forgives them', async () => {
  let received = 0;
  const gate = openPauseGate(TEST_PATIENCE, () => received, {});
  for (let failures = 1; failures < TEST_PATIENCE.attempts; failures += 1) {
    const { round } = gate;
    for (let connection = 0; connection < 8; connection += 1) gate.fail(broken, round);
    expect(gate.round).toBe(round + 1);
  }
  received = 2 << 20;
  gate.fail(broken, gate.round);
  received = 0;
  for (let failures = 2; failures < TEST_PATIENCE.attempts; failures += 1) gate.fail(broken, gate.round);
  received = 2 << 20;
  expect(() => gate.fail(broken, gate.round)).toThrow(broken);
  expect(() => gate.fail(statusFailure('h', 404), 0)).toThrow('404');
  await gate.pass(new AbortController().signal);
});
