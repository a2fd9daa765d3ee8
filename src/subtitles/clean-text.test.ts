import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanLine, cleanLines, isBlank } from './clean-text.ts';

test('[TEXT1] white space and control characters become one space, no-break spaces stay', () => {
  expect(cleanLine('\t a \r\n\u2028 b\u0000c \u001b[31m')).toBe('a b c [31m');
  expect(cleanLine('10\u00a0000\u202f!')).toBe('10\u00a0000\u202f!');
});

test('[TEXT2] a byte order mark goes, half a surrogate pair becomes U+FFFD', () => {
  expect(cleanLine('\ufeffa \ufeff b\ud83d')).toBe('a b\ufffd');
  expect(cleanLine('\u{1f600}')).toBe('\u{1f600}');
});

test('[TEXT3] [CUE2] what nobody can see is blank', () => {
  expect(['', ' \u00a0', '\u200b\u200d', '\u0007'].every(isBlank)).toBe(true);
  expect(['.', 'a', '\u{1f600}', '0'].some(isBlank)).toBe(false);
  expect(cleanLines(['a', ' ', '\n', 'b'])).toEqual(['a', 'b']);
});

test('[TEXT1] cleaning twice changes nothing, and leaves one line of well-formed text', () => {
  const anyUtf16 = fc
    .array(fc.integer({ min: 0, max: 0xffff }))
    .map((units) => String.fromCharCode(...units));
  fc.assert(
    fc.property(fc.oneof(anyUtf16, fc.string({ unit: 'binary' })), (text) => {
      const clean = cleanLine(text);
      expect(cleanLine(clean)).toBe(clean);
      expect(clean).not.toMatch(/[\r\n\u2028\u2029\u0085\p{Cc}\p{Cs}]/u);
    }),
  );
});
