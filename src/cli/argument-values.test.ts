import { describe, expect, test } from 'vitest';
import { parseCount, parseTime } from './argument-values.ts';

const usage = expect.objectContaining({ code: 'E_USAGE' });

describe('a time', () => {
  test.each([
    ['90', 90],
    ['90.5', 90.5],
    ['0', 0],
    ['1:30', 90],
    ['01:30.250', 90.25],
    ['1:02:03', 3723],
    ['1:02:03.5', 3723.5],
    ['00:00:01,5', 1.5],
    ['75:00', 4500],
  ])('%s is %f s', (text, seconds) => {
    expect(parseTime(text, '--start')).toBe(seconds);
  });

  test.each(['', 'noon', '-5', '1:60', '1:5', '1:75:00', '1:2:3:4', '1e3', 'Infinity', 'NaN', '0x10'])(
    '"%s" is none',
    (text) => {
      expect(() => parseTime(text, '--start')).toThrow(usage);
    },
  );
});

describe('a count', () => {
  test('is a whole number from 1 up', () => {
    expect(parseCount('12', '--limit', 'x')).toBe(12);
    for (const text of ['0', '-1', '1.5', '', 'two', '1e3', '99999999999']) {
      expect(() => parseCount(text, '--limit', 'x')).toThrow(usage);
    }
  });
});
