import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { segmentOf, timedSegment, WORD_SEC } from '../../tests/fixtures/glossary-segments.ts';
import type { Segment } from '../kernel/index.ts';
import { correctTerms } from './correct-terms.ts';
import { parseGlossary } from './parse-glossary.ts';

const TERMS = `Kubernetes\tcooper netties
Margaret Hale\tmargaret hail
Thornton
OpenAI
C++\tsee plus plus
kubectl\tcube control
O'Brien
Beyoncé
Jean-Luc Picard
Paris, Texas\tparis taxes
McDonald's
GPT-4
Müller\t\tde
東京タワー\t東京たわ|東京多話
WireGuard\t外貨道
`;

const NAMES = parseGlossary(TERMS, 'tsv');

function correct(segment: Segment, language = 'en'): ReturnType<typeof correctTerms> {
  return correctTerms([segment], NAMES, { language });
}

function textAfter(text: string, language = 'en'): string | undefined {
  return correct(timedSegment(text), language).segments[0]?.text;
}

describe('aliases', () => {
  test.each([
    [' We run cooper netties here.', ' We run Kubernetes here.'],
    [' We run Cooper-Netties, mostly.', ' We run Kubernetes, mostly.'],
    [' "COOPER NETTIES!" she said.', ' "Kubernetes!" she said.'],
    [" It is cooper netties's fault.", " It is Kubernetes's fault."],
    [' It is cooper netties’ fault.', ' It is Kubernetes’ fault.'],
    [' I know see plus plus.', ' I know C++.'],
    [' Cube control is it. Use cube control.', ' Kubectl is it. Use kubectl.'],
    [' In paris taxes are low.', ' In Paris, Texas are low.'],
  ])('in %j give %j', (before, after) => {
    expect(textAfter(before)).toBe(after);
  });

  test('are replaced however sure the model is', () => {
    expect(correct(timedSegment(' We run cooper netties.', 0.99)).changes).toHaveLength(1);
  });

  test('do not cross the end of a sentence, a long pause or a segment', () => {
    expect(textAfter(' That is cooper. Netties sting.')).toBe(' That is cooper. Netties sting.');
    const apart = timedSegment(' run cooper netties');
    const words = (apart.words ?? []).map((word, i) =>
      i < 2 ? word : { ...word, start: word.start + 0.7, end: word.end + 0.7 },
    );
    expect(correct({ ...apart, words }).changes).toEqual([]);
    const [one, two] = [segmentOf(' run cooper'), segmentOf(' netties')];
    expect(correctTerms([one, two], NAMES, { language: 'en' }).segments).toEqual([one, two]);
  });

  test('are found where no spaces are written, and keep what stands around them', () => {
    expect(textAfter('昨日東京たわへ行った。', 'ja')).toBe('昨日東京タワーへ行った。');
    expect(textAfter('昨日東京多話へ', 'ja')).toBe('昨日東京タワーへ');
    expect(textAfter('我用外貨道。', 'zh')).toBe('我用WireGuard。');
    expect(textAfter('VPN外貨道a', 'zh')).toBe('VPN WireGuard a');
  });
});

describe('spelling and sound', () => {
  test.each([
    [' He met Mr. Thorntan there.', ' He met Mr. Thornton there.', 'sound'],
    [' We use open AI now.', ' We use OpenAI now.', 'spelling'],
    [' He liked Beyonce best.', ' He liked Beyoncé best.', 'spelling'],
    [' Captain Jean Luc Picard spoke.', ' Captain Jean-Luc Picard spoke.', 'spelling'],
    [' He met obrien there.', " He met O'Brien there.", 'spelling'],
    [' They sang for Margaret Hail.', ' They sang for Margaret Hale.', 'alias'],
    [' They sang for Margret Hayle.', ' They sang for Margaret Hale.', 'sound'],
    [' Deploy it to Coobernettis first.', ' Deploy it to Kubernetes first.', 'sound'],
  ])('in %j give %j by %s', (before, after, rule) => {
    const { segments, changes } = correct(timedSegment(before, 0.3));
    expect(segments[0]?.text).toBe(after);
    expect(changes).toMatchObject([{ stage: 'glossary', rule }]);
  });

  test('need more likeness where the model is sure of an ordinary word', () => {
    const text = ' He saw a thorn tun there.';
    expect(correct(timedSegment(text, 0.2)).changes).toMatchObject([
      { before: 'thorn tun', after: 'Thornton' },
    ]);
    expect(correct(timedSegment(text, 0.98)).changes).toEqual([]);
  });

  test.each([
    ' Thornton and the OpenAI of Margaret Hale.',
    ' He met Thorntons there, and a Thorntonian.',
    " He met O'Brien; o’brien spoke.",
    ' It is GPT-5, not GPT-3.',
    ' the of and to a in is it',
    " I don't and can't and won't.",
    '',
    ' ...',
  ])('leave %j as it is', (text) => {
    expect(correct(timedSegment(text, 0.3)).segments).toEqual([timedSegment(text, 0.3)]);
  });

  test('leave an ending of a name alone, which other languages have many of', () => {
    const { terms } = parseGlossary('Москва\nMüller\n', 'tsv');
    for (const [text, language] of [
      [' в Москве и из Москвы', 'ru'],
      [' Müllers Haus, die Müllern', 'de'],
    ] as const) {
      expect(correctTerms([timedSegment(text, 0.2)], { terms }, { language }).changes).toEqual([]);
    }
  });

  test('look only at the terms of the language, the segment’s own before the text’s', () => {
    expect(textAfter(' Herr Muller kam.', 'en')).toBe(' Herr Muller kam.');
    expect(textAfter(' Herr Muller kam.', 'de')).toBe(' Herr Müller kam.');
    const german = { ...timedSegment(' Herr Muller kam.'), language: 'de' };
    expect(correct(german).segments[0]?.text).toBe(' Herr Müller kam.');
  });

  test('mind upper and lower case only where a term asks for it, or has a shape of its own', () => {
    expect(textAfter(' thornton of openai')).toBe(' thornton of OpenAI');
    const { terms } = parseGlossary('[[term]]\nterm = "WHO"\ncaseSensitive = true', 'toml');
    expect(correctTerms([segmentOf(' The who says')], { terms }, { language: 'en' }).segments[0]?.text).toBe(
      ' The WHO says',
    );
  });
});

describe('a change', () => {
  test('says what stood where, what stands there now, and why', () => {
    const { changes, places, segments } = correct(timedSegment(' We run cooper netties, mostly.', 0.4));
    expect(changes).toEqual([
      {
        stage: 'glossary',
        rule: 'alias',
        start: 2 * WORD_SEC,
        end: 4 * WORD_SEC,
        before: 'cooper netties',
        after: 'Kubernetes',
        scores: { spelling: 1, confidence: 0.4 },
      },
    ]);
    const [place] = places;
    expect(segments[0]?.text.slice(place?.from, place?.to)).toBe('Kubernetes');
  });

  test('of text without words has its share of the segment’s time', () => {
    const [change] = correct(segmentOf('cooper netties')).changes;
    expect(change).toMatchObject({ start: 0, end: 4, scores: { spelling: 1 } });
  });

  test('takes the tokens away, which spelt another text', () => {
    expect(correct(segmentOf(' run cooper netties')).segments[0]?.tokens).toEqual([]);
    expect(correct(segmentOf(' run cooper')).segments[0]?.tokens).toEqual([1, 2, 3]);
  });

  test('joins the times of several words that become one', () => {
    const [segment] = correct(timedSegment(' run cooper netties, now', [0.9, 0.2, 0.4, 0.9])).segments;
    expect(segment?.words).toMatchObject([
      { text: ' run', start: 0 },
      { text: ' Kubernetes,', start: 0.5, end: 1.5, timeSource: 'attention' },
      { text: ' now', start: 1.5, end: 2 },
    ]);
    expect(segment?.words?.[1]?.confidence).toBeCloseTo(0.3);
  });

  test('keeps the times where as many words stand as before', () => {
    const [segment] = correct(timedSegment(' for Margaret hail.')).segments;
    expect(segment?.words).toMatchObject([
      { text: ' for' },
      { text: ' Margaret', start: 0.5, end: 1, timeSource: 'attention' },
      { text: ' Hale.', start: 1, end: 1.5, timeSource: 'attention' },
    ]);
  });

  test('spreads the time of one word over several, and says so', () => {
    const { terms } = parseGlossary('New York\tnewyorg', 'tsv');
    const [segment] = correctTerms([timedSegment(' in newyorg.')], { terms }, { language: 'en' }).segments;
    expect(segment?.words).toMatchObject([
      { text: ' in' },
      { text: ' New', start: 0.5, timeSource: 'spread' },
      { text: ' York.', end: 1, timeSource: 'spread' },
    ]);
    expect(segment?.words?.[1]?.end).toBe(segment?.words?.[2]?.start);
  });

  test('does not touch a segment whose words do not spell its text', () => {
    const odd = { ...timedSegment(' run cooper netties'), text: ' something else' };
    expect(correct(odd).segments).toEqual([odd]);
  });
});

describe('for any text', () => {
  const pieces = fc.constantFrom(
    ...([
      'cooper',
      'netties',
      'Cooper',
      'thorn',
      'Thorntan',
      'thornton',
      "o'brian",
      'open',
      'AI',
      'aye',
    ] as const),
    ...([
      'Margret',
      'margaret',
      'hail',
      'Hayle',
      "hail's",
      'beyonce',
      'the',
      'a',
      "don't",
      'jean-luke',
    ] as const),
    ...([
      'picard',
      'gpt',
      '4',
      'GPT-5',
      'see',
      'plus',
      'c',
      'cube',
      'control',
      'paris',
      'taxes',
      'muller',
    ] as const),
    ...(['東京', 'たわ', '多話', '外貨道', '外', 'Москва', '...', '-', 'macdonalds', "mc donald's"] as const),
  );
  const ends = fc.constantFrom(' ', ' ', ' ', ', ', '. ', '-', '', "'", '! ', '\n');
  const texts = fc
    .array(fc.tuple(pieces, ends), { maxLength: 14 })
    .map((all) => all.map(([piece, end]) => piece + end).join(''));
  const sure = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 14, maxLength: 14 });
  const segments = fc
    .tuple(texts, sure, fc.boolean())
    .map(([text, confidence, isTimed]) => (isTimed ? timedSegment(text, confidence) : segmentOf(text)));
  const languages = fc.constantFrom('en', 'de', 'ja', 'und');

  test('correcting twice is correcting once', () => {
    fc.assert(
      fc.property(segments, languages, (segment, language) => {
        const once = correctTerms([segment], NAMES, { language });
        const twice = correctTerms(once.segments, NAMES, { language });
        expect(twice.changes).toEqual([]);
        expect(twice.segments).toEqual(once.segments);
      }),
      { numRuns: 500 },
    );
  });

  test('what is not in a change stays, letter by letter, and the words spell the text', () => {
    fc.assert(
      fc.property(segments, languages, (segment, language) => {
        const { segments: after, changes, places } = correctTerms([segment], NAMES, { language });
        const [corrected = segment] = after;
        const words = corrected.words ?? [];
        if (words.length > 0)
          expect(
            words
              .map(({ text }) => text)
              .join('')
              .trim(),
          ).toBe(corrected.text.trim());
        for (const [i, word] of words.entries()) {
          expect(word.end).toBeGreaterThanOrEqual(word.start);
          expect(word.start).toBeGreaterThanOrEqual(words[i - 1]?.end ?? 0);
        }
        // Undone from the last place to the first, the text is what it was.
        const order = places.map((_, i) => i).sort((l, r) => (places[r]?.from ?? 0) - (places[l]?.from ?? 0));
        let text = corrected.text;
        for (const i of order) {
          const { from = 0, to = 0 } = places[i] ?? {};
          expect(text.slice(from, to)).toBe(changes[i]?.after);
          text = text.slice(0, from) + changes[i]?.before + text.slice(to);
        }
        expect(text).toBe(segment.text);
      }),
      { numRuns: 500 },
    );
  });

  test('a glossary without terms changes nothing', () => {
    fc.assert(
      fc.property(segments, (segment) => {
        const corrected = correctTerms([segment], { terms: [] }, { language: 'en' });
        expect(corrected.segments[0]).toBe(segment);
        expect(corrected.changes).toEqual([]);
      }),
    );
  });
});
