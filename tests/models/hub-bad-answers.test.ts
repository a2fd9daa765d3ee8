/**
 * Bad answers, as a pull meets them: pages instead of files, silence, requests for a pause, servers that are away.
 * @module
 */
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../src/kernel/index.ts';
import type { PullWait } from '../../src/models/model-source.ts';
import { makeCertificate } from '../fixtures/hub/index.ts';
import {
  HUB_ENTRY,
  HUB_FOLDER,
  HUB_ID,
  type HubWorkshop,
  openHubStore,
  openHubWorkshop,
  WEIGHTS,
} from '../fixtures/hub-workshop.ts';
import { TEST_PATIENCE } from '../fixtures/model-workshop.ts';
import { openPullProcesses, type PullProcesses } from '../fixtures/pull-process.ts';

/** For servers that stay silent: nobody should wait for that in a test. */
const IMPATIENT = {
  ...TEST_PATIENCE,
  attempts: 3,
  timeouts: { connectMs: 2_000, headersMs: 400, stallMs: 400 },
};

/** A workshop whose weights have the fault. */
async function workshopWithFault(fault: string, file = 'model.bin'): Promise<HubWorkshop> {
  return await openHubWorkshop({
    repository: { faults: { [file]: fault } },
    store: { patience: IMPATIENT },
  });
}

/** Pulls; gives the error, if one ended it, and every wait that was announced. */
async function pull({ store }: HubWorkshop): Promise<{ error: AppError | undefined; waits: PullWait[] }> {
  const waits: PullWait[] = [];
  const error: unknown = await store
    .pull(HUB_ENTRY, { offline: false, onWait: (wait) => waits.push(wait) })
    .then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
  if (error !== undefined && !(error instanceof AppError)) throw error;
  return { error, waits };
}

/** Nothing of a failed pull can be taken for a model: no link, no ref; blobs only of files that are right. */
async function requireNothingPublished(workshop: HubWorkshop, file = 'model.bin'): Promise<void> {
  const below = async (folder: string): Promise<string[]> =>
    await readdir(join(workshop.cache, HUB_FOLDER, folder), { recursive: true }).catch(() => []);
  expect(await below('refs')).toEqual([]);
  expect((await below('snapshots')).filter((path) => path.endsWith(file))).toEqual([]);
  await expect(openHubStore(workshop.env).locate(HUB_ENTRY)).rejects.toMatchObject({
    code: 'E_MODEL_NOT_CACHED',
  });
}

function weightRequests({ hub }: HubWorkshop): number {
  return hub.fileRequests().filter(({ server }) => server === 'cdn').length;
}

describe('pages instead of answers', () => {
  it.each([
    ['html-200', 'model.bin'],
    ['json-200', 'model.bin'],
    ['html-200', 'config.json'],
    ['json-200', 'config.json'],
  ])('[row 13] %s instead of %s is no model: rejected, nothing published', async (fault, file) => {
    const workshop = await workshopWithFault(fault, file);
    const { error } = await pull(workshop);
    expect(error?.code).toBe('E_MODEL_PULL_FAILED');
    await requireNothingPublished(workshop, file);
  });

  it.each([
    ['HTML', 'text/html', '<html>Log in</html>'],
    ['JSON of another kind', 'application/json', '{"message": "Log in"}'],
    ['no JSON at all', 'application/json', 'Log in'],
  ])(
    '[row 13] %s with status 200 instead of the listing is no hub: rejected, nothing published',
    async (_what, type, body) => {
      const answer = { status: 200, headers: { 'content-type': type }, body };
      const workshop = await openHubWorkshop({
        hub: { apiAnswers: Array.from({ length: 9 }, () => answer) },
      });
      const { error } = await pull(workshop);
      expect(error?.code).toBe('E_MODEL_PULL_FAILED');
      expect(error?.message).toContain('does not answer like a model hub');
      expect(workshop.hub.fileRequests()).toEqual([]);
      await requireNothingPublished(workshop);
    },
  );
});

describe('silence', () => {
  it('[row 14] no first byte: asked again, and then the file comes', async () => {
    const workshop = await workshopWithFault('no-first-byte');
    expect((await pull(workshop)).error).toBeUndefined();
    await openHubStore(workshop.env).verify(HUB_ENTRY);
  });

  it('[row 14] a stall at 99 %: a new connection fetches only the rest', async () => {
    const workshop = await workshopWithFault('stall-at-99');
    expect((await pull(workshop)).error).toBeUndefined();
    await openHubStore(workshop.env).verify(HUB_ENTRY);
    const ranges = workshop.hub.fileRequests().map(({ range }) => range);
    const rest = Math.floor(WEIGHTS.length * 0.99);
    expect(ranges.some((range) => range?.startsWith(`bytes=${rest}-`))).toBe(true);
  });

  it.each([
    ['no-first-byte-always', 'took the request but does not answer'],
    ['stall-at-99-always', 'stopped sending'],
  ])(
    '[row 14] %s: given up after a few tries, and the message says that the server %s',
    async (fault, words) => {
      const workshop = await workshopWithFault(fault);
      const { error } = await pull(workshop);
      const { host } = new URL(workshop.hub.cdnOrigin);
      expect(error?.code).toBe('E_MODEL_PULL_FAILED');
      expect(error?.message).toContain(`${host} ${words}`);
      expect(weightRequests(workshop)).toBeLessThanOrEqual(4 * IMPATIENT.attempts);
      await requireNothingPublished(workshop);
    },
  );
});

describe('requests for a pause', () => {
  it.each([
    ['429-ratelimit', 1000],
    ['429-retry-after-seconds', 1000],
    ['429-retry-after-date', 1],
  ])('[row 15] %s: waits as long as asked, says so, and asks once more', async (fault, leastMs) => {
    const workshop = await workshopWithFault(fault);
    const { error, waits } = await pull(workshop);
    expect(error).toBeUndefined();
    expect(waits).toHaveLength(1);
    expect(waits[0]?.waitMs).toBeGreaterThanOrEqual(leastMs);
    expect(waits[0]?.waitMs).toBeLessThanOrEqual(2500);
    expect(waits[0]?.host).toBe(new URL(workshop.hub.origin).host);
    const asked = workshop.hub.requests.filter(
      ({ server, path }) => server === 'hub' && path.endsWith('/model.bin'),
    );
    const [first, second, ...more] = asked;
    expect([first?.status, more.length]).toEqual([429, 0]);
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(leastMs);
  });

  it('[row 15] the listing is waited for in the same way', async () => {
    const answer = { status: 429, headers: { ratelimit: '"api";r=0;t=0' } };
    const workshop = await openHubWorkshop({ hub: { apiAnswers: [answer] } });
    const { error, waits } = await pull(workshop);
    expect(error).toBeUndefined();
    expect(waits.map(({ waitMs }) => waitMs)).toEqual([1000]);
  });

  it('[row 15] a day is too long: given up at once, with the time in the message, and no storm of requests', async () => {
    const workshop = await workshopWithFault('429-tomorrow');
    const { error, waits } = await pull(workshop);
    expect(error?.code).toBe('E_MODEL_PULL_FAILED');
    expect(error?.message).toContain('429');
    expect(waits).toEqual([]);
    const asked = workshop.hub.requests.filter(({ status }) => status === 429);
    expect(asked).toHaveLength(1);
  });
});

describe('servers that are away', () => {
  let processes: PullProcesses;
  beforeAll(async () => {
    processes = await openPullProcesses();
  });
  afterAll(() => processes.remove());

  it('[row 16] 503 twice, then the file: fetched, and each wait was announced', async () => {
    const workshop = await workshopWithFault('503-twice');
    const { error, waits } = await pull(workshop);
    expect(error).toBeUndefined();
    expect(waits).toHaveLength(2);
    await openHubStore(workshop.env).verify(HUB_ENTRY);
  });

  it('[row 16] 503 twice to the listing: asked again', async () => {
    const workshop = await openHubWorkshop({ hub: { apiAnswers: [{ status: 503 }, { status: 503 }] } });
    expect((await pull(workshop)).error).toBeUndefined();
    await openHubStore(workshop.env).verify(HUB_ENTRY);
  });

  it('[row 16] a name that cannot be resolved: asked again a few times, then said', async () => {
    const workshop = await openHubWorkshop({
      env: { HF_ENDPOINT: 'http://hub.invalid' },
      store: { patience: IMPATIENT },
    });
    const { error, waits } = await pull(workshop);
    expect(error?.code).toBe('E_MODEL_PULL_FAILED');
    expect(error?.message).toContain('hub.invalid');
    expect(waits).toHaveLength(IMPATIENT.attempts - 1);
  });

  it('[row 16] an untrusted certificate fails at once: asking again cannot mend it', async () => {
    const workshop = await openHubWorkshop({ hub: { tls: makeCertificate('valid') } });
    const { error, waits } = await pull(workshop);
    expect(error?.code).toBe('E_MODEL_PULL_FAILED');
    expect(waits).toEqual([]);
    expect(workshop.hub.requests).toEqual([]);
  });

  it('[row 16] an expired certificate of a trusted authority fails too, and is called expired', async () => {
    const tls = makeCertificate('expired');
    const workshop = await openHubWorkshop({ hub: { tls } });
    const authority = join(workshop.folder, 'authority.pem');
    await writeFile(authority, tls.cert);
    const run = await processes.pull(HUB_ENTRY, { ...workshop.env, NODE_EXTRA_CA_CERTS: authority });
    expect(run.stdout, run.stderr).toMatch(/^E_MODEL_PULL_FAILED .*expired/i);
    expect(workshop.hub.requests).toEqual([]);
  });

  it('a repository that moved on in mid-pull is pulled at the commit that was listed', async () => {
    const workshop = await workshopWithFault('cut');
    const before = workshop.hub.commitOf(HUB_ID);
    const pulling = pull(workshop);
    workshop.hub.setFile(HUB_ID, 'config.json', Buffer.from('{"a": 2}'));
    expect((await pulling).error).toBeUndefined();
    const { manifest } = await openHubStore(workshop.env).verify(HUB_ENTRY);
    expect([before, workshop.hub.commitOf(HUB_ID)]).toContain(manifest.commit);
  });
});
