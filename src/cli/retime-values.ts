/**
 * Retime values: shifts and anchors as they are written.
 *
 * Throws  UsageError E_USAGE with an example that works.
 * @module
 */
import { UsageError } from '../kernel/index.ts';
import { parseTime } from './argument-values.ts';

/** A time in the file and the right one, whole ms. */
export interface GivenAnchor {
  readonly fromMs: number;
  readonly toMs: number;
}

const SHIFT = 'offscribe retime IN --shift -1.5';
const ANCHOR = 'offscribe retime IN --anchor 1:00=1:02.5 --anchor 50:00=50:10';

/** `1.5`, `-1.5`, `+0:01.500` as ms. */
export function parseShift(text: string): number {
  const [, sign = '', amount = ''] = /^([+-]?)(.*)$/s.exec(text) ?? [];
  const ms = Math.round(parseTime(amount, '--shift', SHIFT) * 1000);
  return sign === '-' && ms > 0 ? -ms : ms;
}

/** `A=B`, each side as `parseTime` takes it, behind those that were given before. */
export function parseAnchor(text: string, before: readonly GivenAnchor[] = []): readonly GivenAnchor[] {
  const sides = text.split('=');
  if (sides.length !== 2) {
    throw new UsageError('E_USAGE', `--anchor takes a time in the file = the right time, not "${text}".`, {
      hint: ANCHOR,
    });
  }
  const [fromMs = 0, toMs = 0] = sides.map((side) => Math.round(parseTime(side, '--anchor', ANCHOR) * 1000));
  return [...before, { fromMs, toMs }];
}
