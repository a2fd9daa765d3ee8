import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitIntoWords } from './word-tokens.ts';

/** A vocabulary of bytes and a few pieces, as Whisper's own is built. */
const PIECES = [' and', ' so', ' "', '.', ',', 'ther', '!', ' Δ', '-', ' ', ' f', 'ool'];
const BYTES = 1000;

function decode(tokens: readonly number[]): string {
  const parts = tokens.map((token) =>
    token >= BYTES ? Uint8Array.of(token - BYTES) : new TextEncoder().encode(PIECES[token] ?? ''),
  );
  return new TextDecoder('utf-8').decode(Buffer.concat(parts));
}

function bytesOf(text: string): number[] {
  return [...new TextEncoder().encode(text)].map((byte) => BYTES + byte);
}

function words(tokens: readonly number[], language = 'en'): string[] {
  return splitIntoWords(tokens, decode, language).map(({ text }) => text);
}

describe('words of tokens', () => {
  it('begin at spaces', () => {
    expect(words([0, 1, 10, 11])).toEqual([' and', ' so', ' fool']);
  });

  it('take the punctuation that they open or close', () => {
    expect(words([0, 4, 2, 11, 6, 1, 3])).toEqual([' and,', ' "ool!', ' so.']);
  });

  it('keep a character of several tokens whole', () => {
    expect(words([...bytesOf(' naïve'), 1])).toEqual([' naïve', ' so']);
  });

  it('are characters in languages without spaces, with their punctuation', () => {
    expect(words(bytesOf('你好。世界'), 'zh')).toEqual(['你', '好。', '世', '界']);
  });

  it('are all the tokens in order, and spell the text, whatever the tokens are', () => {
    const token = fc.oneof(
      fc.integer({ min: 0, max: PIECES.length - 1 }),
      fc.integer({ min: 1000, max: 1255 }),
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 30 }), fc.constantFrom('en', 'ja'), (tokens, language) => {
        const split = splitIntoWords(tokens, decode, language);
        expect(split.flatMap((word) => word.tokens)).toEqual(tokens);
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (text) => {
        expect(words(bytesOf(text)).join('')).toBe(decode(bytesOf(text)));
      }),
    );
  });
});
