import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fakeWiring, listening, writeLoudWav } from '../../../tests/fixtures/fake-wiring.ts';
import { createFakeEngine, type SpeechEngine } from '../../engines/index.ts';
import type { BatchOutcome } from '../outcomes.ts';
import { type TranscribeBatchRequest, transcribeBatch } from './transcribe-batch.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offscribe-batch-'));
});
afterEach(async () => await rm(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);

type Wishes = Partial<TranscribeBatchRequest> & {
  readonly names: readonly string[];
  readonly recursive?: boolean;
};

const requestOf = ({ names, recursive, ...more }: Wishes): TranscribeBatchRequest => ({
  inputs: { names, recursive },
  formats: ['srt'],
  folder: at('out'),
  ...more,
});

async function run(wishes: Wishes, wiring = fakeWiring(folder)): Promise<readonly BatchOutcome[]> {
  const outcomes: BatchOutcome[] = [];
  for await (const outcome of transcribeBatch(requestOf(wishes), wiring, listening())) outcomes.push(outcome);
  return outcomes;
}

const states = (outcomes: readonly BatchOutcome[]): readonly string[] =>
  outcomes.map((outcome) =>
    outcome.ok ? (outcome.skipped === undefined ? 'done' : 'skipped') : outcome.error.code,
  );

/** `talks/01.wav` and so on; every tenth is none. */
async function makeTalks(count: number): Promise<void> {
  await mkdir(at('talks'));
  for (let n = 1; n <= count; n += 1) {
    const path = at(`talks/${n}.wav`);
    if (n % 10 === 5) await writeFile(path, 'this was never audio');
    else await writeLoudWav(path, 0.5, [[0.1, 0.4]]);
  }
}

/** A fake engine that counts the models in memory and the transcriptions at once. */
function countingEngine(): { engine: SpeechEngine; most: () => { loaded: number; busy: number } } {
  const fake = createFakeEngine(['One.']);
  let [loaded, busy, mostBusy] = [0, 0, 0];
  const engine: SpeechEngine = {
    ...fake,
    load: async (...args) => {
      const model = await fake.load(...args);
      loaded += 1;
      return {
        ...model,
        transcribe: async function* (...input) {
          busy += 1;
          mostBusy = Math.max(mostBusy, busy);
          await new Promise((resolve) => setTimeout(resolve, 60));
          try {
            yield* model.transcribe(...input);
          } finally {
            busy -= 1;
          }
        },
      };
    },
  };
  return { engine, most: () => ({ loaded, busy: mostBusy }) };
}

describe('a batch', () => {
  test('of 50 files with 5 broken ones gives 45 results, in order, by one model', async () => {
    await makeTalks(50);
    const { engine, most } = countingEngine();
    const outcomes = await run({ names: [at('talks')] }, fakeWiring(folder, { engine }));
    expect(outcomes.map(({ file }) => file)).toEqual(
      Array.from({ length: 50 }, (_, i) => at(`talks/${i + 1}.wav`)),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(45);
    expect(new Set(states(outcomes))).toEqual(new Set(['done', 'E_MEDIA_UNDECODABLE']));
    expect((await readdir(at('out'))).length).toBe(45);
    expect(most()).toEqual({ loaded: 1, busy: 1 });
  });

  test('with --jobs works on so many at once, each with a model of its own, to the same bytes', async () => {
    await makeTalks(12);
    const { engine, most } = countingEngine();
    const outcomes = await run({ names: [at('talks')], jobs: 3 }, fakeWiring(folder, { engine }));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(11);
    expect(most()).toEqual({ loaded: 3, busy: 3 });
  });

  test('holds no outcome that its reader has let go', async () => {
    await makeTalks(30);
    setFlagsFromString('--expose-gc');
    const collect: () => void = runInNewContext('gc');
    const seen: WeakRef<BatchOutcome>[] = [];
    const request = requestOf({ names: [at('talks')] });
    let most = 0;
    for await (const outcome of transcribeBatch(request, fakeWiring(folder), listening())) {
      seen.push(new WeakRef(outcome));
      await new Promise((resolve) => setTimeout(resolve, 0));
      collect();
      most = Math.max(most, seen.filter((each) => each.deref() !== undefined).length);
    }
    expect(seen).toHaveLength(30);
    expect(most).toBeLessThan(10);
  });

  test('tells of names that lead to nothing, and goes on', async () => {
    await makeTalks(2);
    await mkdir(at('empty'));
    const names = [at('empty'), at('no*.wav'), at('talks'), at('gone.wav')];
    expect(states(await run({ names }))).toEqual([
      ...['E_MEDIA_NOT_FOUND', 'E_MEDIA_NOT_FOUND', 'done', 'done', 'E_MEDIA_NOT_FOUND'],
    ]);
  });

  test('asks for no model when there is nothing to transcribe, but refuses wrong flags all the same', async () => {
    const wiring = fakeWiring(folder, { missing: ['base', 'silero-vad'], offline: true });
    expect(states(await run({ names: [at('none*.wav')] }, wiring))).toEqual(['E_MEDIA_NOT_FOUND']);
    const wrong = run({ names: [at('none*.wav')], language: 'xx' }, wiring);
    await expect(wrong).rejects.toMatchObject({ code: 'E_LANGUAGE_UNSUPPORTED' });
  });

  test('mirrors folders, keeps stems apart, and gives each file its own output', async () => {
    await mkdir(at('t/d'), { recursive: true });
    for (const name of ['t/a.wav', 't/a.wave', 't/d/a.wav']) await writeLoudWav(at(name), 0.5, [[0.1, 0.4]]);
    expect(states(await run({ names: [at('t')], recursive: true }))).toEqual(['done', 'done', 'done']);
    const written = await readdir(at('out'), { recursive: true });
    expect(written.sort()).toEqual(['a.wav.srt', 'a.wave.srt', 'd', 'd/a.srt']);
  });

  test('beside the media names the language, which may have to be found first', async () => {
    await makeTalks(1);
    await run({ names: [at('talks')], isBeside: true });
    expect(await readdir(at('talks'))).toEqual(['1.en.srt', '1.wav']);
    await run({ names: [at('talks')], isBeside: true, language: 'de' });
    await run({ names: [at('talks')], isBeside: true, language: 'de', task: 'translate', formats: ['txt'] });
    expect(await readdir(at('talks'))).toEqual(['1.de.srt', '1.en.srt', '1.en.txt', '1.wav']);
    await writeFile(at('talks/1.en.srt'), 'mine');
    expect(states(await run({ names: [at('talks')], isBeside: true }))).toEqual(['E_OUTPUT_EXISTS']);
  });

  test('skips what has its outputs, or subtitles in the language, and says why', async () => {
    await makeTalks(3);
    await mkdir(at('out'));
    await writeFile(at('out/1.srt'), 'mine');
    await writeFile(at('talks/2.de.vtt'), 'mine');
    const wishes = { names: [at('talks')], skip: 'subtitled' } as const;
    const outcomes = await run({ ...wishes, language: 'de' });
    expect(states(outcomes)).toEqual(['skipped', 'skipped', 'done']);
    expect(outcomes[0]).toMatchObject({ skipped: '1.srt is there already.' });
    expect(outcomes[1]).toMatchObject({ skipped: expect.stringContaining('2.de.vtt is beside it.') });
    expect(states(await run({ ...wishes, language: 'en' }))).toEqual(['skipped', 'done', 'skipped']);
  });

  test('of one file alone, where one is wanted, refuses more', async () => {
    await makeTalks(2);
    const wishes = { names: [at('talks')], folder: undefined, isSingle: true };
    await expect(run(wishes)).rejects.toMatchObject({
      code: 'E_USAGE',
      message: expect.stringContaining('not 2'),
    });
  });
});
