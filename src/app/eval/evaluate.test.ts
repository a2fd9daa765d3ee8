import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fakeWiring, listening, writeLoudWav } from '../../../tests/fixtures/fake-wiring.ts';
import { createFakeEngine, type SpeechEngine } from '../../engines/index.ts';
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
      byLanguage: { en: { wer: 33.33, words: 6, substitutions: 0, deletions: 0, insertions: 2 } },
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

/** The fake engine, with words whose times are those of a reference but for `lateSec`. */
function timedEngine(text: string, lateSec: number): SpeechEngine {
  const fake = createFakeEngine([text]);
  return {
    ...fake,
    capabilities: { ...fake.capabilities, wordTimes: true },
    load: async (...args) => {
      const model = await fake.load(...args);
      return {
        close: model.close,
        get effectiveOptions() {
          return model.effectiveOptions;
        },
        async *transcribe(input, options, signal) {
          for await (const event of model.transcribe(input, options, signal)) {
            if (event.type !== 'segment' || options.wordTimes !== true) yield event;
            else {
              const words = text.split(' ').map((word, i) => ({
                text: ` ${word}`,
                start: 1 + i / 4 + lateSec,
                end: 1 + (i + 1) / 4,
                probability: 0.9,
                timeSource: 'attention' as const,
              }));
              yield { ...event, segment: { ...event.segment, words } };
            }
          }
        },
      };
    },
  };
}

describe('word times', () => {
  const words = ['seven', 'small', 'boats', 'sailed'].map((text, i) => ({
    text,
    start: 1 + i / 4,
    end: 1 + (i + 1) / 4,
  }));

  test('are asked for where the manifest has them, and measured', async () => {
    const set = await manifest(
      { id: 'timed', language: 'en', words },
      { id: 'plain', text: 'x', language: 'en' },
    );
    const wiring = fakeWiring(folder, { engine: timedEngine('Seven small boats sailed.', 0.08) });
    const { items, wordTiming, notes, reliability } = await evaluate({ manifest: set }, wiring, listening());
    expect(wordTiming).toMatchObject({
      referenceWords: 4,
      start: { count: 4, medianMs: 80, biasMs: 80, within: { 50: 0, 100: 100 } },
      end: { medianMs: 0 },
    });
    expect(items.map((item) => item.words?.length)).toEqual([4, undefined]);
    expect(items[0]?.words?.[0]).toEqual({
      text: ' Seven',
      start: 1.08,
      end: 1.25,
      probability: 0.9,
      right: true,
    });
    expect(reliability).toMatchObject({ source: 'probability', words: 4, right: 1 });
    expect(notes).toEqual([]);
    const all = await evaluate({ manifest: set, wordTimes: true }, wiring, listening());
    expect(all.items.map((item) => item.words?.length)).toEqual([4, 4]);
  });

  test('are not measured, and that is said, with an engine that gives none', async () => {
    const set = await manifest({ id: 'timed', language: 'en', words });
    const heard = listening();
    const result = await evaluate({ manifest: set }, fakeWiring(folder, { engine }), heard);
    expect(result).toMatchObject({ wer: 0, wordTiming: null });
    expect(result.notes).toEqual([expect.stringMatching(/gives no word times/)]);
    expect(heard.events).toContainEqual({ type: 'note', message: result.notes[0] });
  });
});

describe('a comparison', () => {
  const texts = [
    { id: 'a', text: 'seven small boats sailed', language: 'en' },
    { id: 'b', text: 'seven boats sailed', language: 'en' },
    { id: 'c', text: 'seven small goats sailed', language: 'en' },
  ];

  test('with an earlier result scores its texts again, by their ids', async () => {
    const set = await manifest(...texts);
    const earlier = join(folder, 'earlier.json');
    const items = [
      { id: 'c', hyp: 'Seven small goats sailed.' },
      { id: 'a', hyp: 'Seven boats.', wer: 0 },
      { id: 'elsewhere', hyp: 'x' },
    ];
    await writeFile(earlier, JSON.stringify({ ok: true, items }));
    const request = { manifest: set, compare: { file: earlier } };
    const { comparison } = await evaluate(request, fakeWiring(folder, { engine }), listening());
    expect(comparison).toMatchObject({
      other: { name: earlier, wer: 25 },
      items: 2,
      fewerErrors: 1,
      moreErrors: 1,
      sameErrors: 0,
      wer: { rate: 12.5, otherRate: 25, difference: -12.5 },
    });
    expect(comparison?.changed.map(({ id, errors, diff }) => [id, errors, diff])).toEqual([
      ['a', -2, '7 {+small+} boats {+sailed+}'],
      ['c', 1, '7 small [-goats-] {+boats+} sailed'],
    ]);
  });

  test('with other options decodes again, and equals itself', async () => {
    const set = await manifest(...texts);
    const request = { manifest: set, compare: { name: '-m tiny.en', options: { model: 'tiny.en' } } };
    const { comparison } = await evaluate(request, fakeWiring(folder, { engine }), listening());
    expect(comparison).toMatchObject({
      other: { name: '-m tiny.en', model: { name: 'tiny.en' }, engine: { name: 'fake' } },
      items: 3,
      sameErrors: 3,
      wer: { difference: 0, p: 1 },
      changed: [],
    });
  });

  test.each([
    ['no JSON', 'items', /is not JSON/],
    ['no items', '{"wer":1}', /items/],
    ['an item without a text', '{"items":[{"id":"a"}]}', /items.0.hyp/],
  ])('with a document that has %s is refused before any work', async (_, text, message) => {
    const earlier = join(folder, 'earlier.json');
    await writeFile(earlier, text);
    const request = { manifest: await manifest(...texts), compare: { file: earlier } };
    const heard = listening();
    await expect(evaluate(request, fakeWiring(folder, { engine }), heard)).rejects.toMatchObject({
      code: 'E_MANIFEST_INVALID',
      message: expect.stringMatching(message),
    });
    expect(heard.events).toEqual([]);
    await writeFile(earlier, '{"items":[{"id":"x","hyp":"y"}]}');
    const strange = { code: 'E_USAGE', message: expect.stringMatching(/none of the items/) };
    await expect(evaluate(request, fakeWiring(folder, { engine }), listening())).rejects.toMatchObject(
      strange,
    );
    const gone = { ...request, compare: { file: join(folder, 'gone.json') } };
    const absent = { code: 'E_MEDIA_NOT_FOUND' };
    await expect(evaluate(gone, fakeWiring(folder, { engine }), listening())).rejects.toMatchObject(absent);
  });
});

describe('a report', () => {
  const page = (): string => join(folder, 'report.html');

  test('is one page that asks nothing of a server, with the worst items and their recordings', async () => {
    const set = await manifest(
      { id: 'wrong <b>', text: 'seven <i>goats</i> & more', language: 'en' },
      { id: 'hiss', expect: 'no-speech' },
      { id: 'gone', file: 'gone.wav', text: 'x' },
    );
    const request = { manifest: set, report: { path: page() } };
    await evaluate(request, fakeWiring(folder, { engine }), listening());
    const html = await readFile(page(), 'utf8');
    expect(html).toContain('wrong &lt;b&gt;');
    expect(html).not.toMatch(/<b>"|<i>goats|(src|href)="(?!data:)|https?:|@import|<script/);
    expect(html).toMatch(/<del>−.*<\/del>/);
    expect(html).toContain('Words where nobody speaks');
    expect(html).toContain('E_MEDIA_NOT_FOUND');
    const [, base64 = ''] = /src="data:audio\/wav;base64,([^"]+)"/.exec(html) ?? [];
    const wav = Buffer.from(base64, 'base64');
    expect(wav.subarray(0, 4).toString()).toBe('RIFF');
    // 3 s of 16 kHz, 16 bits.
    expect(wav.length).toBe(44 + 3 * 32_000);
  });

  test('says so where there is nothing to show', async () => {
    const set = await manifest({ id: 'gone', file: 'gone.wav' });
    await evaluate({ manifest: set, report: { path: page() } }, fakeWiring(folder, { engine }), listening());
    expect(await readFile(page(), 'utf8')).not.toMatch(/NaN|Infinity|undefined|null/);
  });

  test('that is there is kept, before any work, unless it may be replaced', async () => {
    const set = await manifest({ id: 'a', text: 'seven', language: 'en' });
    await writeFile(page(), 'mine');
    const heard = listening();
    const wiring = fakeWiring(folder, { engine });
    const report = { path: page() };
    await expect(evaluate({ manifest: set, report }, wiring, heard)).rejects.toMatchObject({
      code: 'E_OUTPUT_EXISTS',
      hint: expect.stringContaining('--overwrite'),
    });
    expect(heard.events).toEqual([]);
    await evaluate({ manifest: set, report: { ...report, overwrite: true } }, wiring, listening());
    expect(await readFile(page(), 'utf8')).toMatch(/^<!doctype html>/);
    const onItself = { manifest: set, report: { path: set, overwrite: true } };
    await expect(evaluate(onItself, wiring, listening())).rejects.toMatchObject({ code: 'E_USAGE' });
    const unwritable = { manifest: set, report: { path: join(set, 'report.html') } };
    await expect(evaluate(unwritable, wiring, listening())).rejects.toMatchObject({
      code: 'E_OUTPUT_UNWRITABLE',
    });
  });

  test('leaves nothing behind when the run is stopped', async () => {
    const set = await manifest(
      { id: 'a', text: 'seven', language: 'en' },
      { id: 'b', text: 'x', language: 'en' },
    );
    const abort = new AbortController();
    const heard = listening(abort.signal);
    const report = (event: Parameters<typeof heard.report>[0]): void => {
      if (event.type === 'done') abort.abort();
    };
    const request = { manifest: set, report: { path: page() } };
    const supervision = { signal: abort.signal, report };
    await expect(evaluate(request, fakeWiring(folder, { engine }), supervision)).rejects.toMatchObject({
      code: 'E_CANCELLED',
    });
    expect((await readdir(folder)).filter((name) => /report|tmp/.test(name))).toEqual([]);
  });
});
