import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readScript, splitScript } from './script.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'offscribe-script-'));
});
afterEach(async () => await rm(folder, { recursive: true }));

describe('a script', () => {
  it('is cut at lines and behind sentences; words keep their marks and the blank before them', () => {
    const sentences = splitScript('“Stop!” he said.  Then\nnothing - at all.', 'en');
    expect(sentences.map((words) => words.map(({ text }) => text))).toEqual([
      ['“Stop!”'],
      ['he', ' said.'],
      ['Then'],
      ['nothing', ' -', ' at', ' all.'],
    ]);
    expect(sentences[3]?.map(({ units }) => units)).toEqual([['nothing'], [], ['at'], ['all']]);
  });

  it('is compared as the normaliser of its language writes it', () => {
    const units = splitScript("Don't colour it.", 'en').flatMap((words) =>
      words.flatMap((word) => word.units),
    );
    expect(units).toEqual(['do', 'not', 'color', 'it']);
  });

  it('has a word for each character where words are not written apart', () => {
    const words = splitScript('你好，世界。再见', 'zh').map((sentence) => sentence.map(({ text }) => text));
    expect(words).toEqual([
      ['你', '好，', '世', '界。'],
      ['再', '见'],
    ]);
  });

  it('keeps marks behind a blank at the end of a sentence', () => {
    const words = splitScript('待って — )', 'ja').map((sentence) => sentence.map(({ text }) => text));
    expect(words).toEqual([['待', 'っ', 'て — )']]);
  });

  it('comes out letter by letter but for blanks, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom('en', 'ja'), (text, language) => {
        const whole = splitScript(text, language).flat();
        const solid = (some: string): string => some.replace(/\s/gu, '');
        expect(solid(whole.map((word) => word.text).join(''))).toBe(solid(text));
      }),
    );
  });

  it.each([
    ['is not there', undefined],
    ['holds no words', ' \n\t'],
    ['holds marks alone', '... — !? 🦊\n'],
    ['is empty', ''],
    ['is not UTF-8', Buffer.from([0xff, 0xfe, 0x41, 0x00])],
  ])('that %s is E_TEXT_UNREADABLE', async (_, content) => {
    const path = join(folder, 'text.txt');
    if (content !== undefined) await writeFile(path, content);
    await expect(readScript(path)).rejects.toMatchObject({ code: 'E_TEXT_UNREADABLE' });
  });

  it('with times in it is E_USAGE, before it is read', async () => {
    await expect(readScript(join(folder, 'cues.srt'))).rejects.toMatchObject({ code: 'E_USAGE' });
  });
});
