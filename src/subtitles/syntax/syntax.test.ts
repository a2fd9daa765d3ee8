import { describe, expect, test } from 'vitest';
import { findBadSplit, isBadSplit } from './bad-split.ts';
import { endsMidClause, jointOf } from './clause.ts';
import { FUNCTION_WORDS } from './function-words.data.ts';
import { bareWord, lexiconOf } from './lexicon.ts';
import { closingOf } from './punctuation.ts';

describe('bad splits', () => {
  test.each([
    ['the', 'harbour', 'en', 'article-noun'],
    ['“An', 'apple', 'en', 'article-noun'],
    ['of', 'the', 'en', 'preposition-object'],
    ['into', 'London', 'en', 'preposition-object'],
    ['have', 'seen', 'en', 'auxiliary-verb'],
    ["didn't", 'know', 'en', 'auxiliary-verb'],
    ['didn’t', 'know', 'en', 'auxiliary-verb'],
    ['will', 'not', 'en', 'auxiliary-verb'],
    ['Ada', 'Lovelace', 'en', 'name'],
    ['J.', 'Smith', 'en', 'name'],
    ['Mr.', 'Okafor', 'en', 'name'],
    ['with', 'which', 'en', 'preposition-object'],
    ['20', 'percent', 'en', 'number-unit'],
    ['der', 'Hafen', 'de', 'article-noun'],
    ['Hafen', 'Hamburg', 'de', undefined],
    ['Herr', 'Müller', 'de', 'name'],
    ['dans', 'la', 'fr', 'preposition-object'],
    ['los', 'niños', 'es', 'article-noun'],
    ['في', 'البيت', 'ar', 'preposition-object'],
    ['घर', 'में', 'hi', 'clinging'],
    ['本', 'を', 'ja', 'clinging'],
    ['我', '的', 'zh', 'clinging'],
    ['行き', 'ました', 'ja', 'clinging'],
    ['天気', 'が', 'ja', 'clinging'],
    ['늦었기', '때문에', 'ko', 'clinging'],
  ])('"%s" before "%s" (%s): %s', (left, right, language, split) => {
    const found = findBadSplit(left, right, language);
    if (split !== undefined) expect(found).toBe(split);
    expect(isBadSplit(left, right, language)).toBe(split !== undefined);
  });

  test.each([
    ['come in,', 'please', 'en'],
    ['is', 'the', 'en'],
    ['was', 'in', 'en'],
    ['London.', 'Paris', 'en'],
    ['lady.', 'Her', 'en'],
    ['river', 'until', 'en'],
    ['of', 'the', 'xx'],
  ])('"%s" before "%s" (%s) is free', (left, right, language) => {
    expect(isBadSplit(left.split(' ').at(-1) ?? '', right, language)).toBe(false);
  });

  test.each([
    ['my', 'house', 'determiner-noun'],
    ['they', 'went', 'pronoun-verb'],
    ['and', 'went', 'conjunction'],
    ['beautiful', 'house', 'adjective-noun'],
    ['old', 'house', 'adjective-noun'],
  ])('"%s" before "%s" is unwelcome, and no error', (left, right, split) => {
    expect(findBadSplit(left, right, 'en')).toBe(split);
    expect(isBadSplit(left, right, 'en')).toBe(false);
  });
});

describe('forms of other languages', () => {
  test.each([
    ['alten', 'Stadt', 'de', 'adjective-noun'],
    ['הגן', 'הקרוב', 'he', 'adjective-noun'],
    ['المدينة', 'القديمة', 'ar', 'adjective-noun'],
    ['国立', '博物館', 'ja', 'adjective-noun'],
    ['昨日', 'その', 'ja', 'clinging'],
    ['町から', 'その', 'ja', undefined],
    ['家を', '出て', 'ja', undefined],
  ])('"%s" before "%s" (%s): %s', (left, right, language, split) => {
    expect(findBadSplit(left, right, language)).toBe(split);
  });

  test.each([
    ['遅れたので', '旅行は', 'ja', 'conjunction'],
    ['公園へ', '行きました', 'ja', 'preposition'],
    ['좋았고', '바람도', 'ko', 'conjunction'],
    ['집을', '나와', 'ko', 'none'],
  ])(
    'an ending tells where a clause or phrase ends: "%s" before "%s" (%s): %s',
    (left, right, language, joint) => {
      expect(jointOf(left, right, language)).toBe(joint);
    },
  );

  test('writing without spaces is not said to end inside a clause where nothing shows it', () => {
    expect(endsMidClause('เช้าวันศุกร์', 'วันนั้น', 'th')).toBe(false);
    expect(endsMidClause('行', '前', 'zh')).toBe(false);
    expect(endsMidClause('行', '前', 'ja')).toBe(true);
  });
});

describe('joints', () => {
  test.each([
    ['home.', 'Then', 'sentence'],
    ['home.”', 'Then', 'sentence'],
    ['Mr.', 'Then', 'none'],
    ['home;', 'then', 'clause'],
    ['home,', 'then', 'comma'],
    ['home', 'because', 'conjunction'],
    ['home', 'with', 'preposition'],
    ['country', 'The', 'clause'],
    ['country', 'I', 'none'],
    ['cup', 'of', 'none'],
    ['red', 'house', 'none'],
  ])('"%s" before "%s": %s', (left, right, joint) => {
    expect(jointOf(left, right, 'en')).toBe(joint);
    expect(endsMidClause(left, right, 'en')).toBe(joint === 'none');
  });

  test('signs of other writing close sentences and clauses', () => {
    expect(['です。', '好！', 'كيف؟', 'है।'].map(closingOf)).toEqual(Array(4).fill('sentence'));
    expect(['そして、', '但是，', 'ثم،'].map(closingOf)).toEqual(Array(3).fill('comma'));
  });
});

describe('lexicons', () => {
  test('a region is left out of account, and an unknown language has no words', () => {
    expect(lexiconOf('pt-BR')).toBe(lexiconOf('pt'));
    expect(lexiconOf('constructor').is('the', 'articles')).toBe(false);
  });

  test('every word of every list is as it is looked up', () => {
    for (const lists of Object.values(FUNCTION_WORDS)) {
      for (const words of Object.values(lists)) {
        if (typeof words !== 'string') continue;
        for (const word of words.split(' ')) expect(word).toBe(bareWord(word));
      }
    }
  });
});
