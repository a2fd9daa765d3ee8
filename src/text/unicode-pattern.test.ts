import { expect, test } from 'vitest';
import { collapseSpaces, splitWords, unicodePattern } from './unicode-pattern.ts';

test('a word boundary stands after a letter with a diacritic, where JavaScript sees one inside the word', () => {
  expect('caf\u00e9 cafe'.match(unicodePattern('\\bcaf\\b'))).toBeNull();
  expect('the caf\u00e9'.match(unicodePattern('\\b\\w+\\b'))).toEqual(['the', 'caf\u00e9']);
});

test('digits of every script are digits', () => {
  expect('\u0663 4'.match(unicodePattern('\\d'))).toEqual(['\u0663', '4']);
});

test('file separators and NEL are white space; the byte order mark is not', () => {
  expect(splitWords('a\x1cb\x85c\ufeffd\u3000e')).toEqual(['a', 'b', 'c\ufeffd', 'e']);
  expect(collapseSpaces(' a \n\t b ')).toBe(' a b ');
});
