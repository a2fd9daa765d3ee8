import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fakeWiring, listening, writeLoudWav } from '../../tests/fixtures/fake-wiring.ts';
import { createFakeEngine, type SpeechEngine } from '../engines/index.ts';
import { EngineError } from '../kernel/index.ts';
import { openState, readRuns, stagesOf } from '../pipeline/index.ts';
import type { FileOutcome } from './outcomes.ts';
import { type TranscribeFilesRequest, transcribeFiles } from './transcribe-files.ts';
import type { Wiring } from './wiring.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offscribe-remembered-'));
});
afterEach(async () => await rm(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);
const LOUD = [
  [1, 2],
  [4, 5.5],
  [8, 9],
] as const;

/** A machine, and how often its models were loaded. */
function machine(engine?: SpeechEngine): Wiring & { loads: { engine: number; detector: number } } {
  const wiring = fakeWiring(folder, engine === undefined ? {} : { engine });
  const loads = { engine: 0, detector: 0 };
  return {
    ...wiring,
    loads,
    engines: {
      ...wiring.engines,
      create: async (name) => {
        const made = await wiring.engines.create(name);
        return {
          ...made,
          load: async (...args) => {
            loads.engine += 1;
            return await made.load(...args);
          },
        };
      },
    },
    loadDetector: async (path, threads) => {
      loads.detector += 1;
      return await wiring.loadDetector(path, threads);
    },
  };
}

async function run(
  more: Partial<TranscribeFilesRequest> = {},
  wiring: Wiring = machine(),
  supervision = listening(),
): Promise<FileOutcome> {
  const request = {
    media: [at('a.wav')],
    formats: ['srt'],
    folder: at('out'),
    overwrite: true,
    remember: true,
  };
  const [outcome] = await transcribeFiles({ ...request, ...more }, wiring, supervision);
  if (outcome?.ok !== true) throw new Error('the file failed', { cause: outcome?.error });
  return outcome;
}

/** The stages of the latest run that worked, and those that did not have to. */
async function stages(): Promise<{ ran: string[]; reused: string[] }> {
  const state = await openState(at('home'));
  try {
    const [latest] = await readRuns(state);
    const all = stagesOf(state, latest?.id ?? '');
    const of = (wanted: string): string[] =>
      all.filter((each) => each.state === wanted).map(({ stage }) => stage);
    return { ran: of('ran'), reused: of('reused') };
  } finally {
    state.close();
  }
}

const ALL = ['probe', 'demux', 'regions', 'transcribe', 'clean', 'glossary', 'layout', 'write'];
const without = (...some: string[]): string[] => ALL.filter((stage) => !some.includes(stage));

describe('a run that is remembered', () => {
  beforeEach(async () => await writeLoudWav(at('a.wav'), 10, LOUD));

  test('does every stage the first time; the same line again does none, loads no model and touches no file', async () => {
    await run();
    expect(await stages()).toEqual({ ran: ALL, reused: [] });
    const written = await stat(at('out/a.srt'));
    const wiring = machine();
    const outcome = await run({}, wiring);
    expect(await stages()).toEqual({ ran: [], reused: without('demux', 'regions') });
    expect(wiring.loads).toEqual({ engine: 0, detector: 0 });
    const after = await stat(at('out/a.srt'));
    expect([after.mtimeMs, after.ino]).toEqual([written.mtimeMs, written.ino]);
    expect(outcome).toMatchObject({ ok: true, texts: { srt: await readFile(at('out/a.srt'), 'utf8') } });
  });

  test('tells its segments again, and says that nothing was heard', async () => {
    const first = listening();
    await run({}, machine(), first);
    const again = listening();
    await run({}, machine(), again);
    const segments = ({ events }: typeof first) => events.filter(({ type }) => type === 'segment');
    expect(segments(again)).toEqual(segments(first));
    expect(again.events).toContainEqual({ type: 'note', message: expect.stringContaining('heard before') });
  });

  test('of other formats writes only', async () => {
    await run();
    await run({ formats: ['vtt', 'json'] });
    expect((await stages()).ran).toEqual(['write']);
  });

  test('for another house lays out anew and writes; the name of a profile alone changes nothing', async () => {
    await run();
    await run({ profile: 'bbc' });
    expect((await stages()).ran).toEqual(['layout', 'write']);
    await writeFile(at('house.toml'), 'base = "bbc"\ntitle = "Ours"\n');
    await run({ profile: at('house.toml') });
    expect((await stages()).ran).toEqual([]);
  });

  test('of finished subtitles has word times, but for a translation, and unless they are unwanted', async () => {
    const asked: unknown[] = [];
    for (const more of [{}, { targets: [] }, { targets: ['en'] }, { targets: [], wordTimes: false }]) {
      const outcome = await run({ ...more, remember: false });
      asked.push(outcome.ok && outcome.transcript.engine.options['wordTimes']);
    }
    expect(asked).toEqual([false, true, false, false]);
  });

  test('in another language hears again, where speech was found before', async () => {
    await run();
    const wiring = machine();
    await run({ language: 'de' }, wiring);
    expect((await stages()).ran).toEqual(without('probe', 'regions'));
    expect((await stages()).reused).toEqual(['probe', 'regions']);
  });

  test('of media with a changed byte does everything', async () => {
    await run();
    const bytes = await readFile(at('a.wav'));
    bytes[60] = (bytes[60] ?? 0) ^ 1;
    await writeFile(at('a.wav'), bytes);
    await run();
    expect((await stages()).ran).toEqual(ALL);
  });

  test('of media that were touched, or copied elsewhere, does nothing', async () => {
    await run();
    await utimes(at('a.wav'), new Date(), new Date());
    await run();
    expect((await stages()).ran).toEqual([]);
    await writeFile(at('b.wav'), await readFile(at('a.wav')));
    await run({ media: [at('b.wav')] });
    expect((await stages()).ran).toEqual([]);
    expect((await readdir(at('out'))).sort()).toEqual(['a.srt', 'b.srt']);
  });

  test.each([
    ['a span', { startSec: 3 }],
    ['clips', { clipTimestamps: [0, 5] }],
    ['other search', { temperature: '0' }],
    ['no detector', { vad: false }],
    ['another model', { model: 'tiny.en' }],
  ] as const)('with %s hears again', async (_, more) => {
    await run();
    await run(more as Partial<TranscribeFilesRequest>);
    expect((await stages()).ran).toContain('transcribe');
    await run(more as Partial<TranscribeFilesRequest>);
    expect((await stages()).ran).toEqual([]);
  });

  test('that was stopped goes on: what was heard is not heard again, and that is said', async () => {
    const undisturbed = await run({ remember: false });
    const texts = ['One.', 'Two.', 'Three.'];
    const controller = new AbortController();
    const told = listening(controller.signal);
    let left = 2;
    const report: typeof told.report = (event) => {
      if (event.type === 'segment' && --left === 0) controller.abort();
    };
    await expect(run({ overwrite: true }, machine(), { ...told, report })).rejects.toMatchObject({
      code: 'E_CANCELLED',
    });
    // Whoever says other words would be found out.
    const again = listening();
    const outcome = await run({}, machine(createFakeEngine(texts)), again);
    expect(outcome).toMatchObject({ texts: (undisturbed as { texts: object }).texts });
    const note = expect.stringMatching(/^resuming: [1-9]\d* of 10 s were done already$/);
    expect(again.events).toContainEqual({ type: 'note', message: note });
  });

  test('by an engine that failed in the middle is not kept as that engine’s work', async () => {
    const fake = createFakeEngine(['One.', 'Two.', 'Three.']);
    const failing: SpeechEngine = {
      ...fake,
      load: async (path, options) => ({
        ...(await fake.load(path, options)),
        // biome-ignore lint/correctness/useYield: it fails before it has anything to say
        async *transcribe() {
          throw new EngineError('E_ENGINE_CRASHED', 'The worker ended.');
        },
      }),
    };
    const wiring = machine();
    const broken: Wiring = {
      ...wiring,
      engines: {
        ...wiring.engines,
        create: async (name) => (name === 'mlx' ? failing : await wiring.engines.create(name)),
        graphics: async () => ({ kind: 'apple' }),
      },
    };
    const outcome = await run({}, broken);
    expect(outcome).toMatchObject({ warnings: [expect.stringContaining('The mlx engine failed')] });
    await run({}, broken);
    expect((await stages()).ran).toContain('transcribe');
  });

  test('leaves nothing in OFFSCRIBE_HOME when it is not to be remembered', async () => {
    await run({ remember: false });
    expect((await readdir(at('home'))).filter((name) => /state|artifacts|locks/.test(name))).toEqual([]);
  });
});
