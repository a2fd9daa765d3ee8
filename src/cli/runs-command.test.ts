import { expect, test } from 'vitest';
import { inCourse, newHome, newState, PROBE } from '../../tests/fixtures/pipeline.ts';
import { InputError } from '../kernel/index.ts';
import { runStage } from '../pipeline/index.ts';
import { runCommandLine } from './run.ts';

/** Runs `offscribe runs ...` and keeps what it prints. */
async function runs(
  home: string,
  ...args: string[]
): Promise<{ out: string; err: string; exitCode: number }> {
  const printed = { out: '', err: '' };
  const exitCode = await runCommandLine(['runs', ...args], {
    terminal: {
      out: (text) => {
        printed.out += text;
      },
      err: (text) => {
        printed.err += text;
      },
      isInteractive: false,
      hasColour: false,
      columns: () => 80,
      dataColumns: () => undefined,
    },
    env: { OFFSCRIBE_HOME: home },
    signal: new AbortController().signal,
  });
  return { ...printed, exitCode };
}

/** A home with one run that is done and one that has failed; their ids. */
async function twoRuns(): Promise<{ home: string; done: string; failed: string }> {
  const state = await newState();
  const done = await inCourse(state, async (course) => {
    await runStage(course, PROBE, async () => ({ track: 1 }));
    return course.id;
  });
  let failed = '';
  const request = { command: 'transcribe', media: '/media/bad\u0007.wav', request: {} };
  await inCourse(
    state,
    async ({ id }) => {
      failed = id;
      throw new InputError('E_MEDIA_UNDECODABLE', 'It is damaged.', { hint: 'ffprobe it' });
    },
    { request },
  ).catch(() => {});
  return { home: state.home, done, failed };
}

test('list has a line for each run, and --json one document', async () => {
  expect(await runs(await newHome(), 'list')).toEqual({
    out: '',
    err: 'No run is remembered yet.\n',
    exitCode: 0,
  });
  const { home, done, failed } = await twoRuns();
  const { out, err, exitCode } = await runs(home, 'list');
  expect({ err, exitCode }).toEqual({ err: '', exitCode: 0 });
  expect(out).toMatch(
    new RegExp(`^${done} +done +\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d +transcribe +/media/talk\\.wav$`, 'm'),
  );
  expect(out).toMatch(new RegExp(`^${failed} +failed .*/media/bad\\?\\.wav$`, 'm'));
  const listed = JSON.parse((await runs(home, 'list', '--json')).out);
  expect(listed.ok).toBe(true);
  expect(listed.runs).toHaveLength(2);
  expect(listed.runs.find((run: { id: string }) => run.id === done)).toMatchObject({
    status: 'done',
    media: '/media/talk.wav',
    started: expect.stringMatching(/^\d{4}-.*Z$/),
    ended: expect.stringMatching(/Z$/),
  });
});

test('show tells the stages of a run, why it failed, and draws it', async () => {
  const { home, done, failed } = await twoRuns();
  const shown = await runs(home, 'show', done);
  expect(shown.out).toMatch(/^status {3}done$/m);
  expect(shown.out).toMatch(/^probe +ran +\d+\.\d\d s +[0-9a-f]{12}$/m);
  expect((await runs(home, 'show', failed)).out).toMatch(
    /^error {4}E_MEDIA_UNDECODABLE: It is damaged\.\nhint {5}ffprobe it$/m,
  );
  expect((await runs(home, 'show', done, '--mermaid')).out).toMatch(/^flowchart LR\n/);
  expect(JSON.parse((await runs(home, 'show', done, '--json')).out)).toMatchObject({
    ok: true,
    run: { id: done, request: { formats: ['srt'] } },
    stages: [{ stage: 'probe', state: 'ran' }],
    mermaid: expect.stringMatching(/^flowchart LR/),
  });
});

test.each([['show'], ['resume'], ['cancel']])(
  '%s of an id that no run has is E_USAGE, with a hint',
  async (command) => {
    const { home } = await twoRuns();
    const { out, err, exitCode } = await runs(home, command, 'nothing');
    expect({ out, exitCode }).toEqual({ out: '', exitCode: 2 });
    expect(err).toBe('error[E_USAGE]: No run has the id "nothing".\nhint: offscribe runs list\n');
  },
);

test('resume of a run whose media has gone says so, with its exit code', async () => {
  const { home, done } = await twoRuns();
  const { err, exitCode } = await runs(home, 'resume', done);
  expect(exitCode).toBe(1);
  expect(err).toMatch(/^error\[E_MEDIA_NOT_FOUND\]: .*talk\.wav/m);
  const asJson = JSON.parse((await runs(home, 'resume', done, '--json')).out);
  expect(asJson).toMatchObject({ ok: false, run: done, error: { code: 'E_MEDIA_NOT_FOUND' } });
});

test('prune says what went, and a dry run what would', async () => {
  const { home } = await twoRuns();
  expect((await runs(home, 'prune')).err).toBe('Nothing to remove.\n');
  expect((await runs(home, 'prune', '--all', '--dry-run')).err).toBe(
    'This was a dry run: nothing was removed. It would be 2 runs, 1 product, 11 B.\n',
  );
  expect(JSON.parse((await runs(home, 'prune', '--all', '--json')).out)).toMatchObject({
    ok: true,
    dryRun: false,
    products: 1,
    bytes: 11,
  });
  expect((await runs(home, 'list')).err).toBe('No run is remembered yet.\n');
});
