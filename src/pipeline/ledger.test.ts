import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Change } from '../kernel/index.ts';
import { changeId, entriesIn, findEntries, ledgerOf } from './ledger.ts';

const LOOP: Change = {
  ...{ stage: 'clean', rule: 'loop', start: 1, end: 2.5, before: 'so so so', after: 'so' },
  scores: { repeats: 3, compression: 2.9 },
};

test('an id is 8 hex digits of the content: the same in every order of members, another after any change', () => {
  expect(changeId(LOOP)).toMatch(/^[0-9a-f]{8}$/);
  const turned = { scores: { compression: 2.9, repeats: 3 }, after: 'so', before: 'so so so' };
  expect(changeId({ ...turned, end: 2.5, start: 1, rule: 'loop', stage: 'clean' })).toBe(changeId(LOOP));
  const others: readonly Change[] = [
    { ...LOOP, stage: 'glossary' },
    { ...LOOP, rule: 'echo' },
    { ...LOOP, start: 1.001 },
    { ...LOOP, end: 2.501 },
    { ...LOOP, before: 'so so' },
    { ...LOOP, after: '' },
    { ...LOOP, scores: { repeats: 3 } },
  ];
  expect(new Set([LOOP, ...others].map(changeId)).size).toBe(others.length + 1);
});

test('the ledger is in the order of time, whatever the order of the changes, and has each once', () => {
  const changes = [LOOP, { ...LOOP, start: 0 }, { ...LOOP, end: 2 }, { ...LOOP, rule: 'echo' }];
  const ledger = ledgerOf([...changes, LOOP]);
  expect(ledger.map(({ start, end }) => [start, end])).toEqual([
    [0, 2.5],
    [1, 2],
    [1, 2.5],
    [1, 2.5],
  ]);
  fc.assert(
    fc.property(fc.shuffledSubarray(changes, { minLength: 4 }), (shuffled) => {
      expect(ledgerOf(shuffled)).toEqual(ledger);
    }),
  );
});

test('a span finds what overlaps it, half-open, and what stands in it without length', () => {
  const ledger = ledgerOf([LOOP, { ...LOOP, start: 5, end: 5, rule: 'term' }]);
  const rules = (start: number, end: number): string[] =>
    entriesIn(ledger, { start, end }).map(({ rule }) => rule);
  expect(rules(0, 1)).toEqual([]);
  expect(rules(2.4, 9)).toEqual(['loop', 'term']);
  expect(rules(2.5, 5)).toEqual([]);
  expect(rules(5, 6)).toEqual(['term']);
});

test('an entry is found by the beginning of its id', () => {
  const ledger = ledgerOf([LOOP, { ...LOOP, rule: 'echo' }]);
  const id = changeId(LOOP);
  expect(findEntries(ledger, id.slice(0, 6)).map((entry) => entry.id)).toEqual([id]);
  expect(findEntries(ledger, '')).toEqual([]);
  expect(findEntries(ledger, 'xyz')).toEqual([]);
});
