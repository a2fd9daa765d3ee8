import { beforeAll, describe, expect, it } from 'vitest';
import { KeyCache } from './key-cache.ts';
import { runtimeVersion } from './session.ts';

const DIMS = {
  nMels: 80,
  nVocab: 100,
  nTextCtx: 448,
  nTextState: 128,
  nTextHead: 2,
  nTextLayer: 2,
  nAudioCtx: 1500,
  nAudioState: 128,
  nAudioHead: 2,
  nAudioLayer: 2,
};
const ROWS = 3;
const WIDTH = 2 * DIMS.nTextLayer * DIMS.nTextState;

/** What a token adds: every number tells row, place and index. */
const added = (row: number, place: number): Float32Array =>
  Float32Array.from({ length: WIDTH }, (_, at) => 1e6 * row + 1e3 * place + at);

/** What the graph would read of a row's place: all keys and values of the token there. */
function read(cache: KeyCache, row: number, place: number): number[] {
  const { nTextHead: heads } = DIMS;
  return Object.values(cache.tensors(row, 1)).flatMap(({ data, dims }) => {
    expect(dims).toEqual([1, heads, cache.room, 64]);
    const numbers = data as Float32Array;
    return Array.from({ length: heads }, (_, head) => {
      const from = (head * cache.room + place) * 64;
      return [...numbers.subarray(from, from + 64)];
    }).flat();
  });
}

function filled(places: number): KeyCache {
  const cache = new KeyCache(DIMS, ROWS);
  cache.reserve(places);
  for (let row = 0; row < ROWS; row += 1)
    for (let place = 0; place < places; place += 1) cache.write(row, place, added(row, place));
  return cache;
}

function expectTokens(cache: KeyCache, places: number): void {
  for (let row = 0; row < ROWS; row += 1)
    for (let place = 0; place < places; place += 1)
      expect(read(cache, row, place)).toEqual([...added(row, place)]);
}

// Tensors are the runtime's own.
beforeAll(async () => void (await runtimeVersion()));

describe('room in a key cache', () => {
  it('is a multiple of 64, as much as is needed', () => {
    const cache = new KeyCache(DIMS, ROWS);
    const rooms = [1, 64, 65, 300, 200, 192, 70, 3].map((places) => {
      cache.fit(places);
      return cache.room;
    });
    expect(rooms).toEqual([64, 64, 128, 320, 256, 192, 128, 64]);
  });

  it('may grow and shrink, and every token that still has a place keeps it', () => {
    const cache = filled(60);
    for (const places of [65, 400, 130, 60]) {
      cache.fit(places);
      expectTokens(cache, 60);
    }
  });

  it('grows in the memory that was set aside for it', () => {
    const cache = new KeyCache(DIMS, ROWS, 224);
    const memory = (): unknown[] =>
      Object.values(cache.tensors(0, 1)).map(({ data }) => (data as Float32Array).buffer);
    const before = memory();
    expect(cache.room).toBe(64);
    cache.fit(224);
    expect(cache.room).toBe(256);
    expect(memory().every((one, at) => one === before[at])).toBe(true);
  });

  it('is made for one window while the run of others waits, whose tensors stay as they are', () => {
    const cache = filled(60);
    const given = cache.tensors(0, 2);
    const before = Object.values(given).map(({ data }) => (data as Float32Array).slice());
    cache.reserve(224);
    expect(Object.values(given).map(({ data }) => data)).toEqual(before);
    expectTokens(cache, 60);
  });

  it('takes rows over from another cache with other room', () => {
    const [from, to] = [filled(60), new KeyCache(DIMS, ROWS)];
    to.reserve(200);
    from.copy(1, { from: 0, to: 60 }, { cache: to, row: 2 });
    for (let place = 0; place < 60; place += 1) expect(read(to, 2, place)).toEqual([...added(1, place)]);
  });
});
