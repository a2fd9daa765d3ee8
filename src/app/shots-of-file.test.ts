import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { fakeWiring, listening, writeLoudWav } from '../../tests/fixtures/fake-wiring.ts';
import { describeWithFfmpeg, makeMedia, temporaryFolder } from '../../tests/fixtures/made-media.ts';
import { createFakeEngine } from '../engines/index.ts';
import { openState, readRuns, stagesOf } from '../pipeline/index.ts';
import type { Cue } from '../subtitles/index.ts';
import type { TranscribedFile } from './outcomes.ts';
import { type TranscribeFilesRequest, transcribeFiles } from './transcribe-files.ts';
import type { Wiring } from './wiring.ts';

/** The picture is cut at 2 and at 5 seconds. */
const FRAME_MS = 40;
const PICTURE = [
  ...['-f', 'lavfi', '-i', 'testsrc=s=320x180:r=25:d=2'],
  ...['-f', 'lavfi', '-i', 'color=#204060:s=320x180:r=25:d=3'],
  ...['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=25:d=3'],
];
/** Somebody speaks until just before the first cut, from just behind it, and across the second. */
const LOUD = [
  [0.5, 1.85],
  [2.1, 3.4],
  [4.0, 6.0],
] as const;
const TEXTS = ['He opens it.', 'Nobody is in there.', 'She waits for him. Then she has to go.'];

let folder = '';
let film = '';
let sound = '';
beforeAll(async () => {
  folder = await temporaryFolder();
  [film, sound] = [join(folder, 'film.mkv'), join(folder, 'sound.wav')];
});

/** A machine with ffmpeg, whose memory is `home`. */
function machine(home: string, env: Record<string, string | undefined> = { OFFSCRIBE_FFMPEG: '' }): Wiring {
  const wiring = fakeWiring(join(folder, home), { engine: createFakeEngine(TEXTS) });
  return { ...wiring, env: { ...wiring.env, ...env } };
}

async function run(
  more: Partial<TranscribeFilesRequest>,
  { home = '', wiring = machine(home), supervision = listening() } = {},
): Promise<TranscribedFile> {
  const request = { media: [film], formats: ['srt'], shots: true, remember: home !== '' };
  const [outcome] = await transcribeFiles({ ...request, ...more }, wiring, supervision);
  if (outcome?.ok !== true) throw new Error('the file failed', { cause: outcome?.error });
  return outcome;
}

const times = ({ cues }: { readonly cues: readonly Cue[] }): number[][] =>
  cues.map(({ startMs, endMs }) => [startMs, endMs]);

const WITHOUT = ['probe', 'demux', 'regions', 'transcribe', 'clean', 'glossary', 'layout', 'write'];

/** The stages of the latest run by what became of them, each list in order of its words. */
async function stagesOfLatest(home: string): Promise<Record<'ran' | 'reused' | 'cancelled', string[]>> {
  const state = await openState(join(folder, home, 'home'));
  try {
    const [latest] = await readRuns(state);
    const all = stagesOf(state, latest?.id ?? '');
    const of = (wanted: string): string[] =>
      all.flatMap(({ stage, state: reached }) => (reached === wanted ? [stage] : [])).sort();
    return { ran: of('ran'), reused: of('reused'), cancelled: of('cancelled') };
  } finally {
    state.close();
  }
}

describeWithFfmpeg('the shots of a film', () => {
  beforeAll(async () => {
    await writeLoudWav(sound, 8, LOUD);
    await makeMedia(
      ...PICTURE,
      ...['-i', sound, '-filter_complex', '[0][1][2]concat=n=3[v]', '-map', '[v]', '-map', '3:a'],
      ...['-c:a', 'pcm_s16le', film],
    );
  });

  test('are where its cues begin and end, and none runs across one where a sentence ends', async () => {
    const plain = await run({ shots: false });
    expect(plain.cues).toHaveLength(2);
    const { cues, warnings, texts } = await run({});
    const gapMs = 2 * FRAME_MS;
    expect(times({ cues })).toEqual([
      [500, 2000 - gapMs],
      [2000, 5000 - gapMs],
      [5000, 6500],
    ]);
    expect(cues.map(({ lines }) => lines.join(' '))).toEqual([
      'He opens it.',
      'Nobody is in there. She waits for him.',
      'Then she has to go.',
    ]);
    expect(texts.srt).toContain('00:00:00,500 --> 00:00:01,920');
    expect(warnings).toEqual([]);
  });

  test('are places to end at for a house without a rule for them, though no time is moved to them', async () => {
    const { cues } = await run({ profile: 'bbc' });
    expect(times({ cues }).flat()).not.toContain(2000);
    const first = cues.map(({ lines }) => lines.join(' ').split(' ')[0]);
    expect(first).toEqual(expect.arrayContaining(['Nobody', 'Then']));
    const plain = await run({ profile: 'bbc', shots: false });
    expect(plain.cues.length).toBeLessThan(cues.length);
  });

  test('are looked for once: another profile lays out anew, and does not look at the picture', async () => {
    const home = 'once';
    await run({}, { home });
    expect((await stagesOfLatest(home)).ran).toEqual([...WITHOUT, 'shots'].sort());
    const supervision = listening();
    await run({ profile: 'bbc' }, { home, supervision });
    expect(await stagesOfLatest(home)).toMatchObject({
      ran: ['layout', 'write'],
      reused: expect.arrayContaining(['shots']),
    });
    const looks = supervision.events.filter((event) => event.type === 'stage' && event.stage === 'shots');
    expect(looks).toEqual([]);
    await run({ shots: false }, { home });
    expect((await stagesOfLatest(home)).ran).toEqual(['layout', 'write']);
  });

  test('are told of while they are looked for, second by second', async () => {
    const supervision = listening();
    await run({}, { supervision });
    const told = supervision.events.filter((event) => event.type === 'stage' && event.stage === 'shots');
    expect(told).toContainEqual({ type: 'stage', file: film, stage: 'shots', doneSec: 7, totalSec: 8 });
    expect(supervision.events.find(({ type }) => type === 'progress')).not.toMatchObject({ stage: 'shots' });
  });

  test('are one warning where there is no picture, and the cues are those without', async () => {
    const home = 'sound';
    const plain = await run({ media: [sound], shots: false }, { home });
    const outcome = await run({ media: [sound] }, { home });
    expect(outcome.warnings).toEqual([...plain.warnings, 'It has no picture: cues keep to no shots.']);
    expect(outcome.texts).toEqual(plain.texts);
    expect((await stagesOfLatest(home)).ran).toEqual(['shots']);
  });

  test('stop being looked for on request, before anything is heard', async () => {
    const controller = new AbortController();
    const { events, ...told } = listening(controller.signal);
    const report: typeof told.report = (event) => {
      told.report(event);
      if (event.type === 'stage' && event.doneSec !== undefined) controller.abort();
    };
    const home = 'stopped';
    const media = [join(folder, 'long.mkv')];
    await makeMedia(
      '-i',
      film,
      '-vf',
      'tpad=stop_mode=clone:stop_duration=60',
      '-c:v',
      'mpeg4',
      media[0] ?? '',
    );
    await expect(run({ media }, { home, supervision: { ...told, events, report } })).rejects.toMatchObject({
      code: 'E_CANCELLED',
    });
    expect(events.filter(({ type }) => type === 'segment')).toEqual([]);
    expect((await stagesOfLatest(home)).cancelled).toEqual(['shots']);
  });

  test('cannot be found without ffmpeg, which is said before any work', async () => {
    const supervision = listening();
    const wiring = machine('', { OFFSCRIBE_FFMPEG: 'none' });
    await expect(run({ media: [join(folder, 'none.wav')] }, { wiring, supervision })).rejects.toMatchObject({
      code: 'E_RUNTIME_MISSING',
      hint: expect.stringContaining('ffmpeg'),
    });
    expect(supervision.events).toEqual([]);
  });
});
