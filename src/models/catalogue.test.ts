import { describe, expect, test } from 'vitest';
import { CATALOGUE } from './catalogue.data.ts';
import { findEntry } from './catalogue.ts';
import { commitOf } from './snapshot.ts';

describe.each(CATALOGUE)('$name', (entry) => {
  test('pins are well formed, and the sizes add up', () => {
    const total = entry.files.reduce((sum, file) => sum + file.sizeBytes, 0);
    expect(total).toBe(entry.sizeBytes);
    for (const pin of [...entry.files, ...entry.sources.flatMap((source) => source.wheels)]) {
      expect(pin.sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(pin.name).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]*$/);
    }
  });

  test('every source has every file, from wheels it names, in parts that add up', () => {
    for (const source of entry.sources) {
      const wheels = source.wheels.map((wheel) => wheel.name);
      expect(Object.keys(source.members).sort()).toEqual(entry.files.map((file) => file.name).sort());
      for (const file of entry.files) {
        const members = source.members[file.name] ?? [];
        expect(members.reduce((sum, member) => sum + member.sizeBytes, 0)).toBe(file.sizeBytes);
        for (const member of members) expect(wheels).toContain(member.wheel);
      }
    }
  });

  test('says what its licence is and where that is stated', () => {
    expect(entry.licence).not.toBe('');
    expect(entry.licenceEvidence).not.toBe('');
  });
});

test('commits are the same on every machine, so these never change while the pins do not', () => {
  expect(Object.fromEntries(CATALOGUE.map((entry) => [entry.name, commitOf(entry)]))).toEqual({
    base: '7b417a9233b5b65eccd9783638f916b7e2945858',
    'tiny.en': 'b3f89f20d47e4a4730937095d03a22313aaad771',
    'silero-vad': 'a718857eb77d311aef5d654d6ce1322d193903ff',
  });
});

test('the weights come first', () => {
  expect(CATALOGUE.map((entry) => entry.files[0]?.name)).toEqual([
    'model.bin',
    'model.bin',
    'silero_vad_16k_sequence.onnx',
  ]);
});

test('a name is found', () => {
  expect(findEntry('tiny.en').name).toBe('tiny.en');
});

test.each([
  ['tiny', 'tiny.en'],
  ['Base', 'base'],
  ['bsae', 'base'],
  ['silero', 'silero-vad'],
  ['tinyen', 'tiny.en'],
])('%s is unknown, and %s is suggested', (typed, near) => {
  expect(() => findEntry(typed)).toThrow(
    expect.objectContaining({
      code: 'E_MODEL_UNKNOWN',
      hint: 'offscribe models list',
      details: { name: typed, near: [near] },
    }),
  );
});

test('a name near to none gets the whole list', () => {
  expect(() => findEntry('gigantic-v9')).toThrow(/Known: base, tiny\.en, silero-vad\./);
  expect(() => findEntry('')).toThrow(expect.objectContaining({ code: 'E_MODEL_UNKNOWN' }));
});
