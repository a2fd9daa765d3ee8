import fc from 'fast-check';
import { expect, test } from 'vitest';
import { figuresProblem, LIMIT_KEYS } from './limit-ranges.ts';
import { parseProfile } from './parse-profile.ts';
import { allProfiles, findProfile } from './profiles.ts';
import { textLength } from './text-length.ts';

const LANGUAGES = 'en de fr es it pt nl sv da pl ru ar he hi ja zh ko th'.split(' ');

test('there is a profile for every language, and one for every house', () => {
  const names = allProfiles().map(({ name }) => name);
  for (const code of LANGUAGES) expect(names).toContain(`netflix-${code}`);
  for (const name of ['default', 'bbc', 'ebu-tt-d', 'shorts-9x16', 'children']) expect(names).toContain(name);
  expect(new Set(names).size).toBe(names.length);
});

test('every figure of every profile is possible and has a source', () => {
  for (const { name, limits, sources, version } of allProfiles()) {
    expect(figuresProblem(limits), name).toBeUndefined();
    expect(version).toBeGreaterThan(0);
    expect(Object.keys(limits).sort()).toEqual([...LIMIT_KEYS].sort());
    const named = sources.flatMap(({ figures }) => figures ?? LIMIT_KEYS);
    expect(
      [...LIMIT_KEYS].filter((key) => !named.includes(key)),
      name,
    ).toEqual([]);
  }
});

test('reading speeds and lines are those that the languages have', () => {
  const figures = (name: string): unknown => {
    const limits = findProfile(name)?.limits;
    return limits && [limits.maxLineChars, limits.maxSpeed, limits.minDurationMs];
  };
  expect(figures('netflix-en')).toEqual([42, 20, 833]);
  expect(figures('netflix-fr')).toEqual([42, 17, 833]);
  expect(figures('netflix-fr-children')).toEqual([42, 13, 833]);
  expect(figures('netflix-ar-sdh')).toEqual([42, 23, 833]);
  expect(figures('netflix-hi')).toEqual([42, 22, 833]);
  expect(figures('netflix-ja')).toEqual([13, 4, 500]);
  expect(figures('netflix-zh')).toEqual([16, 9, 833]);
  expect(figures('netflix-ko')).toEqual([16, 12, 833]);
  expect(figures('netflix-th')).toEqual([35, 17, 833]);
  expect(figures('bbc')?.toString()).toMatch(/^37,/);
});

test('full width counts a square as one and half of it as a half', () => {
  expect(textLength('日本語です。', 'full-width')).toBe(6);
  expect(textLength('ABC 12', 'full-width')).toBe(3);
  expect(textLength('ﾊﾝｶｸ', 'full-width')).toBe(2);
  expect(textLength('안녕 hi', 'full-width')).toBe(3.5);
  expect(textLength('日本語', 'graphemes')).toBe(3);
});

test('a house may name itself and change figures; their source is the house', () => {
  const { profile } = parseProfile('name = "kino"\nversion = 3\n[limits]\nmaxSpeed = 18.5\n', 'x');
  expect(profile).toMatchObject({ name: 'kino', version: 3, limits: { maxSpeed: 18.5, maxLineChars: 42 } });
  expect(profile?.sources[0]).toMatchObject({ evidence: 'stated', figures: ['maxSpeed'] });
  const others = profile?.sources.slice(1).flatMap(({ figures }) => figures ?? []);
  expect(others).not.toContain('maxSpeed');
});

test('unknown keys and impossible figures are named with their line', () => {
  const problem = (text: string): unknown => parseProfile(text, 'x').problem;
  expect(problem('colour = 3')).toMatchObject({ line: 1, key: 'colour' });
  expect(problem('maxSpeed = 3')).toMatchObject({ message: expect.stringContaining('[limits]') });
  expect(problem('[limits]\nmaxLines = 4')).toMatchObject({ line: 2, key: 'limits.maxLines' });
  expect(problem('[limits]\nmaxLines = "2"')).toMatchObject({ key: 'limits.maxLines' });
  expect(problem('[limits]\nmaxSpeed = nan')).toMatchObject({ key: 'limits.maxSpeed' });
  expect(problem('[limits]\nwishedSpeed = 30')).toMatchObject({ line: 2, key: 'limits.wishedSpeed' });
  expect(problem('[limits]\nmaxDurationMs = 500')).toMatchObject({ key: 'limits.maxDurationMs' });
  expect(problem('[limits]\ncounting = "bytes"')).toMatchObject({ key: 'limits.counting' });
  expect(problem('base = "none"')).toMatchObject({ unknownBase: 'none' });
  for (const text of [
    'name = 3',
    'name = "a b"',
    'version = 0',
    'title = 1',
    'base = 1',
    'limits = 1',
    '= 1',
  ]) {
    expect(problem(text), text).toBeDefined();
  }
});

test('any text gives a profile or a problem, never a throw', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const { profile, problem } = parseProfile(text, 'x');
      expect(profile === undefined).toBe(problem !== undefined);
    }),
  );
});
