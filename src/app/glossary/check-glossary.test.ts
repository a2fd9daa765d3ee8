import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fakeWiring, listening, writeLoudWav } from '../../../tests/fixtures/fake-wiring.ts';
import { createFakeEngine, type SpeechEngine } from '../../engines/index.ts';
import { checkGlossary } from './check-glossary.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offscribe-glossary-'));
  await writeLoudWav(join(folder, 'a.wav'), 3, [[1, 2]]);
});
afterEach(async () => await rm(folder, { recursive: true, force: true }));

/** Says one text, and another when it was told names. */
function toldEngine(plain: string, told: string): SpeechEngine {
  const [deaf, keen] = [createFakeEngine([plain]), createFakeEngine([told])];
  return {
    ...deaf,
    capabilities: { ...deaf.capabilities, hotwords: true },
    load: async (...args) => {
      const [one, other] = [await deaf.load(...args), await keen.load(...args)];
      return {
        ...one,
        effectiveOptions: {},
        transcribe: (input, options, signal) =>
          (options.hotwords?.length ? other : one).transcribe(input, options, signal),
      };
    },
  };
}

async function glossary(text: string): Promise<string> {
  await writeFile(join(folder, 'names.tsv'), text);
  return join(folder, 'names.tsv');
}

async function manifest(...items: readonly object[]): Promise<string> {
  const path = join(folder, 'set.jsonl');
  await writeFile(path, items.map((item) => JSON.stringify({ file: 'a.wav', ...item })).join('\n'));
  return path;
}

describe('checking a glossary', () => {
  test('tells the problems of its form and of its meaning, by line, and needs no model', async () => {
    const file = await glossary('Hale\tthe\n\tx\nhale\n');
    const report = await checkGlossary({ file }, fakeWiring(folder, { missing: ['base'] }), listening());
    expect(report).toMatchObject({
      terms: 2,
      problems: [
        { line: 1, rule: 'common-alias' },
        { line: 2, rule: 'format' },
        { line: 3, rule: 'duplicate-term' },
      ],
    });
  });

  test('measures nothing while there is an error', async () => {
    const file = await glossary('Hale\nHale\n');
    const request = { file, manifest: join(folder, 'none.jsonl') };
    expect(await checkGlossary(request, fakeWiring(folder), listening())).not.toHaveProperty('measurement');
  });

  test('counts terms and false corrections in each way to use it', async () => {
    const file = await glossary('Hale\thail\nThornton\nDelmonico\n');
    const engine = toldEngine(
      'Mister hail met Mister Thompson in the hail.',
      'Mister Hale met Thornton in the hail.',
    );
    const set = await manifest(
      { id: 'a', text: 'mister hale met mister thornton in the hail', language: 'en' },
      { id: 'untold', language: 'en' },
    );
    const { measurement } = await checkGlossary(
      { file, manifest: set, language: 'en' },
      fakeWiring(folder, { engine }),
      listening(),
    );
    expect(measurement).toMatchObject({
      items: 1,
      uses: [
        { use: 'none', said: 2, found: 0, recall: 0, changes: 0, falseChanges: 0 },
        { use: 'correction', said: 2, found: 1, recall: 50, changes: 2, falseChanges: 1 },
        { use: 'bias', said: 2, found: 2, recall: 100, changes: 0, falseChanges: 0 },
        { use: 'bias+correction', said: 2, found: 2, recall: 100, changes: 1, falseChanges: 1 },
      ],
      missed: [],
      changes: [{ id: 'a', before: 'hail', after: 'Hale', rule: 'alias', isTrue: false }],
      failed: [],
      notes: [],
    });
  });

  test('says so when the engine cannot be told anything, and when a recording cannot be heard', async () => {
    const file = await glossary('Hale\n');
    const set = await manifest({ id: 'a', text: 'hale' }, { id: 'gone', file: 'gone.wav', text: 'hale' });
    const engine = createFakeEngine(['Hale.']);
    const { measurement } = await checkGlossary(
      { file, manifest: set },
      fakeWiring(folder, { engine }),
      listening(),
    );
    expect(measurement).toMatchObject({
      items: 1,
      failed: [{ id: 'gone' }],
      notes: [expect.stringMatching(/cannot be told/)],
    });
  });

  test('refuses a manifest with nothing to compare with', async () => {
    const file = await glossary('Hale\n');
    const request = {
      file,
      manifest: await manifest({ id: 'a', text: 'hale', language: 'en' }),
      language: 'de',
    };
    await expect(checkGlossary(request, fakeWiring(folder), listening())).rejects.toMatchObject({
      code: 'E_MANIFEST_INVALID',
    });
    const gone = await manifest({ id: 'gone', file: 'gone.wav', text: 'hale' });
    await expect(
      checkGlossary({ file, manifest: gone }, fakeWiring(folder), listening()),
    ).rejects.toMatchObject({ code: 'E_MEDIA_UNDECODABLE' });
  });
});
