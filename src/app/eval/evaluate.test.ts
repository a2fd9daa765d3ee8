import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fakeWiring, listening, writeLoudWav } from '../../../tests/fixtures/fake-wiring.ts';
import { createFakeEngine } from '../../engines/index.ts';
import { evaluate } from './evaluate.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offscribe-eval-'));
  await writeLoudWav(join(folder, 'a.wav'), 3, [[1, 2]]);
});
afterEach(async () => await rm(folder, { recursive: true, force: true }));

const engine = createFakeEngine(['Seven small boats sailed.']);

async function manifest(...items: readonly object[]): Promise<string> {
  const path = join(folder, 'set.jsonl');
  await writeFile(path, items.map((item) => JSON.stringify({ file: 'a.wav', ...item })).join('\n'));
  return path;
}

describe('evaluate', () => {
  test('pools errors over words, and scores only what can be trusted', async () => {
    const set = await manifest(
      { id: 'right', text: '7 small boats sailed', language: 'en' },
      { id: 'half', text: 'seven boats', language: 'en', text_trust: 'gold' },
      { id: 'untrusted', text: 'nonsense', language: 'en', text_trust: 'model' },
      { id: 'textless' },
    );
    const result = await evaluate({ manifest: set }, fakeWiring(folder, { engine }), listening());
    expect(result.items).toMatchObject([
      { id: 'right', wer: 0, hyp: 'Seven small boats sailed.' },
      { id: 'half', wer: 100 },
      { id: 'untrusted', wer: null },
      { id: 'textless', wer: null, hyp: 'Seven small boats sailed.' },
    ]);
    // Two wrong words of 4 + 2.
    expect(result).toMatchObject({
      wer: 33.33,
      byLanguage: { en: { wer: 33.33, words: 6 } },
      normaliser: 'whisper-english',
      audioSeconds: 12,
    });
    expect(result.cer).toBeGreaterThan(0);
    expect(result.peakRssMb).toBeGreaterThan(10);
  });

  test('keeps one language, a number of items, and each item in its own language', async () => {
    const set = await manifest(
      { id: 'e', language: 'en' },
      { id: 'd', language: 'de' },
      { id: 'd2', language: 'de' },
    );
    const ids = async (request: object): Promise<string[]> => {
      const { items } = await evaluate(
        { manifest: set, ...request },
        fakeWiring(folder, { engine }),
        listening(),
      );
      return items.map(({ id }) => id);
    };
    expect(await ids({ language: 'de' })).toEqual(['d', 'd2']);
    expect(await ids({ language: 'auto', limit: 2 })).toEqual(['e', 'd']);
    await expect(ids({ language: 'fr' })).rejects.toMatchObject({ code: 'E_USAGE' });
    await expect(ids({ limit: 0 })).rejects.toMatchObject({ code: 'E_USAGE' });
  });

  test('keeps a recording that cannot be decoded as an item with its error', async () => {
    const set = await manifest(
      { id: 'a', text: 'seven small boats sailed' },
      { id: 'gone', file: 'gone.wav' },
    );
    const { items, wer } = await evaluate({ manifest: set }, fakeWiring(folder, { engine }), listening());
    expect(items).toMatchObject([{ wer: 0 }, { wer: null, error: { code: 'E_MEDIA_NOT_FOUND' } }]);
    expect(wer).toBe(0);
  });
});
