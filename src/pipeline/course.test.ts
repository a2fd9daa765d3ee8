import { expect, test } from 'vitest';
import { inCourse, newState, PROBE, REQUEST } from '../../tests/fixtures/pipeline.ts';
import { InputError } from '../kernel/index.ts';
import { askToStop, findRun, readRuns, runId, stagesOf } from './run-records.ts';
import { runStage } from './run-stage.ts';

/** Ends when the signal fires, as work does that is told to stop. */
async function untilStopped(signal: AbortSignal): Promise<never> {
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  throw new Error('stopped in the middle');
}

test('an id is made of command, media and request, in any order', () => {
  expect(runId(REQUEST)).toMatch(/^[0-9a-f]{10}$/);
  const wide = { ...REQUEST, request: { b: 1, a: [1, 2] } };
  expect(runId({ ...REQUEST, request: { a: [1, 2], b: 1 } })).toBe(runId(wide));
  const others = [
    { ...wide, command: 'subtitle' },
    { ...wide, media: '/other' },
    { ...wide, request: { b: 2, a: [1, 2] } },
  ];
  expect(new Set([wide, ...others].map(runId)).size).toBe(4);
});

test('a run is running while it works, and done when it returns; the same line again is the same run', async () => {
  const state = await newState();
  const id = await inCourse(state, async (course) => {
    expect(await findRun(state, course.id)).toMatchObject({ status: 'running', ...REQUEST });
    return course.id;
  });
  const [run] = await readRuns(state);
  expect(run).toMatchObject({ id, status: 'done', ...REQUEST });
  expect(run?.endedMs).toBeGreaterThanOrEqual(run?.startedMs ?? Number.POSITIVE_INFINITY);
  await inCourse(state, async () => {});
  expect(await readRuns(state)).toHaveLength(1);
});

test('a run whose work throws has failed, with the error; begun again it is running, without it', async () => {
  const state = await newState();
  const error = new InputError('E_MEDIA_NOT_FOUND', 'It is not there.', { hint: 'ls' });
  await expect(inCourse(state, () => Promise.reject(error))).rejects.toBe(error);
  const [run] = await readRuns(state);
  expect(run).toMatchObject({
    status: 'failed',
    error: { code: 'E_MEDIA_NOT_FOUND', message: 'It is not there.', hint: 'ls' },
  });
  await inCourse(state, async (course) => {
    const again = await findRun(state, course.id);
    expect(again.status).toBe('running');
    expect(again.error).toBeUndefined();
  });
});

test("the caller's signal makes it cancelled, whatever the work throws then", async () => {
  const state = await newState();
  const stop = new AbortController();
  const run = inCourse(
    state,
    async (course) => {
      queueMicrotask(() => stop.abort());
      return await untilStopped(course.signal);
    },
    { signal: stop.signal },
  );
  await expect(run).rejects.toMatchObject({
    code: 'E_CANCELLED',
    hint: expect.stringContaining(`offscribe runs resume ${runId(REQUEST)}`),
    cause: expect.objectContaining({ message: 'stopped in the middle' }),
  });
  expect(await readRuns(state)).toMatchObject([{ status: 'cancelled' }]);
});

test('somebody who asks through the database stops it: E_CANCELLED, with what goes on with it', async () => {
  const state = await newState();
  const other = await newState(state.home);
  const run = inCourse(state, async (course) => {
    await runStage(course, PROBE, async () => ({ track: 1 }));
    const next = { ...PROBE, branch: 'de', options: { track: 2 } };
    return await runStage(course, next, async ({ signal }) => {
      expect(askToStop(other, course.id)).toBe(1);
      return await untilStopped(signal);
    });
  });
  await expect(run).rejects.toMatchObject({
    code: 'E_CANCELLED',
    hint: expect.stringContaining(`offscribe runs resume ${runId(REQUEST)}`),
  });
  expect(await readRuns(other)).toMatchObject([{ status: 'cancelled', error: { code: 'E_CANCELLED' } }]);
  expect(stagesOf(other, runId(REQUEST)).map((stage) => stage.state)).toEqual(['ran', 'cancelled']);
  expect(askToStop(other, runId(REQUEST))).toBe(0);
});

test('of two that work on one run the last to end says how it ended', async () => {
  const state = await newState();
  let letGo = (): void => {};
  const long = inCourse(state, async () => await new Promise<void>((resolve) => (letGo = resolve)));
  await expect.poll(async () => (await readRuns(state)).length).toBe(1);
  await expect(inCourse(state, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await readRuns(state)).toMatchObject([{ status: 'running' }]);
  letGo();
  await long;
  expect(await readRuns(state)).toMatchObject([{ status: 'done' }]);
});

test('an id is found by its beginning; one of none or of several is E_USAGE', async () => {
  const state = await newState();
  const ids: string[] = [];
  for (let i = 0; i < 17; i += 1)
    ids.push(await inCourse(state, async ({ id }) => id, { request: { ...REQUEST, media: `/media/${i}` } }));
  const id = ids[0] ?? '';
  expect((await findRun(state, id)).id).toBe(id);
  const unique =
    ids.find((each) => ids.filter((other) => other.startsWith(each.slice(0, 4))).length === 1) ?? '';
  expect((await findRun(state, unique.slice(0, 4))).id).toBe(unique);
  // Seventeen ids and sixteen digits: two of them begin alike.
  const digit = '0123456789abcdef'
    .split('')
    .find((each) => ids.filter((other) => other.startsWith(each)).length > 1);
  await expect(findRun(state, digit ?? '')).rejects.toMatchObject({
    code: 'E_USAGE',
    message: expect.stringContaining('begins'),
    hint: 'offscribe runs list',
  });
  for (const wrong of ['', 'zzz', '%', '_', 'ABCDEF', `${id}0`])
    await expect(findRun(state, wrong)).rejects.toMatchObject({
      code: 'E_USAGE',
      hint: 'offscribe runs list',
    });
});
