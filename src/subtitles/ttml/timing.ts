/**
 * Timing: when an element is there, from its own times and those of what it is in.
 * Source  TTML1 sections 10.2 (attributes) and 10.4 (time intervals).
 * @module
 */
import { parseTtmlTime, type TtmlClock } from './time.ts';
import type { XmlElement } from './xml-tree.ts';

/** Milliseconds, not rounded; `end` is infinite where nothing ends it. */
export interface Span {
  readonly begin: number;
  readonly end: number;
}

/** An element's own times, in ms from where it may begin. */
export interface OwnTimes {
  readonly begin?: number;
  readonly end?: number;
  readonly dur?: number;
  /** A time that cannot be read, as it stands. */
  readonly fault?: string;
}

/** Reads `begin`, `end` and `dur`. */
export function timesOf({ attributes }: XmlElement, clock: TtmlClock): OwnTimes {
  const times: { begin?: number; end?: number; dur?: number; fault?: string } = {};
  for (const name of ['begin', 'end', 'dur'] as const) {
    const text = attributes.get(name);
    if (text === undefined) continue;
    const value = parseTtmlTime(text, clock);
    if (value === undefined) times.fault = `${name}="${text.slice(0, 40)}"`;
    else times[name] = value;
  }
  return times;
}

/** Times counted from `from`, within the parent; the earliest of all ends holds. */
export function resolveTime({ begin, end, dur }: OwnTimes, from: number, parent: Span): Span {
  const start = from + (begin ?? 0);
  const ends = [
    parent.end,
    end === undefined ? Number.POSITIVE_INFINITY : from + end,
    dur === undefined ? Number.POSITIVE_INFINITY : start + dur,
  ];
  return { begin: start, end: Math.min(...ends) };
}
