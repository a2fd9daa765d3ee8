/**
 * Refusals and redirects, as a pull meets them: every refusal has words and a next step of its own, and the token goes
 * nowhere but to the hub.
 * @module
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { AppError } from '../../src/kernel/index.ts';
import { makeCertificate, openHub } from '../fixtures/hub/index.ts';
import {
  HUB_ENTRY,
  HUB_FILES,
  HUB_ID,
  type HubWorkshop,
  type HubWorkshopSetup,
  openHubWorkshop,
} from '../fixtures/hub-workshop.ts';
import { openPullProcesses, type PullProcesses } from '../fixtures/pull-process.ts';

const GOOD = 'hf_goodTokenOfTheOwner';
const STRANGER = 'hf_tokenOfSomebodyElse';
const EXPIRED = 'hf_tokenThatHasExpired';

/** A workshop whose hub knows two tokens, and whose user sends one of them, or another, or none. */
async function workshopWith(token: string | undefined, setup: HubWorkshopSetup = {}): Promise<HubWorkshop> {
  const sent = token === undefined ? {} : { HF_TOKEN: token, OFFSCRIBE_TOKEN_TO_MIRROR: '1' };
  return await openHubWorkshop({
    ...setup,
    hub: { token: GOOD, strangerToken: STRANGER, ...setup.hub },
    env: { ...sent, ...setup.env },
  });
}

/** The error that a pull ends with. */
async function refusalOf({ store }: HubWorkshop, entry = HUB_ENTRY, revision?: string): Promise<AppError> {
  const options = revision === undefined ? { offline: false } : { offline: false, revision };
  const error: unknown = await store.pull(entry, options).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AppError)) throw new Error(`not refused as expected: ${String(error)}`);
  return error;
}

/** Everything an error says or carries, its causes included. */
function everythingIn(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = Object.getOwnPropertyNames(error).map((name) => Reflect.get(error, name) as unknown);
  return own
    .map((value) => (value instanceof Error ? everythingIn(value) : JSON.stringify(value)))
    .join('\n');
}

function entryOf(repo: string, files: readonly string[]): typeof HUB_ENTRY {
  return { ...HUB_ENTRY, sources: [{ kind: 'hub', repo, files }] };
}

describe('a hub that says no', () => {
  it('[row 25] 401, 403 gated, expired token, absent repository, revision and file: six messages, six next steps', async () => {
    const refusals = {
      hidden: await refusalOf(await workshopWith(undefined, { repository: { private: true } })),
      gated: await refusalOf(await workshopWith(STRANGER, { repository: { gated: true } })),
      expired: await refusalOf(await workshopWith(EXPIRED)),
      repository: await refusalOf(await workshopWith(GOOD), entryOf('maker/absent', ['model.bin'])),
      revision: await refusalOf(await workshopWith(GOOD), HUB_ENTRY, 'v9'),
      file: await refusalOf(await workshopWith(GOOD), entryOf(HUB_ID, ['model.bin', 'absent.json'])),
    };
    const errors = Object.values(refusals);
    expect(new Set(errors.map(({ message }) => message.replaceAll(/127\.0\.0\.1:\d+/g, ''))).size).toBe(6);
    expect(new Set(errors.map(({ hint }) => hint?.replaceAll(/127\.0\.0\.1:\d+/g, ''))).size).toBe(6);
    expect(errors.map(({ code }) => code)).toEqual([
      ...['E_HUB_ACCESS', 'E_HUB_ACCESS', 'E_HUB_ACCESS'],
      ...['E_HUB_NOT_FOUND', 'E_HUB_NOT_FOUND', 'E_HUB_NOT_FOUND'],
    ]);
    expect(refusals.hidden.hint).toContain('hf auth login');
    expect(refusals.gated.hint).toContain(`accepting the terms at https://huggingface.co/${HUB_ID}`);
    expect(refusals.expired.hint).toContain('--anonymous');
    expect(refusals.repository.message).toContain('maker/absent');
    expect(refusals.revision.message).toContain('v9');
    expect(refusals.file.message).toContain('absent.json');
    for (const error of errors) expect(everythingIn(error)).not.toMatch(/hf_[gt]o/);
  });

  it('[row 25] an expired token is not left out without consent; with it a public model is pulled', async () => {
    const workshop = await workshopWith(EXPIRED);
    await refusalOf(workshop);
    expect(workshop.hub.requests.every(({ authorization }) => authorization !== undefined)).toBe(true);
    const before = workshop.hub.requests.length;
    await workshop.store.pull(HUB_ENTRY, { offline: false, anonymous: true });
    expect(workshop.hub.requests.slice(before).every((seen) => seen.authorization === undefined)).toBe(true);
  });

  it('[row 25] a gated repository without a token, a disabled one and a plain 403 have words of their own too', async () => {
    const errors = [
      await refusalOf(await workshopWith(undefined, { repository: { gated: true } })),
      await refusalOf(await workshopWith(GOOD, { repository: { disabled: true } })),
      await refusalOf(await workshopWith(GOOD, { repository: { faults: { 'config.json': '403' } } })),
    ];
    expect(errors.map(({ code }) => code)).toEqual(['E_HUB_ACCESS', 'E_HUB_ACCESS', 'E_HUB_ACCESS']);
    expect(errors[0]?.message).toContain('gated');
    expect(errors[1]?.message).toContain('disabled');
    expect(errors[2]?.message).toContain('403');
  });

  it('the owner of a token is let into a gated, private repository', async () => {
    const workshop = await workshopWith(GOOD, { repository: { gated: true, private: true } });
    await workshop.store.pull(HUB_ENTRY, { offline: false });
    expect((await workshop.store.verify(HUB_ENTRY)).manifest.repo).toBe(HUB_ID);
  });
});

describe('a hub that sends us elsewhere', () => {
  let processes: PullProcesses;
  beforeAll(async () => {
    processes = await openPullProcesses();
  });
  afterAll(() => processes.remove());

  it('[row 26] the content server gets no Authorization, only the hub does', async () => {
    const workshop = await workshopWith(GOOD, { repository: { gated: true } });
    await workshop.store.pull(HUB_ENTRY, { offline: false });
    const tokens = (server: string) =>
      new Set(
        workshop.hub.requests.filter((seen) => seen.server === server).map((seen) => seen.authorization),
      );
    expect(tokens('cdn')).toEqual(new Set([undefined]));
    expect(tokens('hub')).toEqual(new Set([`Bearer ${GOOD}`]));
  });

  it('[row 26] a redirect to another host is followed without Authorization', async () => {
    const faults = { 'model.bin': 'redirect-other-host', 'config.json': 'redirect-other-host' };
    const workshop = await workshopWith(GOOD, { repository: { gated: true, faults } });
    await workshop.store.pull(HUB_ENTRY, { offline: false });
    const elsewhere = workshop.hub.requests.filter(({ server }) => server === 'elsewhere');
    expect(elsewhere.length).toBeGreaterThanOrEqual(2);
    expect(new Set(elsewhere.map(({ authorization, cookie }) => authorization ?? cookie))).toEqual(
      new Set([undefined]),
    );
  });

  it('[row 26] a redirect from https to plain http is refused before the other host hears of it', async () => {
    const tls = makeCertificate('valid');
    const workshop = await workshopWith(GOOD, {
      hub: { tls },
      repository: { faults: { 'model.bin': 'redirect-downgrade' } },
    });
    const authority = join(workshop.folder, 'authority.pem');
    await writeFile(authority, tls.cert);
    const env = { ...workshop.env, NODE_EXTRA_CA_CERTS: authority };
    const run = await processes.pull(HUB_ENTRY, env);
    expect(run.stdout, run.stderr).toContain('from https to plain http');
    expect(workshop.hub.requests.filter(({ server }) => server === 'elsewhere')).toEqual([]);
    expect(workshop.hub.requests.some(({ path }) => path.includes('/resolve/'))).toBe(true);
  });

  it('[row 26] a link to the next page on another origin is not followed', async () => {
    const witness = await openHub({ repositories: [] });
    onTestFinished(() => witness.close());
    const workshop = await workshopWith(GOOD, { hub: { pageSize: 1, nextOrigin: witness.origin } });
    const error = await refusalOf(workshop);
    expect(error.message).toContain(new URL(witness.origin).host);
    expect(witness.requests).toEqual([]);
  });

  it('[row 26] a redirect that leads to itself ends', async () => {
    const workshop = await workshopWith(GOOD, { repository: { faults: { 'config.json': 'redirect-loop' } } });
    expect((await refusalOf(workshop)).message).toContain('redirects');
    expect(workshop.hub.requests.length).toBeLessThan(100);
  });

  it('a token stays here when HF_ENDPOINT names a mirror that was not trusted with it', async () => {
    const workshop = await openHubWorkshop({ env: { HF_TOKEN: GOOD }, repository: { files: HUB_FILES } });
    await workshop.store.pull(HUB_ENTRY, { offline: false });
    expect(workshop.hub.requests.every(({ authorization }) => authorization === undefined)).toBe(true);
  });
});
