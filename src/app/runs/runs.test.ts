import { expect, test } from 'vitest';
import { inCourse, newHome, newState, PROBE, REQUEST } from '../../../tests/fixtures/pipeline.ts';
import { runStage } from '../../pipeline/index.ts';
import { openWiring } from '../wiring.ts';
import { cancelRun, pruneRuns } from './change-runs.ts';
import { listRuns, showRun } from './look-at-runs.ts';
import { resumeRun } from './resume-run.ts';

const SUPERVISION = { signal: new AbortController().signal, report: () => {} };

test('where nothing was ever remembered there are no runs, and looking makes no state', async () => {
  const home = await newHome();
  expect(await listRuns({ home })).toEqual([]);
  expect(await pruneRuns({}, { home })).toMatchObject({ runs: [], bytes: 0 });
  await expect(showRun('abc', { home })).rejects.toMatchObject({
    code: 'E_USAGE',
    hint: 'offscribe runs list',
  });
  expect(await listRuns({ home })).toEqual([]);
});

test('a run is listed, shown with its stages, and pruned only when it is old', async () => {
  const state = await newState();
  const { home } = state;
  const id = await inCourse(state, async (course) => {
    await runStage(course, PROBE, async () => ({ track: 1 }));
    return course.id;
  });
  expect(await listRuns({ home })).toMatchObject([{ id, status: 'done' }]);
  const shown = await showRun(id.slice(0, 5), { home });
  expect(shown).toMatchObject({ run: { id }, stages: [{ stage: 'probe', state: 'ran' }] });
  expect(shown.mermaid).toMatch(/s_probe\["probe<br\/>ran, \d+\.\d s"\]/);
  expect(await pruneRuns({ olderThan: '1h' }, { home })).toMatchObject({ runs: [] });
  expect(await pruneRuns({ all: true, dryRun: true }, { home })).toMatchObject({ runs: [id], dryRun: true });
  expect(await pruneRuns({ all: true }, { home })).toMatchObject({ runs: [id], products: 1 });
  expect(await listRuns({ home })).toEqual([]);
});

test.each([[{ olderThan: 'soon' }], [{ olderThan: '0d' }], [{ olderThan: '1d', all: true }]])(
  'prune with %j is E_USAGE, with a hint about runs',
  async (request) => {
    const home = await newHome();
    await expect(pruneRuns(request, { home })).rejects.toMatchObject({
      code: 'E_USAGE',
      hint: expect.stringMatching(/^offscribe runs prune /),
    });
  },
);

test('only a run that is running can be cancelled', async () => {
  const state = await newState();
  const { home } = state;
  const id = await inCourse(state, async (course) => {
    expect(await cancelRun(course.id, { home })).toMatchObject({
      id: course.id,
      processes: 1,
      media: REQUEST.media,
    });
    return course.id;
  });
  await expect(cancelRun(id, { home })).rejects.toMatchObject({
    code: 'E_USAGE',
    hint: `offscribe runs show ${id}`,
  });
});

test('a run is resumed with its own media and request, and says what became of it', async () => {
  const state = await newState();
  const wiring = openWiring({ env: { OFFSCRIBE_HOME: state.home }, offline: true });
  const request = {
    command: 'transcribe',
    media: '/no/such/talk.wav',
    request: { formats: ['srt'], model: 'tiny.en' },
  };
  const id = await inCourse(state, async (course) => course.id, { request });
  const { run, outcome } = await resumeRun({ id }, wiring, SUPERVISION);
  expect(run.id).toBe(id);
  expect(outcome).toMatchObject({
    ok: false,
    file: '/no/such/talk.wav',
    error: { code: 'E_MEDIA_NOT_FOUND' },
  });
});

test('a run of a command that this release does not know cannot be resumed', async () => {
  const state = await newState();
  const wiring = openWiring({ env: { OFFSCRIBE_HOME: state.home } });
  const request = { ...REQUEST, command: 'constructor' };
  const id = await inCourse(state, async (course) => course.id, { request });
  await expect(resumeRun({ id }, wiring, SUPERVISION)).rejects.toMatchObject({
    code: 'E_USAGE',
    hint: `offscribe runs show ${id}`,
  });
});
