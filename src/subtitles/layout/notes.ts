/**
 * Notes: where cues could not keep to a profile, by which rule, and what was in the way.
 * @module
 */
import type { Cue } from '../cue.ts';
import type { ProfileLimits } from '../profiles/profile.ts';
import { gapMsOf } from './frames.ts';
import type { Unsettled } from './settle.ts';

/** A rule that layout may be unable to keep; named as `check` names it. */
export type LayoutRule = 'reading-speed' | 'min-duration' | 'in-time' | 'out-time';

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

/** In order of cues. `said`: what each cue was made from. */
export function notesOf(
  cues: readonly Cue[],
  said: readonly Unsettled[],
  limits: ProfileLimits,
): LayoutNote[] {
  return cues.flatMap((cue, at) => {
    const { width, saidFromMs, saidToMs } = said[at] as Unsettled;
    const durationMs = cue.endMs - cue.startMs;
    const next = cues[at + 1];
    const cause = causeOf({ cue, next, width, saidMs: saidToMs - saidFromMs }, limits);
    const figures: readonly (readonly [LayoutRule, number, number, boolean, string])[] = [
      ['reading-speed', (width * 1000) / durationMs, limits.maxSpeed, true, cause],
      ['min-duration', durationMs, limits.minDurationMs, false, cause],
      ['in-time', saidFromMs - cue.startMs, Math.max(limits.maxLeadMs, limits.shotSnapMs), true, NEEDS_TIME],
      [
        'in-time',
        cue.startMs - saidFromMs,
        limits.maxLateMs,
        true,
        'the cue before it is said at the same time',
      ],
      ['out-time', cue.endMs - saidToMs, limits.maxTrailMs + limits.chainBelowMs, true, NEEDS_TIME],
    ];
    return figures
      .filter(([, figure, limit, isMost]) => (isMost ? figure > limit : figure < limit))
      .map(([rule, figure, limit, , why]) => ({
        cue: at + 1,
        rule,
        figure: Math.round(figure * 10) / 10,
        limit,
        cause: why,
      }));
  });
}

const NEEDS_TIME = 'it would not be seen long enough to be read';

interface Surroundings {
  readonly cue: Cue;
  readonly next: Cue | undefined;
  readonly width: number;
  readonly saidMs: number;
}

/** What keeps a cue from staying longer. */
function causeOf({ cue, next, width, saidMs }: Surroundings, limits: ProfileLimits): string {
  const spoken = saidMs > 0 ? Math.round((width * 1000) / saidMs) : 0;
  if (next === undefined) return 'the media ends';
  const gapMs = next.startMs - cue.endMs;
  if (cue.endMs - cue.startMs >= limits.maxDurationMs) return 'no cue may stay longer';
  if (gapMs > gapMsOf(limits)) return 'its words have ended';
  return spoken > limits.maxSpeed
    ? `it is said at ${spoken} characters a second, and the next cue follows at once`
    : 'the next cue follows at once';
}
