/**
 * Cut loops: shortens what is repeated too often, and says what was cut.
 *
 * Promise every token is in exactly one of kept and cut; what is kept has no loop of more repeats than allowed.
 * @module
 */
import { findLoops, type Loop } from './loops.ts';
import { type Spell, type TextUnit, textUnits } from './text-units.ts';

/** No text keeps more repeats than this, whatever it sounds like. */
export const MOST_REPEATS = 10;

/** Tokens with their place in time, seconds. */
export interface LoopedSpan {
  readonly start: number;
  readonly end: number;
  readonly tokens: readonly number[];
}

/** What is left of a span, and what was cut out of it. */
export interface CutSpan<T extends LoopedSpan> {
  readonly span: T;
  readonly kept: readonly number[];
  readonly cut: readonly number[];
  /** Repeats of the loop that was cut; 0 where nothing was. */
  readonly repeats: number;
}

/** A loop across some spans: how often it may stay. */
export interface SpanLoop extends Loop {
  /** Text of one repeat. */
  readonly text: string;
  readonly spans: readonly LoopedSpan[];
}

interface PlacedUnit extends TextUnit {
  readonly at: number;
}

/**
 * Cuts loops of `atLeast` repeats and more down to `allowed`. `before`: keys of what was said just before the spans,
 * which is not cut but counts.
 */
export function cutLoops<T extends LoopedSpan>(
  spans: readonly T[],
  { spell, before = [], atLeast, allowed }: CutRules,
): CutSpan<T>[] {
  const units: PlacedUnit[] = spans.flatMap(({ tokens }, at) =>
    textUnits(tokens, spell).map((unit) => ({ ...unit, at })),
  );
  const repeatsOf = new Map<PlacedUnit, number>();
  for (;;) {
    const left = units.filter((unit) => !repeatsOf.has(unit));
    const own = (from: number, to: number): PlacedUnit[] =>
      left.slice(Math.max(0, from - before.length), Math.max(0, to - before.length));
    const limit = (loop: Loop): number => {
      const said = own(loop.from, loop.to);
      const touched = [...new Set(said.map(({ at }) => at))].flatMap((at) => spans[at] ?? []);
      return allowed({ ...loop, text: textOf(said.slice(0, loop.period)), spans: touched });
    };
    const excess = firstExcess([...before, ...left.map(({ key }) => key)], atLeast, limit);
    const gone = excess === undefined ? [] : own(excess.from, excess.to);
    if (excess === undefined || gone.length === 0) break;
    for (const unit of gone) repeatsOf.set(unit, excess.repeats);
  }
  return spans.map((span, at) => {
    const own = units.filter((unit) => unit.at === at);
    const gone = own.filter((unit) => repeatsOf.has(unit));
    return {
      span,
      kept: own.filter((unit) => !repeatsOf.has(unit)).flatMap(({ tokens }) => tokens),
      cut: gone.flatMap(({ tokens }) => tokens),
      repeats: gone.reduce((most, unit) => Math.max(most, repeatsOf.get(unit) ?? 0), 0),
    };
  });
}

/** How loops are cut. */
export interface CutRules {
  readonly spell: Spell;
  readonly before?: readonly string[];
  readonly atLeast: number;
  allowed(loop: SpanLoop): number;
}

function textOf(units: readonly TextUnit[]): string {
  return units.map(({ text }) => text).join('');
}

/** Items of the first loop beyond what is allowed of it: [from, to). */
function firstExcess(
  keys: readonly string[],
  atLeast: number,
  limit: (loop: Loop) => number,
): { from: number; to: number; repeats: number } | undefined {
  for (const loop of findLoops(keys, atLeast)) {
    const most = Math.max(1, Math.min(MOST_REPEATS, limit(loop)));
    if (loop.repeats > most)
      return { from: loop.from + most * loop.period, to: loop.to, repeats: loop.repeats };
  }
  return undefined;
}
