/**
 * Arguments: text of a flag to its value.
 *
 * Throws  UsageError E_USAGE with an example that works.
 * @module
 */
import { UsageError } from '../kernel/index.ts';

const SECONDS = /^\d+(?:\.\d+)?$/;
const CLOCK = /^(?:(\d+):)?(\d{1,2}):(\d{2}(?:\.\d+)?)$/;

/** `90`, `90.5`, `1:30`, `01:30.500` or `1:02:03` as seconds. */
export function parseTime(
  text: string,
  flag: string,
  example = `offscribe transcribe MEDIA ${flag} 1:30`,
): number {
  if (SECONDS.test(text)) return Number(text);
  const match = CLOCK.exec(text.replace(',', '.'));
  const [, hours = '0', minutes = '', seconds = ''] = match ?? [];
  if (match === null || Number(seconds) >= 60 || (match[1] !== undefined && Number(minutes) >= 60)) {
    throw new UsageError('E_USAGE', `${flag} takes seconds or [H:]MM:SS[.mmm], not "${text}".`, {
      hint: example,
    });
  }
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

/** Times with commas between, each as `parseTime` takes it. */
export function parseTimes(text: string, flag: string): readonly number[] {
  return text.split(',').map((word) => parseTime(word.trim(), flag));
}

/** A number, which may be below 0; `example` is a command that would do. */
export function parseNumber(text: string, flag: string, example: string): number {
  if (/^-?(\d+(\.\d*)?|\.\d+)$/.test(text)) return Number(text);
  throw new UsageError('E_USAGE', `${flag} takes a number, not "${text}".`, { hint: example });
}

/** A whole number from 1 up; `example` is a command that would do. */
export function parseCount(text: string, flag: string, example: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new UsageError('E_USAGE', `${flag} takes a whole number from 1 up, not "${text}".`, {
    hint: example,
  });
}
