import { describe, expect, test } from 'vitest';
import { BUILT_IN_CATALOGUE } from '../models/index.ts';
import { chooseLanguage } from './language.ts';

const base = BUILT_IN_CATALOGUE.find('base');
const english = BUILT_IN_CATALOGUE.find('tiny.en');

describe('the language', () => {
  test('is detected unless it is given', () => {
    expect(chooseLanguage(base, undefined, 'transcribe')).toEqual({ language: 'auto' });
    expect(chooseLanguage(base, 'auto', 'transcribe')).toEqual({ language: 'auto' });
    expect(chooseLanguage(base, 'DE', 'translate')).toEqual({ language: 'de' });
  });

  test('is English for an English model, which says so', () => {
    const choice = chooseLanguage(english, undefined, 'transcribe');
    expect(choice).toMatchObject({ language: 'en', note: expect.stringContaining('English') });
    expect(chooseLanguage(english, 'en', 'transcribe')).toEqual({ language: 'en' });
  });

  test('cannot be another one for an English model, nor translated by it', () => {
    const refused = expect.objectContaining({ code: 'E_USAGE' });
    expect(() => chooseLanguage(english, 'de', 'transcribe')).toThrow(refused);
    expect(() => chooseLanguage(english, undefined, 'translate')).toThrow(refused);
  });

  test('is detected by a model of several languages, and is none but those', () => {
    const alpine = { ...base, name: 'alpine', languages: ['de', 'it'] };
    expect(chooseLanguage(alpine, undefined, 'transcribe')).toEqual({ language: 'auto' });
    expect(chooseLanguage(alpine, 'it', 'transcribe')).toEqual({ language: 'it' });
    expect(() => chooseLanguage(alpine, 'fr', 'transcribe')).toThrow(/alpine knows German and Italian alone/);
  });

  test.each([
    ['german', 'de'],
    ['Deutsch', 'de'],
    ['gemran', 'de'],
    ['ger', 'de'],
    ['eng', 'en'],
    ['pt-BR', 'pt'],
    ['zh_TW', 'zh'],
    ['Cantonese', 'yue'],
  ])('"%s" is no code, and the hint says %s', (asked, code) => {
    const hint = expect.stringMatching(new RegExp(`-l ${code}$`));
    const refused = expect.objectContaining({ code: 'E_LANGUAGE_UNSUPPORTED', hint });
    expect(() => chooseLanguage(base, asked, 'transcribe')).toThrow(refused);
  });

  test('that is nothing at all gets a hint that works', () => {
    const refused = expect.objectContaining({ hint: expect.stringContaining('-l auto') });
    expect(() => chooseLanguage(base, 'klingonese!', 'transcribe')).toThrow(refused);
    expect(() => chooseLanguage(base, '', 'transcribe')).toThrow(refused);
  });
});
