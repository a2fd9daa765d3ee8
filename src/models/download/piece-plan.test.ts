import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addInterval, clipIntervals, coveredBytes, endOfRun, firstGap, type Interval } from './intervals.ts';
import { openPiecePlan, type Piece } from './piece-plan.ts';

const SIZE = 60;
const place = fc.nat(SIZE);
const stretch = fc.tuple(place, place).map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) }));
const stretches = fc.array(stretch, { maxLength: 12 });

function bytesOf(all: readonly Interval[]): Set<number> {
  return new Set(all.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, at) => start + at)));
}

test('however stretches overlap, together they are their bytes, sorted and never touching', () => {
  fc.assert(
    fc.property(stretches, (all) => {
      const merged = all.reduce<readonly Interval[]>(addInterval, []);
      expect(bytesOf(merged)).toEqual(bytesOf(all));
      expect(coveredBytes(merged)).toBe(bytesOf(all).size);
      for (const [index, { start, end }] of merged.entries()) {
        expect(end).toBeGreaterThan(start);
        expect(start).toBeGreaterThan(merged[index - 1]?.end ?? -1);
      }
    }),
  );
});

test('runs, holes and clips agree with the bytes one by one', () => {
  fc.assert(
    fc.property(stretches, place, place, (all, at, limit) => {
      const merged = all.reduce<readonly Interval[]>(addInterval, []);
      const bytes = bytesOf(merged);
      let end = at;
      while (bytes.has(end)) end += 1;
      expect(endOfRun(merged, at)).toBe(end);
      expect(bytesOf(clipIntervals(merged, limit))).toEqual(new Set([...bytes].filter((one) => one < limit)));
      const gap = firstGap(merged, at, limit);
      if (gap === undefined) expect(end).toBeGreaterThanOrEqual(limit);
      else {
        expect(gap.start).toBe(end);
        expect([...bytesOf([gap])].some((one) => bytes.has(one))).toBe(false);
        expect(gap.end === limit || bytes.has(gap.end)).toBe(true);
      }
    }),
  );
});

/** What a connection may do next. */
interface Step {
  readonly do: 'claim' | 'extend' | 'receive' | 'release';
  readonly bytes: number;
  readonly who: number;
}

test('whatever connections claim, grow, receive and give up, no byte is received twice and none is forgotten', () => {
  const step: fc.Arbitrary<Step> = fc.record({
    do: fc.constantFrom('claim', 'extend', 'receive', 'receive', 'release'),
    bytes: fc.integer({ min: 1, max: 20 }),
    who: fc.nat(3),
  });
  fc.assert(
    fc.property(stretches, fc.array(step, { maxLength: 80 }), (present, steps) => {
      const here = present.reduce<readonly Interval[]>(addInterval, []);
      const plan = openPiecePlan(SIZE, here);
      const received = bytesOf(here);
      const pieces = new Map<number, Piece>();
      const receive = (piece: Piece, bytes: number): void => {
        for (
          const end = Math.min(piece.end, piece.position + bytes);
          piece.position < end;
          piece.position += 1
        ) {
          expect(received.has(piece.position)).toBe(false);
          received.add(piece.position);
        }
      };
      const act = ({ do: what, bytes, who }: Step): void => {
        const piece = pieces.get(who);
        if (piece === undefined) {
          const claimed = what === 'claim' ? plan.claim(bytes) : undefined;
          if (claimed !== undefined) pieces.set(who, claimed);
        } else if (what === 'extend') plan.extend(piece, bytes, SIZE);
        else if (what === 'receive') receive(piece, bytes);
        else if (what === 'release') {
          plan.release(piece);
          pieces.delete(who);
        }
      };
      for (const one of steps) {
        act(one);
        expect(plan.receivedBytes).toBe(received.size);
      }
      for (const piece of pieces.values()) plan.release(piece);
      for (let gap = plan.claim(7); gap !== undefined; gap = plan.claim(7)) {
        gap.position = gap.end;
        plan.release(gap);
      }
      expect(plan.isComplete).toBe(true);
    }),
  );
});

test('a released piece that received nothing is the first to be claimed again', () => {
  const plan = openPiecePlan(100, []);
  const first = plan.claim(10);
  const second = plan.claim(10);
  if (first === undefined || second === undefined) throw new Error('nothing to claim');
  expect(plan.extend(first, 10, 100)).toBe(false);
  expect(plan.extend(second, 10, 100)).toBe(true);
  plan.release(first);
  plan.release(first);
  expect(plan.nextGap()).toEqual({ start: 0, end: 10 });
  expect(plan.claim(50)).toMatchObject({ start: 0, end: 10 });
  expect(second).toMatchObject({ start: 10, end: 30 });
});
