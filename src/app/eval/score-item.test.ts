import { describe, expect, test } from 'vitest';
import type { HeardItem, HypothesisWord } from './heard-item.ts';
import { scoreItem } from './score-item.ts';
import { summarise } from './summarise.ts';
import type { TimedWord } from './word-timing.ts';

interface Case {
  readonly id?: string;
  readonly reference?: string;
  readonly said?: readonly TimedWord[];
  readonly hyp: string;
  readonly heard?: readonly HypothesisWord[];
  readonly language?: string;
  readonly isSilent?: boolean;
  readonly audioSec?: number;
}

function heardItem({
  id = 'a',
  reference,
  said,
  hyp,
  heard,
  language = 'en',
  isSilent = false,
  audioSec = 10,
}: Case): HeardItem {
  return {
    item: {
      id,
      file: '/a.wav',
      language,
      isSilent,
      ...(reference === undefined ? {} : { reference }),
      ...(said === undefined ? {} : { words: said }),
    },
    language,
    hyp,
    ...(heard === undefined ? {} : { words: heard }),
    audioSec,
    wallSec: 2,
    peakRssMb: 100,
  };
}

function figures(...cases: readonly Case[]): ReturnType<typeof summarise> {
  return summarise(cases.map((each) => scoreItem(heardItem(each))));
}

/** `one 0 0.5` is a word with its times. */
function words(...lines: readonly string[]): TimedWord[] {
  return lines.map((line) => {
    const [text = '', start, end] = line.trim().split(' ');
    return { text, start: Number(start), end: Number(end) };
  });
}

describe('errors', () => {
  test('are counted by kind, for every item, every language and the whole', () => {
    const result = figures(
      { id: 'a', reference: 'one small boat sailed home', hyp: 'one small goat sailed home again' },
      { id: 'b', reference: 'wir sind da', hyp: 'wir da', language: 'de' },
    );
    const english = { words: 5, hits: 4, substitutions: 1, deletions: 0, insertions: 1 };
    const german = { words: 3, hits: 2, substitutions: 0, deletions: 1, insertions: 0 };
    expect(result.items.map(({ errors }) => errors)).toEqual([english, german]);
    expect(result.byLanguage).toMatchObject({ en: { wer: 40, ...english }, de: { wer: 33.33, ...german } });
    expect(result.errors).toEqual({ words: 8, hits: 6, substitutions: 1, deletions: 1, insertions: 1 });
  });

  test('of an empty reference are insertions that have no rate of their own', () => {
    const result = figures({ reference: '', hyp: 'hello' });
    expect(result).toMatchObject({
      wer: null,
      cer: null,
      werInterval: null,
      errors: { insertions: 1, words: 0 },
    });
  });
});

describe('missed speech', () => {
  test('is reference words in runs of four deletions or more, per 1,000', () => {
    const result = figures(
      { reference: 'a b c d e f g h i j', hyp: 'a f g h i j' },
      { reference: 'k l m n o p q r s t', hyp: 'k o p q r s t' },
    );
    expect(result.missedSpeech).toEqual({ run: 4, words: 4, per1000: 200 });
    expect(result.items.map(({ missed }) => missed)).toEqual([4, 0]);
  });
});

describe('word timing', () => {
  const said = words('two 1 1.4', 'small 1.5 2', 'boats 2 2.6', 'sailed 3 3.5');

  test('is measured on the words that were recognised, start and end apart', () => {
    const heard = words('Two 1.03 1.4', 'small 1.42 2', 'goats, 2 2.6', 'sailed. 3.3 3.45');
    const { wordTiming } = figures({
      reference: 'Two small boats sailed.',
      said,
      hyp: 'Two small goats, sailed.',
      heard,
    });
    expect(wordTiming).toMatchObject({
      referenceWords: 4,
      start: { count: 3, medianMs: 80, biasMs: 30, within: { 50: 33.3, 100: 66.7, 200: 66.7 } },
      end: { count: 3, medianMs: 0, within: { 50: 100 } },
      both: { count: 6 },
    });
    expect(wordTiming?.start.p95Ms).toBeCloseTo(278, 0);
  });

  test('sees through a normaliser that splits words and joins numbers', () => {
    const { wordTiming } = figures({
      reference: "We won't pay twenty five dollars.",
      said: words(
        'We 0 0.2',
        "won't 0.2 0.6",
        'pay 0.7 1',
        'twenty 1 1.4',
        'five 1.4 1.8',
        'dollars. 1.8 2.4',
      ),
      hyp: "We won't pay $25.",
      heard: words(' We 0 0.2', " won't 0.25 0.7", ' pay 0.7 1', ' $25. 1 2.4'),
    });
    // we, won't and pay; no single reference word stands for $25.
    expect(wordTiming).toMatchObject({
      referenceWords: 6,
      start: { count: 3 },
      end: { count: 3, biasMs: 0 },
    });
  });

  test('works for languages scored by character: the first and the last of a word', () => {
    const { wordTiming } = figures({
      language: 'ja',
      reference: '今日は晴れ',
      said: words('今日 0 0.5', 'は 0.5 0.6', '晴れ 0.7 1.2'),
      hyp: '今日は、晴れ。',
      heard: words('今日 0.1 0.5', 'は、 0.5 0.7', '晴れ。 0.7 1.2'),
    });
    expect(wordTiming).toMatchObject({
      start: { count: 3, biasMs: 0 },
      end: { count: 3 },
      both: { medianMs: 0 },
    });
  });

  test('is absent, not zero, where the hypothesis has no words, and counts nothing where no word was heard', () => {
    expect(figures({ reference: 'two', said, hyp: 'two' }).wordTiming).toBeNull();
    const silent = figures({ reference: 'two small boats sailed', said, hyp: '', heard: [] }).wordTiming;
    expect(silent).toMatchObject({
      referenceWords: 4,
      both: { count: 0, medianMs: null, within: { 50: null } },
    });
  });
});

describe('inventions', () => {
  test('are all words on recordings without speech, per minute, and never errors', () => {
    const result = figures(
      { id: 'hiss', isSilent: true, hyp: '[Music] thank you', audioSec: 20 },
      { id: 'hum', isSilent: true, hyp: ' ... ♪', audioSec: 10 },
    );
    expect(result.noSpeech).toEqual({
      clips: 2,
      seconds: 30,
      words: 3,
      perMinute: 6,
      invented: [{ id: 'hiss', words: 3, text: '[Music] thank you' }],
    });
    expect(result).toMatchObject({ wer: null, errors: { words: 0, insertions: 0 } });
    expect(result.items.map(({ inventedWords, wer }) => [inventedWords, wer])).toEqual([
      [3, null],
      [0, null],
    ]);
  });
});

describe('reliability', () => {
  const word = (text: string, probability: number, confidence?: number): HypothesisWord => ({
    text,
    start: 0,
    end: 1,
    probability,
    ...(confidence === undefined ? {} : { confidence }),
  });

  test('holds confidence against being right; an inserted or a wrong word is wrong', () => {
    const { reliability } = figures({
      reference: 'a b c d',
      hyp: 'a b x d e',
      heard: [word('a', 0.95), word('b', 0.95), word('x', 0.95), word('d', 0.45), word('e', 0.45)],
    });
    expect(reliability).toMatchObject({ source: 'probability', words: 5, right: 0.6, confidence: 0.75 });
    // 3 words at 0.95 of which 2/3 are right, 2 at 0.45 of which 1/2.
    expect(reliability?.ece).toBeCloseTo((3 * (0.95 - 2 / 3) + 2 * 0.05) / 5, 4);
    expect(reliability?.brier).toBeCloseTo((2 * 0.05 ** 2 + 0.95 ** 2 + 0.55 ** 2 + 0.45 ** 2) / 5, 4);
    expect(reliability?.bins).toHaveLength(10);
    expect(reliability?.bins[9]).toEqual({ from: 0.9, to: 1, words: 3, confidence: 0.95, right: 0.6667 });
    expect(reliability?.bins[0]).toMatchObject({ words: 0, confidence: null, right: null });
  });

  test('is told of every word that could be judged', () => {
    const { items } = figures({
      reference: 'a b c',
      hyp: 'a x c –',
      heard: [word('a', 0.9), word('x', 0.9), word('c', 0.9), word('–', 0.9)],
    });
    expect(items[0]?.words?.map(({ right }) => right)).toEqual([true, false, true, undefined]);
  });

  test('takes the calibrated value where words have one', () => {
    const { reliability } = figures({
      reference: 'a b',
      hyp: 'a b',
      heard: [word('a', 0.5, 1), word('b', 0.5, 0.9)],
    });
    expect(reliability).toMatchObject({ source: 'confidence', confidence: 0.95, ece: 0.05 });
  });

  test('is absent where no hypothesis has words', () => {
    expect(figures({ reference: 'a', hyp: 'a' }).reliability).toBeNull();
  });
});

test('no figure is NaN or infinite, whatever is missing', () => {
  const sets = [
    [],
    [{ reference: '', hyp: '', audioSec: 0 }],
    [{ hyp: 'x', isSilent: true, audioSec: 0 }],
    [{ hyp: 'x' }],
    [{ reference: 'a', said: [], hyp: '', heard: [] }],
  ];
  for (const cases of sets) {
    const flaws: string[] = [];
    JSON.stringify(figures(...cases), (key, value: unknown) => {
      if (typeof value === 'number' && !Number.isFinite(value)) flaws.push(key);
      return value;
    });
    expect(flaws).toEqual([]);
  }
});
