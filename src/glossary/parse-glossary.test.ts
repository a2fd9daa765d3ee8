import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { glossaryFormat, parseGlossary } from './parse-glossary.ts';
import { MAX_TERMS } from './term-fields.ts';

describe('a TSV glossary', () => {
  test('has term, aliases, languages and notes in its columns, of which only the first is needed', () => {
    const { terms, problems } = parseGlossary(
      'Kubernetes\tcooper netties|kuber nets\ten, de\tthe orchestrator\nOffscribe\n',
      'tsv',
    );
    expect(problems).toEqual([]);
    expect(terms).toEqual([
      {
        term: 'Kubernetes',
        spoken: ['cooper netties', 'kuber nets'],
        languages: ['en', 'de'],
        caseSensitive: false,
        notes: 'the orchestrator',
        line: 1,
      },
      { term: 'Offscribe', spoken: [], languages: [], caseSensitive: false, line: 2 },
    ]);
  });

  test('may name its columns in a first line, in any order', () => {
    const { terms } = parseGlossary('Languages\tTerm\nen\tHale\n', 'tsv');
    expect(terms).toMatchObject([{ term: 'Hale', languages: ['en'], line: 2 }]);
  });

  test('takes a first line for a term when it names anything but columns', () => {
    expect(parseGlossary('term\tand condition\n', 'tsv').terms).toMatchObject([
      { term: 'term', spoken: ['and condition'] },
    ]);
  });

  test('says which columns there are when a first line names another beside two of them', () => {
    const { terms, problems } = parseGlossary('term\taliases\tlanguages\nHale\thail\ten\n', 'tsv');
    expect(problems).toMatchObject([{ line: 1, message: expect.stringContaining('"aliases" is no column') }]);
    expect(terms).toMatchObject([{ term: 'Hale', line: 2 }]);
  });

  test('may have a byte order mark, any line ends, comments, empty lines and quoted cells', () => {
    const text = '\uFEFF# names\r\n\r\n"Hale"\t"hail|""hell"""\rThornton\n';
    expect(parseGlossary(text, 'tsv')).toMatchObject({
      terms: [
        { term: 'Hale', spoken: ['hail', '"hell"'], line: 3 },
        { term: 'Thornton', line: 4 },
      ],
      problems: [],
    });
  });

  test.each([
    ['\thail', /empty/],
    ['Hale\thail\ten\tnote\tmore', /5 cells, at most 4/],
    ['Hale\t\txx', /"xx" is no language code/],
    [`${'a'.repeat(201)}`, /longer than 200/],
    ['Ha\u0007le', /control characters/],
    [`Hale\t${'a|'.repeat(101)}a`, /more than 100/],
  ])('says what is wrong with %j, and in which line', (line, message) => {
    const { terms, problems } = parseGlossary(`Thornton\n${line}\nHelstone`, 'tsv');
    expect(terms.map(({ term }) => term)).toEqual(['Thornton', 'Helstone']);
    expect(problems).toMatchObject([
      { line: 2, severity: 'error', rule: 'format', message: expect.stringMatching(message) },
    ]);
  });

  test('ends where nobody can mean it', () => {
    const { terms, problems } = parseGlossary('Hale\n'.repeat(MAX_TERMS + 2), 'tsv');
    expect(terms.length).toBe(MAX_TERMS);
    expect(problems).toMatchObject([{ line: MAX_TERMS + 1 }]);
  });
});

describe('a TOML glossary', () => {
  test('has a table for each term, with its line', () => {
    const text =
      '\uFEFF# names\r\n[[term]]\r\nterm = "Hale"\r\nspoken = ["hail"]\r\n\r\n[[term]]\r\nterm = "SQL"\r\nspoken = "sequel"\r\nlanguages = ["en-GB"]\r\ncaseSensitive = true\r\nnotes = "n"\r\n';
    expect(parseGlossary(text, 'toml')).toEqual({
      terms: [
        { term: 'Hale', spoken: ['hail'], languages: [], caseSensitive: false, line: 2 },
        {
          term: 'SQL',
          spoken: ['sequel'],
          languages: ['en'],
          caseSensitive: true,
          notes: 'n',
          line: 6,
        },
      ],
      problems: [],
    });
  });

  test.each([
    ['term = "Hale"', 1, /list of tables/],
    ['[[term]]\nterm = "a"\n[[terms]]\n', 3, /"terms" is no key/],
    ['[[term]]\nterm = "a"\n[[term]]\nterm = 5', 3, /term is to be text/],
    ['[[term]]\nterm = "a"\naliases = []', 1, /"aliases" is no key of a term/],
    ['[[term]]\nterm = "a"\nspoken = [1]', 1, /list of words/],
    ['[[term]]\nterm = "a"\nlanguages = 1', 1, /list of language codes/],
    ['[[term]]\nterm = "a"\ncaseSensitive = "yes"', 1, /true or false/],
    ['[[term]]\nterm = "a"\nnotes = 1', 1, /notes is to be text/],
    ['[[term]]\nterm = "a"\nspoken = [', 3, /not TOML/],
    ['term = [1]', 1, /a table/],
  ])('says what is wrong with %j', (text, line, message) => {
    expect(parseGlossary(text, 'toml').problems).toMatchObject([
      { line, severity: 'error', message: expect.stringMatching(message) },
    ]);
  });
});

describe('any text', () => {
  const pieces = fc.constantFrom(
    '[[term]]',
    'term=',
    '"',
    '\n',
    '\r',
    '\t',
    '|',
    '[',
    '{',
    'spoken',
    '=',
    'é',
    '\0',
  );
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces).map((all) => all.join('')),
  );

  test.each(['tsv', 'toml'] as const)(
    'is read as %s or refused with lines, and never thrown at',
    (format) => {
      fc.assert(
        fc.property(texts, (text) => {
          const { terms, problems } = parseGlossary(text, format);
          for (const { line } of [...terms, ...problems]) expect(line).toBeGreaterThan(0);
          for (const { term } of terms) expect(term).not.toBe('');
        }),
      );
    },
  );

  test('nested by the thousand is refused', () => {
    const deep = `term = ${'['.repeat(100_000)}`;
    expect(parseGlossary(deep, 'toml').problems).toHaveLength(1);
  });
});

test('the format is told by the name', () => {
  expect(glossaryFormat('a/names.TOML')).toBe('toml');
  expect(glossaryFormat('names.tsv')).toBe('tsv');
  expect(glossaryFormat('names')).toBe('tsv');
});
