import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PROBE } from '../../tests/fixtures/pipeline.ts';
import { type KeyFacts, keyOf, stageKey } from './stage-key.ts';

const FACTS: fc.Arbitrary<KeyFacts> = fc.record({
  stage: fc.string(),
  version: fc.nat(),
  inputs: fc.dictionary(fc.string(), fc.string()),
  options: fc.dictionary(fc.string(), fc.jsonValue()),
});

/** The same members in another order, at every depth. */
function turned<T>(value: T): T {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  const entries = Object.entries(value).reverse();
  return Object.fromEntries(entries.map(([name, each]) => [name, turned(each)])) as T;
}

test('the order in which inputs and options are listed does not matter', () => {
  fc.assert(fc.property(FACTS, (facts) => stageKey(turned(facts)) === stageKey(facts)));
});

test('different facts have different keys', () => {
  fc.assert(
    fc.property(FACTS, FACTS, (a, b) => {
      const isSame = JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
      expect(stageKey(a) === stageKey(b)).toBe(isSame);
    }),
  );
});

test('any single change of stage, version, an input or an option gives another key', () => {
  fc.assert(
    fc.property(FACTS, fc.string(), fc.string(), (facts, name, text) => {
      const changed: readonly KeyFacts[] = [
        { ...facts, stage: `${facts.stage}x` },
        { ...facts, version: facts.version + 1 },
        { ...facts, inputs: { ...facts.inputs, [name]: `${facts.inputs[name] ?? ''}${text}x` } },
        { ...facts, options: { ...facts.options, [name]: [facts.options[name] ?? null, text] } },
      ];
      const keys = [facts, ...changed].map(stageKey);
      expect(new Set(keys).size).toBe(keys.length);
    }),
  );
});

test('an option that is not set is as one that is not there', () => {
  const facts = { stage: 'layout', version: 1, inputs: { glossary: 'k' } };
  expect(stageKey({ ...facts, options: { lines: 2, width: undefined } })).toBe(
    stageKey({ ...facts, options: { lines: 2 } }),
  );
  expect(stageKey({ ...facts, options: { lines: null } })).not.toBe(stageKey({ ...facts, options: {} }));
});

test('a product counts by its key, a source by its digest, a branch not at all', () => {
  const probe = keyOf(PROBE);
  expect(keyOf({ ...PROBE, branch: 'de' })).toEqual(probe);
  expect(keyOf({ ...PROBE, inputs: { media: 'd2' } }).key).not.toBe(probe.key);
  const made = { ...probe, product: { track: 0 }, isReused: false };
  const demux = keyOf({ stage: 'demux', inputs: { media: 'd1', probe: made } });
  const other = { ...made, product: { track: 1 } };
  expect(keyOf({ stage: 'demux', inputs: { media: 'd1', probe: other } })).toEqual(demux);
  expect(keyOf({ stage: 'demux', inputs: { media: 'd1', probe: { ...made, key: 'k' } } })).not.toEqual(demux);
});

/** Written by hand, since `canonicalJson` is what is tested. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const names = Object.keys(value).sort();
  return names.map((name) => [name, sorted((value as Record<string, unknown>)[name])]);
}
