import { win32 } from 'node:path';
import { posix } from 'node:path/posix';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  isCommit,
  pathFlaw,
  pathsFlaw,
  printable,
  requireCommit,
  requireEtag,
  requireRepoId,
  requireRevision,
  requireSafePaths,
} from './safe-names.ts';

const unsafe = expect.objectContaining({ code: 'E_MODEL_UNSAFE' });

describe('[row 27] evil names are rejected before any write', () => {
  test.each([
    '',
    '/etc/passwd',
    '//server/share',
    '..',
    '../model.bin',
    'a/../../b',
    './a',
    'a/.',
    'a//b',
    'a/',
    '..\\model.bin',
    'a\\b',
    'C:\\model.bin',
    'C:model.bin',
    'model.bin:stream',
    'a\0b',
    'a\nb',
    'a\u007fb',
    'a\u0085b',
    'model\u202enib.bin',
    'mod\u200bel.bin',
    'a\u2028b',
    'a\ud800b',
    'a<b',
    'a>b',
    'a"b',
    'a|b',
    'a?b',
    'a*b',
    'NUL',
    'nul.bin',
    'aux .txt',
    'deep/con',
    'COM1.json',
    'com\u00b9',
    'LPT9.tar.gz',
    'CONIN$',
    'model.bin.',
    'model.bin ',
    'folder./model.bin',
    `${'x'.repeat(256)}`,
    `${'\u00e9'.repeat(128)}`,
    `${'abc/'.repeat(1100)}d`,
  ])('path %j', (path) => {
    expect(() => requireSafePaths([path])).toThrow(unsafe);
  });

  test.each([
    ['a', 'A'],
    ['model.bin', 'MODEL.bin'],
    ['caf\u00e9.bin', 'cafe\u0301.bin'],
    ['stra\u00dfe', 'STRASSE'],
    ['\u212aelvin', 'kelvin'],
    ['one', 'one'],
    ['one', 'one/two'],
    ['one/two', 'ONE'],
    ['Part/one', 'part/two'],
  ])('%j and %j in one model', (...paths) => {
    expect(() => requireSafePaths(paths)).toThrow(unsafe);
    expect(() => requireSafePaths(paths.toReversed())).toThrow(unsafe);
  });

  test.each([
    '',
    '0'.repeat(39),
    '0'.repeat(41),
    '0'.repeat(63),
    '0'.repeat(65),
    'A'.repeat(40),
    '../'.repeat(13).padEnd(40, 'a'),
    `${'0'.repeat(40)}\n`,
    `W/"${'0'.repeat(40)}"`,
  ])('etag and commit %j', (text) => {
    expect(() => requireEtag(text)).toThrow(unsafe);
    expect(() => requireCommit(text)).toThrow(unsafe);
    expect(isCommit(text)).toBe(false);
  });

  test.each([
    '..',
    'a/../b',
    '/main',
    'main/',
    'a..b',
    'a b',
    'a~1',
    'a^',
    'a:b',
    'a?',
    'a[b',
    'a\\b',
    '@',
    'a@{1}',
    '.hidden',
    'a/.b',
    'main.lock',
    'main.',
    'ma\nin',
    'nul',
  ])('revision %j', (text) => {
    expect(() => requireRevision(text)).toThrow(unsafe);
  });

  test.each([
    '',
    '/',
    'owner/',
    '/name',
    'a/b/c',
    'a--b/c',
    'a/b..c',
    'a/b.git',
    'a/b.GIT',
    '../name',
    'owner/..',
    '.a/b',
    'a/-b',
    'a/b-',
    'a/b?x=1',
    'a/b#c',
    'a/b%2f',
    'caf\u00e9/b',
    'a/b c',
    'a/b\n',
    'nul/b',
    `a/${'b'.repeat(97)}`,
  ])('repository id %j', (text) => {
    expect(() => requireRepoId(text)).toThrow(unsafe);
  });
});

test('names that models really have pass', () => {
  requireSafePaths([
    'model.bin',
    'config.json',
    '.gitattributes',
    'README.md',
    'onnx/encoder_model.onnx',
    'onnx/encoder_model.onnx_data',
    'onnx/decoder-model_q4f16 (1).onnx',
    'console.json',
    'com10.txt',
    'community/nullable.bin',
    '\u65e5\u672c\u8a9e.txt',
    `${'d'.repeat(100)}/${'e'.repeat(100)}/${'f'.repeat(100)}.bin`,
  ]);
  for (const revision of ['main', 'v1.0', 'refs/pr/1', 'feature/a-b_c', '0'.repeat(40)])
    requireRevision(revision);
  for (const repo of ['Systran/faster-whisper-large-v3', 'gpt2', '_a/b_', 'pyannote/speaker-diarization-3.1'])
    requireRepoId(repo);
  requireEtag('0123456789abcdef'.repeat(4));
  requireEtag('01234567'.repeat(5));
});

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('.', '/', '\\', ':', 'a', ' ', 'C', '\0', '~') }),
);

test('[row 27] whatever passes stays inside its folder, on POSIX and on Windows', () => {
  fc.assert(
    fc.property(hostile, (path) => {
      if (pathFlaw(path) !== undefined) return;
      expect(posix.join('/base', path)).toBe(`/base/${path}`);
      expect(posix.resolve('/base', path)).toBe(`/base/${path}`);
      expect(win32.resolve('C:\\base', path)).toBe(`C:\\base\\${path.replaceAll('/', '\\')}`);
      expect(path).not.toMatch(/[\0\n\r]/);
    }),
    { numRuns: 2000 },
  );
});

test('[row 27] no two names that pass together are one name once case and Unicode form are lost', () => {
  const name = fc.string({
    unit: fc.constantFrom('a', 'A', 'e\u0301', '\u00e9', 'E', '/', '\u00df', 's', 'S'),
  });
  fc.assert(
    fc.property(fc.array(name, { minLength: 2, maxLength: 4 }), (paths) => {
      if (pathsFlaw(paths) !== undefined) return;
      for (const form of ['NFC', 'NFD'] as const) {
        for (const fold of ['toLowerCase', 'toUpperCase'] as const) {
          const seen = new Set(paths.map((path) => path.normalize(form)[fold]()));
          expect(seen.size).toBe(paths.length);
        }
      }
    }),
    { numRuns: 500 },
  );
});

test('an error quotes the name in printable characters only, and not at endless length', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expect(printable(text)).toMatch(/^"[\x20-\x7e]*"$/);
    }),
  );
  expect(printable('x'.repeat(10_000)).length).toBeLessThan(200);
  expect(printable('a\u001b[2J\u202e"')).toBe('"a\\u{1b}[2J\\u{202e}\\""');
});
