import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fakeWiring, listening, writeLoudWav } from '../../../tests/fixtures/fake-wiring.ts';
import { createFakeEngine } from '../../engines/index.ts';
import { transcribeFiles } from '../transcribe-files.ts';
import { chooseTerms } from './choose-terms.ts';

let folder = '';
let glossary = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offscribe-terms-'));
  glossary = join(folder, 'names.tsv');
  await writeFile(glossary, 'Hale\thail\ten\nMüller\t\tde\n');
});
afterEach(async () => await rm(folder, { recursive: true, force: true }));

describe('a glossary that was asked for', () => {
  test('is told to the decoder behind the hotwords of the user, in its language', async () => {
    const chosen = await chooseTerms({ glossary, hotwords: ['Hart'] }, 'onnx', 'en');
    expect(chosen.wishes).toEqual({ hotwords: ['Hart', 'Hale'] });
    expect(chosen.glossary?.terms).toHaveLength(2);
    expect(chosen.notes).toEqual([]);
  });

  test('corrects alone where the engine cannot be told, and that is said', async () => {
    const chosen = await chooseTerms({ glossary }, 'mlx', 'en');
    expect(chosen).toMatchObject({ wishes: {}, notes: [expect.stringMatching(/corrected only/)] });
  });

  test('changes nothing where there is none', async () => {
    expect(await chooseTerms({ hotwords: ['Hart'] }, 'onnx', 'en')).toEqual({ wishes: {}, notes: [] });
  });

  test('is E_GLOSSARY_INVALID where it cannot be read', async () => {
    const missing = { glossary: join(folder, 'none.tsv') };
    await expect(chooseTerms(missing, 'onnx', 'en')).rejects.toMatchObject({ code: 'E_GLOSSARY_INVALID' });
  });
});

test('a transcript is corrected at its end, and says what was changed', async () => {
  const media = join(folder, 'a.wav');
  await writeLoudWav(media, 3, [[1, 2]]);
  const engine = createFakeEngine(['Mister hail met Herr Muller.']);
  const [outcome] = await transcribeFiles(
    { media: [media], formats: ['txt'], glossary, language: 'en' },
    fakeWiring(folder, { engine }),
    listening(),
  );
  expect(outcome).toMatchObject({
    ok: true,
    texts: { txt: expect.stringMatching(/Mister Hale met Herr Muller\./) },
    changes: [{ stage: 'glossary', rule: 'alias', before: 'hail', after: 'Hale' }],
  });
});
