import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HubSource } from '../catalogue/catalogue-entry.ts';
import type { ManifestFile } from '../manifest.ts';
import { matchesPattern, selectFiles, selectPins } from './select-files.ts';

const SHA = 'a'.repeat(64);

function file(name: string, sizeBytes: number = 1, sha256: string | undefined = undefined): ManifestFile {
  return { name, sizeBytes, etag: sha256 ?? 'b'.repeat(40), ...(sha256 === undefined ? {} : { sha256 }) };
}

function source(files: readonly string[], optionalFiles?: readonly string[]): HubSource {
  return { kind: 'hub', repo: 'a/b', files, ...(optionalFiles === undefined ? {} : { optionalFiles }) };
}

test.each([
  ['model.bin', 'model.bin', true],
  ['model.bin', 'model.bi', false],
  ['model.bin', '*', true],
  ['model.bin', '*.bin', true],
  ['model.bin', 'model.*', true],
  ['model.bin', 'm*d*.b*n', true],
  ['model.bin', 'model.bin*', true],
  ['model.bin', '*model.bin.*', false],
  ['modelbin', 'model*.*bin', false],
  ['aXa', 'a*a', true],
  ['a', 'a*a', false],
  ['onnx/model.onnx', '*', false],
  ['onnx/model.onnx', 'onnx/*', true],
  ['onnx/model.onnx', '*/*', true],
  ['onnx/model.onnx', 'onnx*', false],
  ['a.b', 'a?b', false],
  ['a+b', 'a+b', true],
  ['[x]', '[x]', true],
  ['', '', true],
])('%j and the pattern %j: %s', (path, pattern, expected) => {
  expect(matchesPattern(path, pattern)).toBe(expected);
});

test('a pattern means what the regular expression with the same stars means', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.'), maxLength: 8 });
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '/', '.', '*'), maxLength: 6 });
  fc.assert(
    fc.property(text, pattern, (path, wanted) => {
      const regex = new RegExp(`^${wanted.replaceAll('.', '\\.').replaceAll('*', '[^/]*')}$`);
      expect(matchesPattern(path, wanted)).toBe(regex.test(path));
    }),
    { numRuns: 2000 },
  );
});

test('files come in the order of the patterns, each once, and within one by name', () => {
  const listed = ['z.json', 'b.bin', 'a.bin', 'README.md', 'a.json'].map((name) => file(name));
  const { files, missing } = selectFiles(source(['b.bin', '*.bin', '*.json'], ['README.md', 'gone']), listed);
  expect(files.map(({ name }) => name)).toEqual(['b.bin', 'a.bin', 'a.json', 'z.json', 'README.md']);
  expect(missing).toEqual([]);
});

test('a pattern that matches nothing is told, unless it is optional', () => {
  const { files, missing } = selectFiles(source(['a', 'b', 'c*'], ['d']), [file('b')]);
  expect(files.map(({ name }) => name)).toEqual(['b']);
  expect(missing).toEqual(['a', 'c*']);
});

test('pins choose by name, tell what is missing, and what has other bytes', () => {
  const pins = [
    { name: 'big', sizeBytes: 5, sha256: SHA },
    { name: 'small', sizeBytes: 3, sha256: SHA },
    { name: 'longer', sizeBytes: 3, sha256: SHA },
    { name: 'other', sizeBytes: 5, sha256: SHA },
    { name: 'gone', sizeBytes: 1, sha256: SHA },
  ];
  const others = [file('longer', 4), file('other', 5, 'c'.repeat(64)), file('extra')];
  const { files, missing, unlike } = selectPins(pins, [file('small', 3), file('big', 5, SHA), ...others]);
  expect(files).toEqual([file('big', 5, SHA), { ...file('small', 3), sha256: SHA }]);
  expect(missing.map(({ name }) => name)).toEqual(['gone']);
  expect(unlike.map(({ pin }) => pin.name)).toEqual(['longer', 'other']);
});
