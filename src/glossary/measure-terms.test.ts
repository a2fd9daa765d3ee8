import { describe, expect, test } from 'vitest';
import { segmentOf } from '../../tests/fixtures/glossary-segments.ts';
import { correctTerms } from './correct-terms.ts';
import { addCounts, measureTerms } from './measure-terms.ts';
import { parseGlossary } from './parse-glossary.ts';

const glossary = parseGlossary('Hale\thail\nMargaret Hale\nThornton\nDelmonico\t\tes\n', 'tsv');

describe('measuring', () => {
  test('counts every term that is said, and those that are heard in its place', () => {
    const measured = measureTerms(
      {
        segments: [
          { text: ' Mister Hale and Margaret Hale met mister thorn' },
          { text: ' ton at Delmonico.' },
        ],
        reference: 'mister hale and margaret hale met mister thornton at delmonico',
        language: 'en',
        changes: [],
        places: [],
      },
      glossary,
    );
    expect(measured).toMatchObject({ said: 4, found: 3, missed: ['thornton'], changes: 0, falseChanges: 0 });
  });

  test('does not take a name elsewhere for the one that was said', () => {
    const text = { reference: 'hale spoke and then nobody did', language: 'en', changes: [], places: [] };
    const segments = [{ text: 'Hell spoke and then nobody did Hale' }];
    expect(measureTerms({ ...text, segments }, glossary)).toMatchObject({ said: 1, found: 0 });
  });

  test('calls a correction false when its term was not said there', () => {
    const corrected = correctTerms(
      [segmentOf(' Mister hail saw the hail.'), segmentOf(' A hail of stones.')],
      glossary,
      { language: 'en' },
    );
    expect(corrected.changes).toHaveLength(3);
    const reference = 'mister hale saw the hail a hail of stones';
    expect(measureTerms({ ...corrected, reference, language: 'en' }, glossary)).toMatchObject({
      said: 1,
      found: 1,
      changes: 3,
      falseChanges: 2,
      isTrue: [true, false, false],
    });
  });

  test('adds up', () => {
    const one = { said: 2, found: 1, changes: 3, falseChanges: 1 };
    expect(addCounts([one, one])).toEqual({ said: 4, found: 2, changes: 6, falseChanges: 2 });
    expect(addCounts([])).toEqual({ said: 0, found: 0, changes: 0, falseChanges: 0 });
  });
});
