/**
 * Faults on the way, through whole pulls: what can be survived is, with exactly the right bytes; what cannot is said,
 * and nothing is published.
 * @module
 */
import { describe, expect, it } from 'vitest';
import type { PullWait } from '../../src/models/model-source.ts';
import { HUB_ENTRY, HUB_FILES, openHubStore, openHubWorkshop, WEIGHTS } from '../fixtures/hub-workshop.ts';
import { TEST_PATIENCE } from '../fixtures/model-workshop.ts';

const IMPATIENT = {
  ...TEST_PATIENCE,
  timeouts: { connectMs: 2_000, headersMs: 400, stallMs: 400 },
};

describe.each(['model.bin', 'config.json'])('a pull whose %s', (file) => {
  it.each([
    ['[row 4] is cut three times', 'cut-3x'],
    ['[row 4] is reset before the first byte', 'reset'],
    ['[row 5] has a flipped bit once', 'flip'],
    ['[row 8] is cut, and sent whole to a Range request', 'cut+ignore-range'],
    ['[row 9] is cut, and goes on a byte too late', 'cut+wrong-range'],
    ['[row 9] is cut, and goes on as part of a longer file', 'cut+wrong-total'],
    ['[row 9] can only be had whole, since every Range goes wrong', 'cut+wrong-range-always'],
    ['[row 10] is cut, and its rest is not satisfiable', 'cut+416'],
    ['[row 11] changes after half of it', 'changed-etag'],
    ['[row 12] comes as gzip without a length', 'gzip'],
    ['[row 12] is cut, and goes on as gzip', 'cut+gzip-range-once'],
    ['[row 14] crawls at 99 %', 'crawl-at-99'],
    ['[row 16] is busy, reset, cut and stalled, one after the other', '503+reset+cut+stall-at-99'],
    ['is asked for again because the server timed out', '408+500'],
    ['loses its signed address in the middle', 'signed-url-expires'],
    ['is given out over one connection only', 'one-connection-only'],
    ['lies on another host', 'redirect-other-host'],
  ])('%s ends with the right bytes', async (_what, fault) => {
    const workshop = await openHubWorkshop({
      repository: { faults: { [file]: fault } },
      store: { patience: IMPATIENT },
    });
    await workshop.store.pull(HUB_ENTRY, { offline: false });
    await openHubStore(workshop.env).verify(HUB_ENTRY);
    const most = 4 * (WEIGHTS.length + 1000);
    expect(workshop.hub.sentFileBytes()).toBeLessThan(most);
  });

  it.each([
    ['[row 5] has a flipped bit every time', 'flip-always', 'E_MODEL_PULL_FAILED'],
    ['is said to be a byte shorter than listed', 'short', 'E_MODEL_PULL_FAILED'],
    ['is said to be longer than listed', 'long', 'E_MODEL_PULL_FAILED'],
    ['is forbidden', '403', 'E_HUB_ACCESS'],
    ['is gone', '404', 'E_HUB_NOT_FOUND'],
    ['breaks off every time before the first byte', 'reset-always', 'E_MODEL_PULL_FAILED'],
  ])('%s fails in few requests and publishes nothing', async (_what, fault, code) => {
    const workshop = await openHubWorkshop({
      repository: { faults: { [file]: fault } },
      store: { patience: IMPATIENT },
    });
    await expect(workshop.store.pull(HUB_ENTRY, { offline: false })).rejects.toMatchObject({ code });
    expect(workshop.hub.requests.length).toBeLessThan(40);
    const { state } = await openHubStore(workshop.env).status(HUB_ENTRY);
    expect(['absent', 'partial']).toContain(state);
  });
});

it('[row 5] good weights are kept when a small file is bad, and only that one is fetched again', async () => {
  const files = { ...HUB_FILES };
  const workshop = await openHubWorkshop({ repository: { files, faults: { 'config.json': 'flip-twice' } } });
  await expect(workshop.store.pull(HUB_ENTRY, { offline: false })).rejects.toMatchObject({
    code: 'E_MODEL_PULL_FAILED',
  });
  const before = workshop.hub.sentFileBytes();
  await openHubStore(workshop.env).pull(HUB_ENTRY, { offline: false });
  expect(workshop.hub.sentFileBytes() - before).toBeLessThan(1000);
});

it.each(['cut+wrong-total', 'cut+gzip-range-once'])(
  '[row 9] a Range that goes wrong costs one try, and the whole file comes with the next (%s)',
  async (fault) => {
    const workshop = await openHubWorkshop({ repository: { faults: { 'model.bin': fault } } });
    const waits: PullWait[] = [];
    await workshop.store.pull(HUB_ENTRY, { offline: false, onWait: (wait) => waits.push(wait) });
    expect(waits.map(({ reason }) => reason)).toEqual([
      expect.stringContaining('broke the connection'),
      expect.stringContaining('sends another part of model.bin'),
    ]);
    expect(workshop.hub.fileRequests().filter(({ server }) => server === 'cdn')).toHaveLength(3);
  },
);
