import { expect, test } from 'vitest';
import { glossaryHotwords } from './hotwords.ts';
import { parseGlossary } from './parse-glossary.ts';

const glossary = parseGlossary('Thornton\tthorn ton\nMüller\t\tde\nHale\t\ten\n+++\nThornton\n', 'tsv');

test('the decoder is told the terms of its language, once each, in the order of the file', () => {
  expect(glossaryHotwords(glossary, 'en')).toEqual(['Thornton', 'Hale']);
  expect(glossaryHotwords(glossary, 'de')).toEqual(['Thornton', 'Müller']);
});

test('where the language is not known it is told all', () => {
  expect(glossaryHotwords(glossary, 'auto')).toEqual(['Thornton', 'Müller', 'Hale']);
});
