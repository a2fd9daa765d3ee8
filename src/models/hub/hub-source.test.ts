import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import {
  HUB_ENTRY,
  HUB_FILES,
  HUB_ID,
  type HubWorkshop,
  type HubWorkshopSetup,
  openHubWorkshop,
} from '../../../tests/fixtures/hub-workshop.ts';
import { TEST_PATIENCE } from '../../../tests/fixtures/model-workshop.ts';
import type { CatalogueEntry, FilePin, HubSource } from '../catalogue/catalogue-entry.ts';
import { gitSha1 } from '../content-hash.ts';
import type { ManifestFile, ModelManifest } from '../manifest.ts';
import type { PullWait, ResolveOptions } from '../model-source.ts';
import { openHubSource } from './hub-source.ts';

const TOKEN = 'hf_s3cret';

interface Asked extends ResolveOptions {
  readonly entry?: CatalogueEntry;
  readonly source?: Partial<HubSource>;
  readonly anonymous?: boolean;
}

async function resolveIn({ env }: HubWorkshop, asked: Asked = {}): Promise<ModelManifest> {
  const { entry = HUB_ENTRY, source, anonymous, ...options } = asked;
  const row: HubSource = { kind: 'hub', repo: HUB_ID, files: ['model.bin', 'config.json'], ...source };
  const context = { env, home: env['OFFSCRIBE_HOME'] ?? '', patience: TEST_PATIENCE, anonymous };
  return await openHubSource(row, context).resolve(entry, options);
}

/** The error that asking ends in; nothing may have been written, and no token may be in it. */
async function failureIn(workshop: HubWorkshop, asked?: Asked): Promise<unknown> {
  const outcome = await resolveIn(workshop, asked).catch((error: unknown) => error);
  expect(await readdir(workshop.folder)).toEqual([]);
  expect(inspect(outcome, { depth: 9 })).not.toContain(TOKEN);
  return outcome;
}

const paths = ({ hub }: HubWorkshop): string[] => hub.requests.map(({ path }) => path);
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const bytesOf = (name: string): Buffer => HUB_FILES[name] ?? Buffer.alloc(0);

function listed(name: string): ManifestFile {
  const bytes = bytesOf(name);
  const digest = sha256(bytes);
  const about = { name, sizeBytes: bytes.length };
  return name.endsWith('.bin')
    ? { ...about, etag: digest, sha256: digest }
    : { ...about, etag: gitSha1(bytes) };
}

describe('what a repository has', () => {
  test('is one request for the commit of a branch and one for its files', async () => {
    const workshop = await openHubWorkshop();
    const commit = workshop.hub.commitOf(HUB_ID);
    expect(await resolveIn(workshop)).toEqual({
      model: HUB_ENTRY.name,
      source: 'hub',
      repo: HUB_ID,
      repository: 'models--maker--model',
      revision: 'main',
      commit,
      files: ['model.bin', 'config.json'].map(listed),
      listing: Object.keys(HUB_FILES).map(listed),
    });
    expect(paths(workshop)).toEqual([
      `/api/models/${HUB_ID}/revision/main`,
      `/api/models/${HUB_ID}/tree/${commit}?recursive=true&expand=false`,
    ]);
  });

  test('is one request less for a commit, and a slash in a revision is percent-encoded', async () => {
    const commit = 'c'.repeat(40);
    const workshop = await openHubWorkshop({ repository: { revisions: { 'refs/pr/1': commit } } });
    expect(await resolveIn(workshop, { revision: 'refs/pr/1' })).toMatchObject({ commit });
    expect(await resolveIn(workshop, { source: { revision: commit } })).toMatchObject({
      commit,
      revision: commit,
    });
    const tree = `/api/models/${HUB_ID}/tree/${commit}?recursive=true&expand=false`;
    expect(paths(workshop)).toEqual([`/api/models/${HUB_ID}/revision/refs%2Fpr%2F1`, tree, tree]);
  });

  test('may come on several pages', async () => {
    const workshop = await openHubWorkshop({ hub: { pageSize: 1 } });
    const { listing } = await resolveIn(workshop, { source: { files: ['words/*'] } });
    expect(listing?.map(({ name }) => name).toSorted()).toEqual(Object.keys(HUB_FILES).toSorted());
    expect(workshop.hub.requests.length).toBeGreaterThan(4);
  });

  test('is asked for at HF_ENDPOINT, under its path if it has one', async () => {
    const workshop = await openHubWorkshop();
    const env = { ...workshop.env, HF_ENDPOINT: `${workshop.hub.origin}/proxy/` };
    expect(await failureIn({ ...workshop, env })).toMatchObject({ code: 'E_HTTP_STATUS' });
    expect(paths(workshop)).toEqual([`/proxy/api/models/${HUB_ID}/revision/main`]);
  });

  test('that nobody asked for may have names that no cache could hold', async () => {
    const odd = { type: 'file', path: 'aux.py', size: 1, oid: 'd'.repeat(40) };
    const workshop = await openHubWorkshop({ repository: { extraEntries: [odd] } });
    const { listing } = await resolveIn(workshop);
    expect(listing?.map(({ name }) => name)).not.toContain('aux.py');
  });
});

describe('pins', () => {
  const pin = (name: string): FilePin => ({
    name,
    sizeBytes: bytesOf(name).length,
    sha256: sha256(bytesOf(name)),
  });
  const pinnedTo = (...files: FilePin[]): CatalogueEntry => ({ ...HUB_ENTRY, files });

  test('decide which files a manifest has, and add the sha256 that the hub does not say', async () => {
    const entry = pinnedTo(pin('model.bin'), pin('words/vocabulary.txt'));
    const { files } = await resolveIn(await openHubWorkshop(), { entry });
    expect(files).toEqual([
      listed('model.bin'),
      { ...listed('words/vocabulary.txt'), sha256: pin('words/vocabulary.txt').sha256 },
    ]);
  });

  test('other bytes are a failure of this source, so that the next one is asked', async () => {
    const workshop = await openHubWorkshop();
    for (const other of [{ sha256: '0'.repeat(64) }, { sizeBytes: 7 }]) {
      const entry = pinnedTo({ ...pin('model.bin'), ...other });
      expect(await failureIn(workshop, { entry })).toMatchObject({
        code: 'E_HTTP_STATUS',
        message: expect.stringContaining('offers other bytes as model.bin'),
      });
    }
  });

  test('a pinned file that is not there is E_HUB_NOT_FOUND', async () => {
    const entry = pinnedTo({ ...pin('model.bin'), name: 'gone.bin' });
    expect(await failureIn(await openHubWorkshop(), { entry })).toMatchObject({
      code: 'E_HUB_NOT_FOUND',
      details: { file: 'gone.bin', repo: HUB_ID },
    });
  });
});

describe('[row 25] refusals end to end: the code, the cause in words, the next step', () => {
  const opened: HubWorkshopSetup = {
    hub: { token: TOKEN, strangerToken: 'hf_stranger' },
    env: { OFFSCRIBE_TOKEN_TO_MIRROR: '1' },
  };
  const as = (token: string, more: HubWorkshopSetup = {}): HubWorkshopSetup => ({
    ...opened,
    ...more,
    env: { ...opened.env, HF_TOKEN: token },
  });

  test.each<[string, HubWorkshopSetup, Asked, string, RegExp, RegExp]>([
    [
      'no token: private, gated or absent',
      { ...opened, repository: { private: true } },
      {},
      'E_HUB_ACCESS',
      /does not show maker\/model to strangers/,
      /hf auth login/,
    ],
    [
      'a token that expired',
      as(`${TOKEN}_expired`),
      {},
      'E_HUB_ACCESS',
      /does not accept your token/,
      /^offscribe models pull made --anonymous/,
    ],
    [
      'an absent repository',
      as(TOKEN),
      { source: { repo: 'maker/gone' } },
      'E_HUB_NOT_FOUND',
      /has no repository maker\/gone/,
      /spelt right/,
    ],
    [
      'a repository that is hidden from this account',
      as('hf_stranger', { repository: { private: true } }),
      {},
      'E_HUB_NOT_FOUND',
      /or none that your token may see/,
      /spelt right/,
    ],
    [
      'an absent revision',
      opened,
      { revision: 'v9' },
      'E_HUB_NOT_FOUND',
      /has no branch, tag or commit "v9"/,
      /--revision main/,
    ],
    [
      'an absent commit',
      opened,
      { revision: 'e'.repeat(40) },
      'E_HUB_NOT_FOUND',
      /has no branch, tag or commit "eeee/,
      /--revision main/,
    ],
    [
      'an absent file',
      opened,
      { source: { files: ['model.bin', 'gone*.json'] } },
      'E_HUB_NOT_FOUND',
      /has no file "gone\*\.json" at "main"/,
      /tree\/main/,
    ],
    [
      'a repository taken down',
      as(TOKEN, { repository: { disabled: true } }),
      {},
      'E_HUB_ACCESS',
      /has disabled maker\/model/,
      /choose another model/,
    ],
  ])('%s', async (_name, setup, asked, code, message, hint) => {
    expect(await failureIn(await openHubWorkshop(setup), asked)).toMatchObject({
      code,
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
  });

  test('an expired token is not left out without consent; with it a public model is listed', async () => {
    const workshop = await openHubWorkshop(as(`${TOKEN}_expired`));
    expect(await failureIn(workshop)).toMatchObject({ code: 'E_HUB_ACCESS' });
    expect(workshop.hub.requests).toHaveLength(1);
    expect(await resolveIn(workshop, { anonymous: true })).toMatchObject({ repo: HUB_ID });
    const sent = workshop.hub.requests.map(({ authorization }) => authorization);
    expect(sent).toEqual([`Bearer ${TOKEN}_expired`, undefined, undefined]);
  });
});

describe('[row 26] the token', () => {
  test('is not sent to a mirror without opt-in', async () => {
    const workshop = await openHubWorkshop({ env: { HF_TOKEN: TOKEN } });
    await resolveIn(workshop);
    expect(workshop.hub.requests.every(({ authorization }) => authorization === undefined)).toBe(true);
  });

  test('stays at its origin when a listing goes on elsewhere, which is refused and not even asked', async () => {
    const elsewhere = await openHubWorkshop();
    const workshop = await openHubWorkshop({
      hub: { token: TOKEN, pageSize: 1, nextOrigin: elsewhere.hub.origin },
      env: { HF_TOKEN: TOKEN, OFFSCRIBE_TOKEN_TO_MIRROR: '1' },
    });
    expect(await failureIn(workshop)).toMatchObject({
      code: 'E_HTTP_STATUS',
      message: expect.stringContaining(`goes on at another place, ${new URL(elsewhere.hub.origin).host}`),
    });
    expect(elsewhere.hub.requests).toEqual([]);
  });
});

describe('[row 27] rejected before any write', () => {
  const entryOf = (path: string, oid: string = 'd'.repeat(40)): HubWorkshopSetup => ({
    repository: { extraEntries: [{ type: 'file', path, size: 1, oid }] },
  });

  test.each([
    ['a path that leaves its folder', entryOf('../evil.bin'), { files: ['../evil.bin'] }],
    ['such a path that nobody asked for', entryOf('words/../../evil.bin'), {}],
    ['an absolute path', entryOf('/etc/evil.bin'), {}],
    ['a backslash', entryOf('..\\evil.bin'), { files: ['*.bin'] }],
    ['a device name', entryOf('aux.bin'), { files: ['*.bin'] }],
    ['a stream of another file', entryOf('model.bin:evil'), { files: ['model.bin*'] }],
    ['two names that differ in case', entryOf('MODEL.bin'), { files: ['*.bin'] }],
    ['an etag that is a path', entryOf('evil.bin', '../../evil'), { files: ['*.bin'] }],
    ['an etag that is too short', entryOf('evil.bin', 'abc'), { files: ['*.bin'] }],
    ['a commit that is a path', { repository: { revisions: { main: '../../evil' } } }, {}],
    ['a commit in capitals', { repository: { revisions: { main: 'A'.repeat(40) } } }, {}],
    [
      'one digest for two lengths',
      {
        repository: {
          claims: { 'model.bin': { etag: 'b'.repeat(64) }, 'two.bin': { etag: 'b'.repeat(64) } },
          files: { ...HUB_FILES, 'two.bin': Buffer.alloc(2) },
        },
      },
      { files: ['*.bin'] },
    ],
  ])('%s', async (_name, setup, source) => {
    expect(await failureIn(await openHubWorkshop(setup), { source })).toMatchObject({
      code: 'E_MODEL_UNSAFE',
    });
  });

  test.each(['a/b/c', 'maker/..', 'maker--model', 'maker/model.git'])(
    'the repository id %s, without a request',
    async (repo) => {
      const workshop = await openHubWorkshop();
      expect(await failureIn(workshop, { source: { repo } })).toMatchObject({ code: 'E_MODEL_UNSAFE' });
      expect(workshop.hub.requests).toEqual([]);
    },
  );

  test('a revision that is a path, without a request', async () => {
    const workshop = await openHubWorkshop();
    expect(await failureIn(workshop, { revision: '../main' })).toMatchObject({ code: 'E_MODEL_UNSAFE' });
    expect(workshop.hub.requests).toEqual([]);
  });
});

describe('[row 13] something that is no hub', () => {
  const answering = (body: string): HubWorkshopSetup => ({ hub: { apiAnswers: [{ status: 200, body }] } });

  test.each([
    ['a web page with status 200', answering('<!doctype html><html>Log in</html>')],
    ['JSON of another kind', answering('{"error": "no"}')],
    ['a list where an object belongs', answering('[]')],
    [
      'a listing without digests',
      {
        hub: {
          apiAnswers: [
            { status: 200, body: `{"sha":"${'a'.repeat(40)}"}` },
            { status: 200, body: '[{"type":"file","path":"model.bin","size":1}]' },
          ],
        },
      },
    ],
    [
      'a listing that is no list',
      {
        hub: {
          apiAnswers: [
            { status: 200, body: `{"sha":"${'a'.repeat(40)}"}` },
            { status: 200, body: '{}' },
          ],
        },
      },
    ],
    ['a 404 without a reason', { hub: { apiAnswers: [{ status: 404, body: 'nothing here' }] } }],
  ] satisfies [string, HubWorkshopSetup][])('%s is E_HTTP_STATUS, asked once', async (_name, setup) => {
    const workshop = await openHubWorkshop(setup);
    expect(await failureIn(workshop)).toMatchObject({
      code: 'E_HTTP_STATUS',
      message: expect.stringContaining('does not answer like a model hub'),
      hint: expect.stringContaining('HF_ENDPOINT=https://huggingface.co'),
    });
  });
});

test('a listing without end is given up', async () => {
  const commit = 'a'.repeat(40);
  const path = `/api/models/${HUB_ID}/tree/${commit}?cursor=x`;
  const page = { status: 200, body: '[]', headers: { link: `<${path}>; rel="next"` } };
  const workshop = await openHubWorkshop({ hub: { apiAnswers: Array.from({ length: 110 }, () => page) } });
  expect(await failureIn(workshop, { revision: commit })).toMatchObject({
    code: 'E_HTTP_STATUS',
    message: expect.stringContaining('more than 100 pages'),
  });
  expect(workshop.hub.requests).toHaveLength(100);
});

test('a repository that was renamed is followed to its new name', async () => {
  const location = `/api/models/${HUB_ID}/revision/main`;
  const workshop = await openHubWorkshop({ hub: { apiAnswers: [{ status: 307, headers: { location } }] } });
  expect(await resolveIn(workshop)).toMatchObject({ commit: workshop.hub.commitOf(HUB_ID) });
});

test('[row 15] a busy hub is asked again, after waits that are told', async () => {
  const workshop = await openHubWorkshop({
    hub: { apiAnswers: [{ status: 503 }, { status: 429, headers: { 'retry-after': '0' } }] },
  });
  const waits: PullWait[] = [];
  const manifest = await resolveIn(workshop, { onWait: (wait) => void waits.push(wait) });
  expect(manifest).toMatchObject({ repo: HUB_ID });
  expect(workshop.hub.requests.map(({ status }) => status)).toEqual([503, 429, 200, 200]);
  const { host } = new URL(workshop.hub.origin);
  expect(waits).toEqual([
    { host, waitMs: expect.any(Number), reason: 'answered with status 503' },
    { host, waitMs: 0, reason: 'asks for a pause (status 429)' },
  ]);
});

test('asking can be cancelled', async () => {
  const stop = new AbortController();
  stop.abort();
  const workshop = await openHubWorkshop();
  expect(await failureIn(workshop, { signal: stop.signal })).toMatchObject({ code: 'E_CANCELLED' });
  expect(workshop.hub.requests).toEqual([]);
});
