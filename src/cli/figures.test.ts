import { expect, test } from 'vitest';
import { formatBytes, formatClock, formatRtfx, printable } from './figures.ts';

test('sizes step up before they would show four digits', () => {
  expect([0, 999, 1000, 999_949, 999_950, 147_882_941, 2.5e12].map(formatBytes)).toEqual([
    ...['0 B', '999 B', '1.0 kB', '999.9 kB', '1.0 MB', '147.9 MB', '2.5 TB'],
  ]);
});

test('times are rounded to seconds and never negative', () => {
  expect([0, 59.6, 61, 3599.5, 3723, -4].map(formatClock)).toEqual([
    ...['0:00', '1:00', '1:01', '1:00:00', '1:02:03', '0:00'],
  ]);
});

test('a speed without time is no number', () => {
  expect(formatRtfx(10, 0)).toBe('-');
  expect(formatRtfx(10, 4)).toBe('2.5x');
});

test('control characters cannot reach the terminal', () => {
  expect(printable('a\x1b[31m\n\x00\x9bé漢')).toBe('a?[31m???é漢');
});
