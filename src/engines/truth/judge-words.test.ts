import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasBareEdge, judgeWords, type PlacedWord } from './judge-words.ts';
import { soundLevels } from './sound-levels.ts';

const LEVELS = soundLevels(new Float32Array(160_000));
const TEXTS = [' We', ' went', ' home', '.', ' Thank', ' you.', ' no'];
const spell = (tokens: readonly number[]): string => tokens.map((token) => TEXTS[token] ?? '').join('');

function word(token: number, start: number, more: Partial<PlacedWord> = {}): PlacedWord {
  const text = TEXTS[token] ?? '';
  return { text, start, end: start + 0.3, probability: 0.9, tokens: [token], ...more };
}

const SAID = [word(0, 1), word(1, 1.3), word(2, 1.6)];
const LIKELY = [{ start: 1, end: 2 }];
const textOf = (words: readonly PlacedWord[] = []): string => words.map(({ text }) => text).join('');

function judged(words: readonly PlacedWord[], likely: readonly { start: number; end: number }[] = LIKELY) {
  const { before, kept, after } = judgeWords(words, {
    noSpeechProb: 0.1,
    sound: { levels: LEVELS, likely },
    spell,
  });
  return [textOf(before?.words), textOf(kept), textOf(after?.words)];
}

describe('judgeWords', () => {
  it('takes a phrase that Whisper is known for off the silence behind speech', () => {
    expect(judged([...SAID, word(4, 5), word(5, 5.3)])).toEqual(['', ' We went home', ' Thank you.']);
  });

  it('takes unsure words off the silence before and behind speech', () => {
    const unsure = { probability: 0.2 };
    const words = [word(6, 0, { ...unsure, end: 0.2 }), ...SAID, word(2, 6, unsure)];
    expect(judged(words)).toEqual([' no', ' We went home', ' home']);
  });

  it('takes words off that attention passed in no time', () => {
    const still = [0, 1, 2].map((token) => word(token, 5, { end: 5 }));
    expect(judged([...SAID, ...still])[2]).toBe(' We went home');
  });

  it('keeps words that nothing but the sound speaks against, as in a quiet voice', () => {
    expect(judged([...SAID, word(1, 5), word(2, 5.3)])[2]).toBe('');
  });

  it('keeps words close to speech, and words between two stretches of it', () => {
    expect(judged([...SAID, word(4, 2.1), word(5, 2.2)])[2]).toBe('');
    const between = [...SAID, word(4, 5), word(5, 5.3), word(2, 8)];
    expect(judged(between, [...LIKELY, { start: 8, end: 9 }])).toEqual(['', textOf(between), '']);
  });

  it('takes no half of a phrase', () => {
    expect(judged([...SAID, word(4, 1.9), word(5, 2.25)])[2]).toBe('');
    const sentence = [...SAID.slice(0, 2), word(2, 1.6, { text: ' home.' }), word(4, 2.3), word(5, 2.6)];
    expect(judged(sentence)[2]).toBe(' Thank you.');
  });

  it('keeps everything where nobody listened', () => {
    const { kept } = judgeWords([word(4, 5), word(5, 5.3)], {
      noSpeechProb: 0.9,
      sound: { levels: LEVELS },
      spell,
    });
    expect(textOf(kept)).toBe(' Thank you.');
  });

  it('has every word in exactly one part, in order', () => {
    const probability = fc.constantFrom(0.1, 0.5, 0.95);
    const some = fc.array(fc.tuple(fc.nat(TEXTS.length - 1), fc.nat(9), probability), { maxLength: 12 });
    const likely = fc.constantFrom([], LIKELY, [...LIKELY, { start: 6, end: 7 }]);
    fc.assert(
      fc.property(some, likely, (given, regions) => {
        const sorted = [...given].sort((left, right) => left[1] - right[1]);
        const words = sorted.map(([token, start, sure]) => word(token, start, { probability: sure }));
        expect(judged(words, regions).join('')).toBe(textOf(words));
      }),
    );
  });
});

describe('hasBareEdge', () => {
  it('tells a segment that reaches a second and more beyond likely speech', () => {
    expect(hasBareEdge({ start: 1, end: 2.5 }, LIKELY)).toBe(false);
    expect(hasBareEdge({ start: 1, end: 3 }, LIKELY)).toBe(true);
    expect(hasBareEdge({ start: 0, end: 2 }, LIKELY)).toBe(true);
    expect(hasBareEdge({ start: 5, end: 7 }, LIKELY)).toBe(true);
    expect(hasBareEdge({ start: 5, end: 7 }, undefined)).toBe(false);
  });
});
