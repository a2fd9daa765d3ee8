import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countGraphemes, splitGraphemes } from './graphemes.ts';

const segmenter = new Intl.Segmenter('und', { granularity: 'grapheme' });
const bySegmenter = (text: string): string[] => Array.from(segmenter.segment(text), ({ segment }) => segment);

test('every character of the plane for common writing is counted as UAX #29 does, alone and beside itself', () => {
  const wrong: string[] = [];
  for (let code = 0x20; code < 0xd800; code += 1) {
    const text = String.fromCharCode(code, code, 0x61, code);
    if (splitGraphemes(text).join('|') !== bySegmenter(text).join('|')) wrong.push(code.toString(16));
  }
  expect(wrong).toEqual([]);
});

test('any text is split as UAX #29 does', () => {
  const common = fc.string({
    unit: fc.integer({ min: 0x20, max: 0xd7ff }).map((code) => String.fromCharCode(code)),
  });
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), common), (text) => {
      expect(splitGraphemes(text)).toEqual(bySegmenter(text));
      expect(countGraphemes(text)).toBe(splitGraphemes(text).length);
    }),
  );
});
