/**
 * Frame rates: what people call a rate, and the ratio that is meant.
 *
 * Throws  UsageError E_USAGE: no number, or no rate that pictures are shown at.
 * Source  SMPTE ST 12-1: 23.976, 29.97, 47.952, 59.94 and 119.88 are 1000/1001 of a whole rate.
 * @module
 */
import { UsageError } from '../../kernel/index.ts';
import type { FrameRate } from './time-map.ts';

/** Whole rates that have a sister of 1000/1001. */
const NTSC_BASES = [24, 30, 48, 60, 120];
/** `23.97`, `23.98` and `23.976` all mean 24000/1001. */
const NTSC_TOLERANCE = 0.0065;
const HIGHEST = 1000;

/** `25`, `23.976`, `24000/1001`: a rate as it is written. `flag` is for the message. */
export function parseFrameRate(text: string, flag: string): FrameRate {
  const [, whole = '', decimals = '', divisor] =
    /^(\d{1,6})(?:\.(\d{1,6}))?(?:\/(\d{1,6}))?$/.exec(text) ?? [];
  const value = Number(`${whole}.${decimals || 0}`);
  const den = Number(divisor ?? 1);
  const isRate = whole !== '' && den > 0 && value / den >= 1 && value / den <= HIGHEST;
  if (!isRate || (divisor !== undefined && decimals !== '')) {
    throw new UsageError('E_USAGE', `${flag} takes frames a second, not "${text}".`, {
      hint: 'offscribe retime IN --from-fps 25 --to-fps 23.976   (or 24000/1001)',
    });
  }
  if (divisor !== undefined) return { num: value, den };
  const base = NTSC_BASES.find((each) => Math.abs((each * 1000) / 1001 - value) < NTSC_TOLERANCE);
  if (base !== undefined) return { num: base * 1000, den: 1001 };
  const scale = 10 ** decimals.length;
  return { num: Math.round(value * scale), den: scale };
}

/** Frames a second as a plain number. */
export function rateOf({ num, den }: FrameRate): number {
  return num / den;
}
