import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '../../kernel/index.ts';
import { ISO_639_2 } from './language-codes.data.ts';
import { languageCode, languageTag } from './language-tags.ts';

describe('a language as containers write it', () => {
  test.each([
    // code, BCP 47, Matroska, MP4, QuickTime
    ['en', 'en', 'eng', 'eng', 'eng'],
    ['de', 'de', 'ger', 'deu', 'ger'],
    ['ger', 'de', 'ger', 'deu', 'ger'],
    ['deu', 'de', 'ger', 'deu', 'ger'],
    ['fr', 'fr', 'fre', 'fra', 'fra'],
    ['pt_br', 'pt-BR', 'por', 'por', 'por'],
    ['zh-hant', 'zh-Hant', 'chi', 'zho', 'chi'],
    ['yue', 'yue', 'chi', 'zho', 'chi'],
    ['jw', 'jv', 'jav', 'jav', 'jav'],
    ['sv', 'sv', 'swe', 'swe', 'sve'],
    ['haw', 'haw', 'haw', 'haw', undefined],
    ['und', 'und', 'und', 'und', undefined],
  ])('%s', (code, tag, matroska, mp4, quicktime) => {
    expect(languageTag(code)).toBe(tag);
    expect(languageCode(tag, 'bibliographic')).toBe(matroska);
    expect(languageCode(tag, 'terminological')).toBe(mp4);
    expect(languageCode(tag, 'quicktime')).toBe(quicktime);
  });

  test.each(['', 'x', 'no such language', 'de--AT'])('"%s" is E_USAGE', (code) => {
    expect(() => languageTag(code)).toThrow(expect.objectContaining({ code: 'E_USAGE' }));
  });

  test('every language that Whisper knows has codes of three letters', () => {
    for (const language of LANGUAGES) {
      for (const form of ['bibliographic', 'terminological'] as const) {
        expect(languageCode(languageTag(language), form), language).toMatch(/^[a-z]{3}$/);
      }
    }
  });

  test('the table has 184 languages, 20 of them with two codes, each code once', () => {
    const rows = Object.values(ISO_639_2).map((row) => row.split(' '));
    expect(rows.length).toBe(184);
    expect(rows.filter((row) => row.length === 2).length).toBe(20);
    const codes = rows.flat();
    expect(new Set(codes).size).toBe(codes.length);
  });
});
