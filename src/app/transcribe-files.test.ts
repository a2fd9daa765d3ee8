import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fakeWiring, listening, writeLoudWav } from '../../tests/fixtures/fake-wiring.ts';
import { createFakeEngine } from '../engines/index.ts';
import { EngineError, type Transcript } from '../kernel/index.ts';
import type { FileOutcome } from './outcomes.ts';
import { transcribeFiles } from './transcribe-files.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offscribe-app-'));
});
afterEach(async () => await rm(folder, { recursive: true, force: true }));

const unloadable = new EngineError('E_ENGINE_FAILED', 'The graph cannot be read.');
const at = (name: string): string => join(folder, name);

function transcriptOf(outcome: FileOutcome | undefined): Transcript {
  if (outcome?.ok !== true) throw new Error('the file failed', { cause: outcome?.error });
  return outcome.transcript;
}

const times = ({ segments }: Transcript): number[][] =>
  segments.map(({ start, end }) => [Number(start.toFixed(3)), Number(end.toFixed(3))]);

describe('transcribeFiles', () => {
  test('tells where speech is, and keeps its times when only a span is transcribed', async () => {
    await writeLoudWav(at('a.wav'), 10, [
      [1, 2],
      [6, 7.5],
    ]);
    const request = { media: [at('a.wav')], formats: ['srt'] };
    const [whole] = await transcribeFiles(request, fakeWiring(folder), listening());
    expect(times(transcriptOf(whole))).toEqual([
      [1, 2],
      [6, 7.5],
    ]);
    expect(transcriptOf(whole)).toMatchObject({
      duration: 10,
      offset: 0,
      language: 'en',
      languageProbability: 1,
    });

    const part = await transcribeFiles(
      { ...request, startSec: 5, endSec: 9 },
      fakeWiring(folder),
      listening(),
    );
    expect(times(transcriptOf(part[0]))).toEqual([[6, 7.5]]);
    expect(transcriptOf(part[0]).duration).toBe(4);
    const beyond = await transcribeFiles(
      { ...request, startSec: 5, endSec: 12 },
      fakeWiring(folder),
      listening(),
    );
    expect(beyond[0]).toMatchObject({ ok: true, warnings: [expect.stringContaining('before --end')] });
  });

  test('transcribes the clips alone, with and without voice activity detection, inside --start and --end', async () => {
    await writeLoudWav(at('a.wav'), 12, [
      [1, 2],
      [4, 6],
      [8, 11],
    ]);
    const request = { media: [at('a.wav')], formats: ['srt'], clipTimestamps: [0, 5, 9] };
    const run = async (more: object): Promise<FileOutcome | undefined> =>
      (await transcribeFiles({ ...request, ...more }, fakeWiring(folder), listening()))[0];
    const heard = transcriptOf(await run({}));
    expect(times(heard)).toEqual([
      [1, 2],
      [4, 5],
      [9, 11],
    ]);
    expect(heard.duration).toBe(12);
    expect(times(transcriptOf(await run({ startSec: 1.5, endSec: 10 })))).toEqual([
      [1.5, 2],
      [4, 5],
      [9, 10],
    ]);
    expect(times(transcriptOf(await run({ vad: false })))).toEqual([
      [0, 5],
      [9, 12],
    ]);
  });

  test('warns of clips outside the audio, and refuses those that all are, or that make no sense', async () => {
    await writeLoudWav(at('a.wav'), 5, [[1, 2]]);
    const run = async (clipTimestamps: readonly number[]): Promise<FileOutcome | undefined> => {
      const request = { media: [at('a.wav')], formats: ['srt'], clipTimestamps };
      return (await transcribeFiles(request, fakeWiring(folder), listening()))[0];
    };
    expect(await run([0, 3, 7, 9])).toMatchObject({
      ok: true,
      warnings: [expect.stringContaining('beyond the end of the audio (5.000 s)')],
    });
    expect(await run([7, 9])).toMatchObject({ ok: false, error: { code: 'E_USAGE' } });
    await expect(run([3, 1])).rejects.toMatchObject({ code: 'E_USAGE' });
  });

  test('hands everything to the engine without voice activity detection', async () => {
    await writeLoudWav(at('a.wav'), 12, [[11, 12]]);
    const request = { media: [at('a.wav')], formats: ['txt'], vad: false };
    const wiring = { ...fakeWiring(folder, { missing: ['silero-vad'], offline: true }) };
    const [outcome] = await transcribeFiles(request, wiring, listening());
    expect(times(transcriptOf(outcome))).toEqual([[10, 12]]);
    expect(transcriptOf(outcome).engine.options).toMatchObject({ vad: false });
  });

  test.each([
    ['its files are damaged', { models: { states: { 'silero-vad': 'corrupt' } } }, {}],
    ['it cannot be loaded', {}, { loadDetector: () => Promise.reject(unloadable) }],
  ] as const)('decodes without a witness when %s, and says so', async (_, parts, more) => {
    await writeLoudWav(at('a.wav'), 12, [[11, 12]]);
    const request = { media: [at('a.wav')], formats: ['txt'], vad: false };
    const supervision = listening();
    const wiring = { ...fakeWiring(folder, parts), ...more };
    const [outcome] = await transcribeFiles(request, wiring, supervision);
    expect(transcriptOf(outcome).engine.options).toMatchObject({ vad: false, witness: false });
    const told = expect.stringContaining('Text is judged without silero-vad');
    expect(supervision.events).toContainEqual({ type: 'note', message: told });
    await expect(transcribeFiles({ ...request, vad: true }, wiring, listening())).rejects.toThrow();
  });

  test('decodes once what is only followed, and again what is cut and too long to keep, with the same result', async () => {
    const seconds = 620;
    await writeLoudWav(at('long.wav'), seconds, [[610, 615]]);
    for (const clipTimestamps of [undefined, [0]]) {
      const [outcome] = await transcribeFiles(
        { media: [at('long.wav')], formats: ['txt'], overwrite: true, clipTimestamps },
        fakeWiring(folder),
        listening(),
      );
      expect(times(transcriptOf(outcome))).toEqual([[610, 615]]);
      expect(transcriptOf(outcome).duration).toBe(seconds);
    }
  });

  test('reports what happens, in order', async () => {
    await writeLoudWav(at('a.wav'), 3, [[1, 2]]);
    const supervision = listening();
    const request = { media: [at('a.wav')], formats: ['txt'], model: 'tiny.en' };
    await transcribeFiles(request, fakeWiring(folder, { missing: ['tiny.en'] }), supervision);
    const types = supervision.events.map(({ type }) => type);
    const expected = [
      'note',
      // Looking at the track, then making ready to listen.
      'stage',
      'stage',
      'note',
      'pull',
      'pull',
      'pulled',
      'note',
      'start',
      'language',
      'segment',
      'progress',
      'done',
      // Judging, glossary, layout, writing.
      'stage',
      'stage',
      'stage',
      'stage',
    ];
    expect(types).toEqual(expected);
  });

  test('writes every format, and nothing else, into the folder', async () => {
    await writeLoudWav(at('a.wav'), 3, [[1, 2]]);
    const request = {
      media: [at('a.wav')],
      formats: ['srt', 'vtt', 'txt', 'json', 'srt'],
      folder: at('out'),
    };
    const [outcome] = await transcribeFiles(request, fakeWiring(folder), listening());
    expect(outcome).toMatchObject({ ok: true, texts: { txt: 'One.\n' } });
    expect(await readdir(at('out'))).toEqual(['a.json', 'a.srt', 'a.txt', 'a.vtt']);
    expect(await readFile(at('out/a.srt'), 'utf8')).toContain('00:00:01,000 --> ');
  });

  test('goes on after a bad file, and keeps a file that is there', async () => {
    await writeLoudWav(at('a.wav'), 3, [[1, 2]]);
    await writeLoudWav(at('b.wav'), 3, [[1, 2]]);
    await writeFile(at('b.srt'), 'mine');
    const request = { media: [at('none.wav'), at('b.wav'), at('a.wav')], formats: ['srt'], folder };
    const outcomes = await transcribeFiles(request, fakeWiring(folder), listening());
    expect(outcomes).toMatchObject([
      { ok: false, error: { code: 'E_MEDIA_NOT_FOUND' } },
      { ok: false, error: { code: 'E_OUTPUT_EXISTS' } },
      { ok: true },
    ]);
    expect(await readFile(at('b.srt'), 'utf8')).toBe('mine');
  });

  test('asks for no model when no file can be transcribed', async () => {
    const wiring = fakeWiring(folder, { missing: ['base', 'silero-vad'], offline: true });
    const request = { media: [at('none.wav')], formats: ['srt'] };
    const [outcome] = await transcribeFiles(request, wiring, listening());
    expect(outcome).toMatchObject({ ok: false, error: { code: 'E_MEDIA_NOT_FOUND' } });
    await writeLoudWav(at('none.wav'), 1, []);
    const refused = { code: 'E_MODEL_NOT_CACHED', hint: expect.stringContaining('pull base silero-vad') };
    await expect(transcribeFiles(request, wiring, listening())).rejects.toMatchObject(refused);
  });

  test('keeps a file that appeared while it was decoding', async () => {
    await writeLoudWav(at('a.wav'), 3, [[1, 2]]);
    const supervision = listening();
    const wiring = fakeWiring(folder);
    const [outcome] = await transcribeFiles(
      { media: [at('a.wav')], formats: ['txt', 'srt'], folder },
      {
        ...wiring,
        engines: {
          ...wiring.engines,
          create: async (name) => {
            await writeFile(at('a.srt'), 'mine');
            return await wiring.engines.create(name);
          },
        },
      },
      supervision,
    );
    expect(outcome).toMatchObject({ ok: false, error: { code: 'E_OUTPUT_EXISTS' } });
    expect((await readdir(folder)).sort()).toEqual(['a.srt', 'a.wav', 'home']);
    expect(await readFile(at('a.srt'), 'utf8')).toBe('mine');
  });

  test('stops when told, with nothing written', async () => {
    await writeLoudWav(at('a.wav'), 3, [[1, 2]]);
    const controller = new AbortController();
    const supervision = listening(controller.signal);
    const report: typeof supervision.report = (event) => {
      if (event.type === 'segment') controller.abort();
    };
    const request = { media: [at('a.wav')], formats: ['srt'], folder };
    const run = transcribeFiles(request, fakeWiring(folder), { ...supervision, report });
    await expect(run).rejects.toMatchObject({ code: 'E_CANCELLED' });
    // OFFSCRIBE_HOME holds the mark of a model in use for as long as it is; no output is there.
    expect((await readdir(folder)).filter((name) => name !== 'home')).toEqual(['a.wav']);
  });

  test.each([
    [new EngineError('E_ENGINE_FAILED', 'The runtime gave up.'), 'E_ENGINE_FAILED'],
    [new TypeError('boom'), 'E_INTERNAL'],
  ])('says which file an engine failed on (%s), and closes what it opened', async (thrown, code) => {
    await writeLoudWav(at('a.wav'), 3, [[1, 2]]);
    let closed = 0;
    const fake = createFakeEngine();
    const engine = {
      ...fake,
      load: async () => ({
        effectiveOptions: {},
        // biome-ignore lint/correctness/useYield: it fails before it has anything to say
        transcribe: async function* () {
          throw thrown;
        },
        close: async () => {
          closed += 1;
        },
      }),
    };
    const request = { media: [at('a.wav')], formats: ['srt'] };
    const [outcome] = await transcribeFiles(request, fakeWiring(folder, { engine }), listening());
    expect(outcome).toMatchObject({ ok: false, file: at('a.wav'), error: { code } });
    expect(closed).toBe(1);
  });
});
