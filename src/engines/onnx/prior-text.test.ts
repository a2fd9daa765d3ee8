import { describe, expect, it } from 'vitest';
import { fixedText, priorTokens } from './prior-text.ts';

/** One token a character, its code. */
const vocabulary = { encode: (text: string) => [...text].map((one) => one.charCodeAt(0)), startOfPrev: -1 };
const textOf = (tokens: readonly number[]): string =>
  tokens.map((token) => (token < 0 ? '<' : String.fromCharCode(token))).join('');

/** What is fed with a context of 32 tokens, which leaves room for 15. */
function told(options: Parameters<typeof fixedText>[0], previous = ''): string {
  const fixed = fixedText(options, vocabulary, 32);
  return textOf(priorTokens(fixed, vocabulary.encode(previous), vocabulary));
}

describe('prior text', () => {
  it('is hotwords, then the prompt, then the text before', () => {
    expect(told({ hotwords: ['Ab', 'C'], initialPrompt: ' de ' }, ' fg')).toBe('< Ab, C de fg');
  });

  it('is nothing at all where nothing came before', () => {
    expect(told({})).toBe('');
    expect(told({ hotwords: [], initialPrompt: '  ' })).toBe('');
    expect(told({}, ' fg')).toBe('< fg');
  });

  it('of a prompt that is too long keeps the end, and says so', () => {
    expect(told({ initialPrompt: 'abcdefghijklmnopqrstuvw' })).toBe('<ijklmnopqrstuvw');
    expect(fixedText({ initialPrompt: 'abcdefghijklmnopqrstuvw' }, vocabulary, 32).notes).toEqual([
      'The initial prompt is 24 tokens long; the model is told its last 15 only.',
    ]);
  });

  it('of hotwords that are too many keeps the first, and tells that nothing is left for a prompt', () => {
    const options = { hotwords: ['abcdefgh', 'ijklmnopq'], initialPrompt: 'xyz' };
    expect(told(options, ' fg')).toBe('< abcdefgh, ijkl');
    expect(fixedText(options, vocabulary, 32).notes).toEqual([
      'The hotwords are 20 tokens long; the model is told the first 15 only.',
      'The initial prompt is 4 tokens long beside the hotwords; the model is not told it.',
    ]);
  });

  it('of the text before keeps the end that there is room for', () => {
    expect(told({ initialPrompt: 'abcdefghij' }, 'uvwxyz')).toBe('< abcdefghijwxyz');
    expect(told({ initialPrompt: 'abcdefghijklmn' }, 'uvwxyz')).toBe('< abcdefghijklmn');
  });

  it.each([16, 448])(
    'with %i positions never takes the half that is for the text of the window',
    (context) => {
      const long = 'x'.repeat(1000);
      const fixed = fixedText({ hotwords: [long], initialPrompt: long }, vocabulary, context);
      for (const previous of ['', long]) {
        const before = priorTokens(fixed, vocabulary.encode(previous), vocabulary);
        expect(before.length).toBeLessThanOrEqual(context / 2);
      }
    },
  );
});
