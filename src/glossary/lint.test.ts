import { describe, expect, test } from 'vitest';
import { lintGlossary } from './lint.ts';
import { parseGlossary } from './parse-glossary.ts';

function lint(text: string, language?: string): readonly string[] {
  const { terms, problems } = parseGlossary(text, 'tsv');
  expect(problems).toEqual([]);
  return lintGlossary({ terms }, language).map(({ line, severity, rule }) => `${line} ${severity} ${rule}`);
}

describe('lint', () => {
  test('has nothing to say of a sound glossary', () => {
    expect(lint('Thornton\tthorn ton\nHelstone\thell stone\nC++\tsee plus plus\n北京\t背景\n')).toEqual([]);
  });

  test.each([
    ['Hale\nThornton\nhálé', ['3 error duplicate-term']],
    ['Helstone\thale\nHale', ['1 error alias-is-term']],
    ['Hale\thail\nHail Ltd\thail', ['2 error shared-alias']],
    ['Thornton\tThe', ['1 error common-alias']],
    ['Thornton\tund\tde', ['1 error common-alias']],
    ['Thornton\tund\ten', []],
    ['Thornton\ttt', ['1 warning short-alias']],
    ['Thornton\tthornton', ['1 warning idle-alias']],
    ['+++', ['1 error unheard-term']],
    ['Thornton\t…', ['1 error unheard-term']],
    ['Yahoo!', ['1 warning unheard-term']],
    ['There', ['1 warning common-term']],
    ['Bo', ['1 warning short-term']],
    ['上海', []],
  ])('of %j says %j', (text, expected) => {
    expect(lint(text)).toEqual(expected);
  });

  test('lets a name stand twice, for different languages', () => {
    expect(lint('Peking\t\tde\nPeking\t\tnl\nBeijing\tpeeking\ten\nPeiking\tpeeking\tde')).toEqual([]);
    expect(lint('Peking\t\tde\nPeking')).toEqual(['2 error duplicate-term']);
  });

  test('says once from which line on the terms of a language are too many for a decoder', () => {
    const names = Array.from(
      { length: 200 },
      (_, i) => `Xanthippe${String.fromCharCode(97 + (i % 26))}${i}\t\ten`,
    );
    expect(lint(names.join('\n'))).toMatchObject([expect.stringMatching(/^\d+ warning too-many-terms$/)]);
    expect(lint(names.join('\n'), 'de')).toEqual([]);
  });
});
