/**
 * Processes that die in the middle, and processes that want the same: real ones.
 */
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileSources, type RunningScript, runScript } from '../../tests/fixtures/compiled-sources.ts';
import { newHome, newState, REQUEST } from '../../tests/fixtures/pipeline.ts';
import { pruneState } from './prune-state.ts';
import { askToStop, readRuns, runId, stagesOf } from './run-records.ts';

const scripts = join(tmpdir(), `offscribe-pipeline-${process.pid}`);

beforeAll(async () => await compileSources(scripts, ['kernel', 'platform', 'pipeline']));
afterAll(async () => await rm(scripts, { recursive: true }));

/**
 * A process that runs one stage of eight windows as the run of REQUEST, and prints what it does. It stops before window
 * `hangAt` until it is killed or cancelled.
 */
async function start(home: string, hangAt = -1): Promise<RunningScript> {
  const script = `
    import { openState, runStage, withCourse } from './src/pipeline/index.js';
    const state = await openState(${JSON.stringify(home)});
    const say = (text) => console.log(text);
    const request = ${JSON.stringify(REQUEST)};
    const report = (event) => event.type === 'note' && say(event.message);
    const work = async ({ parts, signal }) => {
      const windows = [];
      for (let i = 0; i < 8; i += 1) {
        const known = parts.recall('w' + i);
        if (known === undefined && i === ${hangAt}) {
          say('hangs');
          // The timer keeps the process alive: the watch for a cancellation does not.
          await new Promise((resolve, reject) => {
            const timer = setInterval(() => {}, 1000);
            signal.addEventListener('abort', () => { clearInterval(timer); reject(signal.reason); });
          });
        }
        if (known === undefined) { say('hears ' + i); parts.keep('w' + i, 'text ' + i); }
        windows.push(known ?? 'text ' + i);
      }
      return { windows };
    };
    try {
      const made = await withCourse({ state, request, signal: new AbortController().signal, report }, async (course) =>
        await runStage(course, { stage: 'probe', inputs: { media: 'd1' } }, work));
      say((made.isReused ? 'reused ' : 'made ') + JSON.stringify(made.product));
    } catch (error) { say('threw ' + error.code); }
    state.close();`;
  return await runScript(scripts, script, {});
}

const WHOLE = JSON.stringify({ windows: Array.from({ length: 8 }, (_, i) => `text ${i}`) });

async function says(script: RunningScript, text: string): Promise<void> {
  await expect.poll(script.output, { timeout: 30_000 }).toContain(text);
}

test('killed in the middle it is interrupted; the next goes on after the last finished part, to the same product', async () => {
  const home = await newHome();
  const state = await newState(home);
  for (const hangAt of [3, 6]) {
    const killed = await start(home, hangAt);
    await says(killed, 'hangs');
    // The first one's lock is taken over without a word.
    expect(killed.output()).not.toContain('waiting');
    expect(await readRuns(state)).toMatchObject([{ status: 'running' }]);
    killed.child.kill('SIGKILL');
    await killed.ended;
    expect(await readRuns(state)).toMatchObject([{ id: runId(REQUEST), status: 'interrupted' }]);
    expect(stagesOf(state, runId(REQUEST))).toMatchObject([{ stage: 'probe', state: 'interrupted' }]);
  }
  // What an interrupted run would go on from is not pruned while the run is remembered.
  expect(await pruneState(state, { beforeMs: 0 })).toMatchObject({ runs: [], parts: 0 });
  const { output, code } = await (await start(home)).ended;
  expect({ code, output }).toEqual({ code: 0, output: `hears 6\nhears 7\nmade ${WHOLE}\n` });
  expect(state.database.all('SELECT * FROM parts')).toEqual([]);
  expect(await readRuns(state)).toMatchObject([{ status: 'done' }]);
});

test('of two processes one works and the other waits, says so, and finds the product', async () => {
  const home = await newHome();
  const first = await start(home, 4);
  await says(first, 'hangs');
  const second = await start(home);
  await says(second, `waiting for process ${first.child.pid}`);
  expect(second.output()).not.toContain('hears');
  // The first dies: the second takes over from its parts.
  first.child.kill('SIGKILL');
  const { output } = await second.ended;
  expect(output.match(/hears \d/g)).toEqual(['hears 4', 'hears 5', 'hears 6', 'hears 7']);
  expect(output).toContain(`made ${WHOLE}`);
  expect((await (await start(home)).ended).output).toBe(`reused ${WHOLE}\n`);
});

test('a process is stopped by another one through the database, and its finished parts stay', async () => {
  const home = await newHome();
  const state = await newState(home);
  const running = await start(home, 2);
  await says(running, 'hangs');
  expect(askToStop(state, runId(REQUEST))).toBe(1);
  const { output, code } = await running.ended;
  expect(output).toContain('threw E_CANCELLED');
  expect(code).toBe(0);
  expect(await readRuns(state)).toMatchObject([{ status: 'cancelled' }]);
  expect((await (await start(home)).ended).output).toBe(
    `${[2, 3, 4, 5, 6, 7].map((i) => `hears ${i}\n`).join('')}made ${WHOLE}\n`,
  );
});

test('what a running process has used is never pruned, and the parts it keeps stay', async () => {
  const home = await newHome();
  const state = await newState(home);
  const running = await start(home, 5);
  await says(running, 'hangs');
  expect(await pruneState(state, { beforeMs: Number.MAX_SAFE_INTEGER })).toMatchObject({
    runs: [],
    parts: 0,
    bytes: 0,
  });
  running.child.kill('SIGKILL');
  await running.ended;
  const pruned = await pruneState(state, { beforeMs: Number.MAX_SAFE_INTEGER });
  expect(pruned).toMatchObject({ runs: [runId(REQUEST)], products: 0, parts: 5 });
  expect(pruned.bytes).toBe(5 * JSON.stringify('text 0').length);
});
