import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EngineEvent } from '../engine.ts';
import { cutLoops, MOST_REPEATS } from './cut-loops.ts';
import { guardLoops } from './loop-guard.ts';
import { findLoops } from './loops.ts';
import { textUnits } from './text-units.ts';

const WORDS = [' no', ' yes', ' come', ' on', ',', '.', 'ありがとう', '谢', 'ha'];
const spell = (tokens: readonly number[]): string => tokens.map((token) => WORDS[token] ?? '�').join('');
const tokens = fc.array(fc.nat(WORDS.length - 1), { maxLength: 80 });
const keysOf = (ids: readonly number[]): string[] => textUnits(ids, spell).map(({ key }) => key);
const repeated = (ids: readonly number[], times: number): number[] =>
  Array.from({ length: times }, () => ids).flat();
const all = (): number => MOST_REPEATS;

describe('findLoops', () => {
  it('finds a run of the same words, and of the same two', () => {
    expect(findLoops([...'xaaaay'], 4)).toEqual([{ from: 1, to: 5, period: 1, repeats: 4 }]);
    expect(findLoops([...'ababababa'], 4)).toEqual([{ from: 0, to: 9, period: 2, repeats: 4 }]);
  });

  it('finds none where words only come back', () => {
    expect(findLoops([...'abcabdabe'], 3)).toEqual([]);
  });
});

describe('textUnits', () => {
  it('keeps every token in its order', () => {
    fc.assert(
      fc.property(tokens, (ids) => {
        expect(textUnits(ids, spell).flatMap((unit) => unit.tokens)).toEqual(ids);
      }),
    );
  });

  it('takes words in scripts with spaces and pieces in those without', () => {
    expect(keysOf([0, 4, 1, 5])).toEqual(['no', 'yes']);
    expect(keysOf([6, 7, 7])).toEqual(['ありがとう', '谢', '谢']);
  });
});

describe('cutLoops', () => {
  const spans = (ids: readonly (readonly number[])[]) =>
    ids.map((own, i) => ({ start: i, end: i + 1, tokens: own }));

  it('keeps four times "no" and ten times a refrain', () => {
    for (const [ids, times] of [
      [[0], 4],
      [[2, 3, 1], 10],
    ] as const) {
      const [only] = cutLoops(spans([repeated(ids, times)]), { spell, atLeast: 4, allowed: all });
      expect(only?.cut).toEqual([]);
    }
  });

  it('cuts the eleventh repeat and all after it, also across spans', () => {
    const cuts = cutLoops(spans([repeated([2, 3], 6), repeated([2, 3], 9), [1]]), {
      spell,
      atLeast: 4,
      allowed: all,
    });
    expect(cuts.map(({ kept }) => kept.length)).toEqual([12, 8, 1]);
    expect(cuts.map(({ repeats }) => repeats)).toEqual([0, 15, 0]);
  });

  it('sees loops in a script without spaces, and inside one endless word', () => {
    for (const id of [6, 7, 8]) {
      const [only] = cutLoops(spans([repeated([id], 300)]), { spell, atLeast: 11, allowed: all });
      expect(only?.kept.length).toBeLessThan(150);
    }
  });

  it('has every token in exactly one of kept and cut, and leaves no loop over the limit', () => {
    const looping = fc.array(fc.tuple(tokens, fc.integer({ min: 1, max: 14 })), { maxLength: 4 });
    fc.assert(
      fc.property(looping, fc.integer({ min: 1, max: 12 }), (parts, most) => {
        const given = parts.map(([ids, times]) => repeated(ids.slice(0, 6), times));
        const cuts = cutLoops(spans(given), { spell, atLeast: 4, allowed: () => most });
        for (const [i, { kept, cut }] of cuts.entries())
          expect([...kept, ...cut].sort()).toEqual([...(given[i] ?? [])].sort());
        const left = cuts.flatMap(({ kept }) => keysOf(kept));
        for (const { repeats } of findLoops(left, MOST_REPEATS + 1)) expect(repeats).toBe(0);
      }),
    );
  });
});

describe('guardLoops', () => {
  const segment = (ids: readonly number[], start: number): EngineEvent => ({
    type: 'segment',
    segment: {
      start,
      end: start + 1,
      text: spell(ids).trim(),
      tokens: ids,
      avgLogprob: 0,
      compressionRatio: 1,
      noSpeechProb: 0,
      temperature: 0,
    },
  });
  async function guarded(events: readonly EngineEvent[]): Promise<EngineEvent[]> {
    async function* given(): AsyncGenerator<EngineEvent> {
      yield* events;
    }
    const told: EngineEvent[] = [];
    for await (const event of guardLoops(given(), spell)) told.push(event);
    return told;
  }

  it('tells the same sentence ten windows long and removes it from the eleventh on', async () => {
    const told = await guarded(Array.from({ length: 14 }, (_, i) => segment([2, 3], i)));
    expect(told.filter(({ type }) => type === 'segment')).toHaveLength(10);
    expect(told.filter(({ type }) => type === 'removal')).toHaveLength(4);
  });

  it('never tells more than ten repeats, and accounts for every token', async () => {
    const looping = fc.array(fc.tuple(tokens, fc.integer({ min: 1, max: 9 })), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(looping, async (parts) => {
        const given = parts
          .map(([ids, times]) => repeated([...ids.slice(0, 2), 1], times))
          .map((ids, i) => segment(ids, i));
        const told = await guarded(given);
        const tokensOf = (events: readonly EngineEvent[]): number[] =>
          events.flatMap((event) =>
            event.type === 'segment'
              ? [...event.segment.tokens]
              : event.type === 'removal'
                ? [...event.removal.tokens]
                : [],
          );
        expect(tokensOf(told).sort()).toEqual(tokensOf(given).sort());
        const said = told.flatMap((event) => (event.type === 'segment' ? keysOf(event.segment.tokens) : []));
        expect(findLoops(said, MOST_REPEATS + 1)).toEqual([]);
      }),
    );
  });
});
