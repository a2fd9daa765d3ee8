import { describe, expect, test } from 'vitest';
import { type FileState, Settling } from './settling.ts';

const state = (sizeBytes: number, changedMs = 0): FileState => ({ sizeBytes, changedMs, identity: '1' });

/** A folder with one file, and a clock. */
function scene(): {
  readonly settling: Settling;
  at(ms: number, seen: FileState | undefined): readonly string[];
} {
  let now = 0;
  const settling = new Settling(10_000, () => now);
  return {
    settling,
    at: (ms, seen) => {
      now = ms;
      settling.look(seen === undefined ? [] : [['a', seen]]);
      return settling.ripe();
    },
  };
}

describe('a file', () => {
  test('is ripe when it was seen unchanged for the settle time, whatever its own time says', () => {
    const { at } = scene();
    expect(at(0, state(5, -1e9))).toEqual([]);
    expect(at(9_999, state(5, -1e9))).toEqual([]);
    expect(at(10_000, state(5, -1e9))).toEqual(['a']);
  });

  test('that grows, or is written again, begins anew', () => {
    const { at } = scene();
    at(0, state(5));
    expect(at(10_000, state(6))).toEqual([]);
    expect(at(15_000, state(6, 1))).toEqual([]);
    expect(at(24_000, state(6, 1))).toEqual([]);
    expect(at(25_000, state(6, 1))).toEqual(['a']);
  });

  test('is taken once for each of its states', () => {
    const { at, settling } = scene();
    at(0, state(5));
    at(10_000, state(5));
    expect(settling.take('a', state(5))).toBe(true);
    expect(at(20_000, state(5))).toEqual([]);
    expect(settling.waitMs()).toBeUndefined();
    at(30_000, state(6));
    expect(settling.waitMs()).toBe(10_000);
    expect(at(40_000, state(6))).toEqual(['a']);
  });

  test('that changed or went away since it was seen is not taken', () => {
    const { at, settling } = scene();
    at(0, state(5));
    at(10_000, state(5));
    expect(settling.take('a', state(6))).toBe(false);
    expect(at(19_999, state(6))).toEqual([]);
    expect(at(20_000, state(6))).toEqual(['a']);
    expect(settling.take('a', undefined)).toBe(false);
    expect(at(20_001, undefined)).toEqual([]);
  });

  test('given back is ripe at once', () => {
    const { at, settling } = scene();
    at(0, state(5));
    at(10_000, state(5));
    settling.take('a', state(5));
    settling.giveBack('a');
    expect(settling.ripe()).toEqual(['a']);
  });
});
