import { describe, expect, it } from 'vitest';
import { TokenMap } from './token-map.ts';

/** A vocabulary of names, its timestamps behind them without names. */
function named(names: readonly string[]) {
  return {
    timestampBegin: names.length,
    nameOf: (id: number) => names[id],
    idOf: (name: string) => (names.includes(name) ? names.indexOf(name) : undefined),
  };
}

const ENGLISH = named(['a', 'fog', '<|startoftranscript|>']);
const LANGUAGES = named(['fog', 'a', 'brume', '<|startoftranscript|>', '<|fr|>']);

describe('a token of one vocabulary', () => {
  it('is that of the same name in another', () => {
    const map = new TokenMap(ENGLISH, LANGUAGES);
    expect([0, 1, 2].map((id) => map.of(id))).toEqual([1, 0, 3]);
  });

  it('is the same time, with or without a name', () => {
    expect(new TokenMap(ENGLISH, LANGUAGES).of(3 + 750)).toBe(5 + 750);
    expect(new TokenMap(LANGUAGES, ENGLISH).of(5)).toBe(3);
  });

  it('is none where the other has no such name, asked once or twice', () => {
    const map = new TokenMap(LANGUAGES, ENGLISH);
    expect([map.of(2), map.of(4), map.of(2)]).toEqual([undefined, undefined, undefined]);
  });
});
