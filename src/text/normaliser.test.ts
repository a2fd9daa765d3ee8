import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import expected from '../../tests/golden/whisper-normaliser/expected.json' with { type: 'json' };
import { normaliseBasic } from './basic-normaliser.ts';
import { normaliseEnglish } from './english-normaliser.ts';
import { ENGLISH_SPELLINGS } from './english-spellings.data.ts';
import { normaliserFor, splitUnits } from './normaliser.ts';

describe('against the Python package', () => {
  test('the golden file is wide enough to mean something', () => {
    expect(expected.length).toBeGreaterThanOrEqual(1000);
    expect(new Set(expected.map((one) => one.english)).size).toBeGreaterThan(900);
  });

  test('the English normaliser equals it on every string', () => {
    const differing = expected.filter(({ input, english }) => normaliseEnglish(input) !== english);
    expect(differing.map(({ input, english }) => [input, normaliseEnglish(input), english])).toEqual([]);
  });

  test('the basic normaliser equals it on every string', () => {
    const differing = expected.filter(({ input, basic }) => normaliseBasic(input) !== basic);
    expect(differing.map(({ input, basic }) => [input, normaliseBasic(input), basic])).toEqual([]);
  });
});

describe('the English normaliser', () => {
  test('makes two ways of saying the same thing equal', () => {
    const said = "Mr. Lee won't pay twenty-five dollars and ten cents, um, for grey armour.";
    const written = 'Mister Lee will not pay $25.10 for gray armor.';
    expect(normaliseEnglish(said).trim()).toBe(normaliseEnglish(written).trim());
  });

  test('looks spellings up without finding what objects inherit', () => {
    expect(normaliseEnglish('constructor __proto__ valueOf')).toBe('constructor proto valueof');
    expect(Object.keys(ENGLISH_SPELLINGS).length).toBeGreaterThan(1700);
  });

  test('reads sums beyond 2^53 exactly', () => {
    expect(normaliseEnglish('nine decillion')).toBe(`9${'0'.repeat(33)}`);
  });

  test('is total: any composed text gives single-spaced lower case', () => {
    // As in the Python package: U+1D400, a bold capital A, has no lower case and decomposes to A.
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (given) => {
        const text = given.normalize('NFKC');
        for (const normalised of [normaliseEnglish(text), normaliseBasic(text)]) {
          expect(normalised).not.toMatch(/\s\s/u);
          expect(normalised).toBe(normalised.toLowerCase());
        }
      }),
    );
  });

  test('is total on words that make up numbers, and never lets white space decide', () => {
    const words =
      'one ten twenty hundred million first zero point and double minus dollars cents per cent half 5 2.5 $3';
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words.split(' ')), { maxLength: 12 }), (chosen) => {
        expect(normaliseEnglish(chosen.join('\n  '))).toBe(normaliseEnglish(chosen.join(' ')));
      }),
    );
  });
});

describe('normaliserFor', () => {
  test.each([
    ['en', 'whisper-english', 'words'],
    ['de', 'whisper-basic', 'words'],
    ['zh', 'whisper-basic', 'characters'],
    ['ja', 'whisper-basic', 'characters'],
    ['th', 'whisper-basic', 'characters'],
  ])('%s is scored with %s in %s', (language, name, units) => {
    expect(normaliserFor(language)).toMatchObject({ name, units });
  });

  test('characters are code points, and white space is none', () => {
    expect(splitUnits(' 你 好𠮷 ', 'characters')).toEqual(['你', '好', '𠮷']);
    expect(splitUnits(' two  words ', 'words')).toEqual(['two', 'words']);
    expect(splitUnits('  ', 'words')).toEqual([]);
  });
});
