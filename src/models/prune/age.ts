/**
 * Age: `90d`, `12h`, `2w` to seconds.
 *
 * Throws  UsageError E_USAGE.
 * @module
 */
import { UsageError } from '../../kernel/index.ts';

const UNIT_SEC: Readonly<Record<string, number>> = { h: 3_600, d: 86_400, w: 604_800 };

/** Seconds of an age as people write it: a whole number above zero and `h`, `d` or `w`. */
export function parseAge(text: string): number {
  const [, count = '', unit = ''] = /^([1-9]\d{0,4})([hdw])$/.exec(text.trim()) ?? [];
  const unitSec = UNIT_SEC[unit];
  if (unitSec !== undefined) return Number(count) * unitSec;
  throw new UsageError('E_USAGE', `${JSON.stringify(text)} is not an age such as 12h, 90d or 2w.`, {
    hint: 'offscribe models prune --unused-for 90d --dry-run',
  });
}
