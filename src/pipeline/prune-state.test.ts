import { readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inCourse, newState, PROBE, REQUEST } from '../../tests/fixtures/pipeline.ts';
import { pruneState } from './prune-state.ts';
import { readRuns } from './run-records.ts';
import { findMade, runStage } from './run-stage.ts';
import type { State } from './state.ts';

const ALL = Number.MAX_SAFE_INTEGER;

/** A run of one stage, whose product says which. */
async function runOnce(state: State, track: number): Promise<string> {
  const request = { ...REQUEST, media: `/media/${track}.wav` };
  return await inCourse(
    state,
    async (course) => {
      await runStage(course, { ...PROBE, options: { track } }, async () => ({ track }));
      return course.id;
    },
    { request },
  );
}

async function artifactNames({ home }: State): Promise<readonly string[]> {
  const items = await readdir(join(home, 'artifacts'), { recursive: true, withFileTypes: true });
  return items.filter((item) => item.isFile()).map(({ name }) => name);
}

test('old runs are forgotten with what only they needed; a rehearsal says the same and removes nothing', async () => {
  const state = await newState();
  const [old, young] = [await runOnce(state, 1), await runOnce(state, 2)];
  state.database.run('UPDATE runs SET started_ms = 1000, ended_ms = 2000 WHERE id = ?', old);
  state.database.run(
    'UPDATE products SET used_ms = 2000 WHERE key IN (SELECT key FROM run_stages WHERE run = ?)',
    old,
  );
  const gone = { runs: [old], products: 1, parts: 0, bytes: '{"track":1}'.length };
  expect(await pruneState(state, { beforeMs: 3000, isDryRun: true })).toEqual(gone);
  expect(await readRuns(state)).toHaveLength(2);
  expect(await artifactNames(state)).toHaveLength(2);
  expect(await pruneState(state, { beforeMs: 3000 })).toEqual(gone);
  expect(await readRuns(state)).toMatchObject([{ id: young }]);
  expect(await artifactNames(state)).toHaveLength(1);
  await inCourse(state, async (course) => {
    expect(await findMade(course, { ...PROBE, options: { track: 1 } })).toBeUndefined();
    expect(await findMade(course, { ...PROBE, options: { track: 2 } })).toBeDefined();
  });
});

test('a product that another run still needs stays, however long ago it was used', async () => {
  const state = await newState();
  await runOnce(state, 1);
  const other = { ...REQUEST, media: '/media/young.wav' };
  const step = { ...PROBE, options: { track: 1 } };
  await inCourse(state, async (course) => await runStage(course, step, async () => ({ track: 0 })), {
    request: other,
  });
  state.database.run("UPDATE runs SET ended_ms = 2000 WHERE media = '/media/1.wav'");
  state.database.run('UPDATE products SET used_ms = 2000');
  expect(await pruneState(state, { beforeMs: 3000 })).toMatchObject({ products: 0, bytes: 0 });
  expect(await artifactNames(state)).toHaveLength(1);
});

test('pruned in the middle of a run, everything of it stays', async () => {
  const state = await newState();
  await runOnce(state, 1);
  await inCourse(state, async (course) => {
    await runStage(course, PROBE, async () => ({ track: 5 }));
    expect(await pruneState(state, { beforeMs: ALL })).toMatchObject({ products: 1 });
    expect(await findMade(course, PROBE)).toMatchObject({ product: { track: 5 } });
  });
  expect(await pruneState(state, { beforeMs: ALL })).toMatchObject({
    products: 1,
    runs: [expect.any(String)],
  });
  expect(await artifactNames(state)).toEqual([]);
});

test('files that nothing names go when they are old, and what dead writers and lockers left', async () => {
  const state = await newState();
  await runOnce(state, 1);
  const { digest } = await state.artifacts.put('nobody named me');
  const path = join(state.home, 'artifacts', digest.slice(0, 2), digest);
  expect(await pruneState(state, { beforeMs: 0 })).toMatchObject({ bytes: 0 });
  await utimes(path, 1000, 1000);
  // No process has a pid above 2^22 on Linux, or above 99999 elsewhere.
  await writeFile(
    join(state.home, 'artifacts', digest.slice(0, 2), '.99999999-abcdef.offscribe-tmp'),
    'torn',
  );
  await writeFile(
    join(state.home, 'locks', 'dead.lock'),
    JSON.stringify({ pid: 99999999, started: 'x', machine: 'y' }),
  );
  expect(await pruneState(state, { beforeMs: 0 })).toMatchObject({ bytes: 'nobody named metorn'.length });
  expect(await artifactNames(state)).toHaveLength(1);
});
