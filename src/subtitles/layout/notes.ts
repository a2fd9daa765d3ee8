/**
 * Notes: where cues could not keep to a profile, by which rule, and what was in the way.
 * @module
 */
import type { Cue } from '../cue.ts';
import type { ProfileLimits } from '../profiles/profile.ts';
import { textLength } from '../profiles/text-length.ts';
import { gapMsOf } from './frames.ts';

/** A rule that layout may be unable to keep; named as `check` names it. */
export type LayoutRule = 'reading-speed' | 'min-duration' | 'in-time';

/** What a cue does not keep to. */
export interface LayoutNote {
  /** From 1. */
  readonly cue: number;
  readonly rule: LayoutRule;
  /** Characters a second, or ms. */
  readonly figure: number;
  readonly limit: number;
  /** Why it could not be kept: a sentence without its point. */
  readonly cause: string;
}

/** Of cues that were laid out by these limits, in order. */
export function notesOf(cues: readonly Cue[], limits: ProfileLimits): LayoutNote[] {
  return cues.flatMap((cue, at) => {
    const about = { cue, number: at + 1, next: cues[at + 1], limits };
    return [speedNote(about), durationNote(about), startNote(about)].flatMap((note) => note ?? []);
  });
}

interface About {
  readonly cue: Cue;
  readonly number: number;
  readonly next: Cue | undefined;
  readonly limits: ProfileLimits;
}

function speedNote(about: About): LayoutNote | undefined {
  const { cue, number, limits } = about;
  const figure = (widthOf(cue, limits) * 1000) / (cue.endMs - cue.startMs);
  if (figure <= limits.maxSpeed) return undefined;
  const limit = limits.maxSpeed;
  return {
    cue: number,
    rule: 'reading-speed',
    figure: Math.round(figure * 10) / 10,
    limit,
    cause: causeOf(about),
  };
}

function durationNote(about: About): LayoutNote | undefined {
  const { cue, number, limits } = about;
  const figure = cue.endMs - cue.startMs;
  const limit = limits.minDurationMs;
  return figure < limit
    ? { cue: number, rule: 'min-duration', figure, limit, cause: causeOf(about) }
    : undefined;
}

function startNote({ cue, number, limits }: About): LayoutNote | undefined {
  const saidMs = cue.words?.[0]?.startMs;
  if (saidMs === undefined) return undefined;
  const earlyMs = saidMs - cue.startMs;
  const mostEarlyMs = Math.max(limits.maxLeadMs, limits.shotSnapMs);
  const note = { cue: number, rule: 'in-time', figure: Math.abs(earlyMs) } as const;
  if (earlyMs > mostEarlyMs) {
    return { ...note, limit: mostEarlyMs, cause: 'later there is no time to read it' };
  }
  if (-earlyMs <= limits.maxLateMs) return undefined;
  return { ...note, limit: limits.maxLateMs, cause: 'the cue before it is said at the same time' };
}

/** What keeps a cue from staying longer. */
function causeOf({ cue, next, limits }: About): string {
  if (next === undefined) return 'the media ends';
  if (cue.endMs - cue.startMs >= limits.maxDurationMs) return 'no cue may stay longer';
  if (next.startMs - cue.endMs > gapMsOf(limits)) return 'its words have ended';
  const [first, last] = [cue.words?.[0], cue.words?.at(-1)];
  const saidMs = first === undefined || last === undefined ? 0 : last.endMs - first.startMs;
  const spoken = saidMs > 0 ? Math.round((widthOf(cue, limits) * 1000) / saidMs) : 0;
  return spoken > limits.maxSpeed
    ? `it is said at ${spoken} characters a second, and the next cue follows at once`
    : 'the next cue follows at once';
}

function widthOf(cue: Cue, { counting }: ProfileLimits): number {
  return cue.lines.reduce((sum, line) => sum + textLength(line, counting), 0);
}
