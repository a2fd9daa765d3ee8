/**
 * Retime step: one thing that is done to the times of a track, and how it is told.
 * @module
 */
import type { JsonValue } from '../../kernel/index.ts';
import type { Retimed, SubtitleTrack } from '../../subtitles/index.ts';

/** One thing that was done. */
export interface RetimeStep extends Pick<Retimed, 'moved' | 'largestMs'> {
  readonly step: 'frame-rate' | 'anchors' | 'shift' | 'sync' | 'snap';
  /** What was asked, in words. */
  readonly what: string;
  /** Sentences about cues that did not simply move. */
  readonly notes: readonly string[];
  /** Figures of this step alone. */
  readonly facts?: Readonly<Record<string, JsonValue | readonly object[]>>;
}

/** A track on its way, and the step that brought it there. */
export interface SteppedTrack {
  readonly track: SubtitleTrack;
  readonly step: RetimeStep;
}

/** A step as it is told. */
export function stepped(
  step: RetimeStep['step'],
  what: string,
  { track, moved, largestMs, cut, shortened }: Retimed,
): SteppedTrack {
  const notes = [
    ...(cut.length === 0 ? [] : [`${named(cut)} would begin before 0: cut there.`]),
    ...(shortened.length === 0 ? [] : [`${named(shortened)} shortened, so as not to overlap the next.`]),
  ];
  return { track, step: { step, what, moved, largestMs, notes } };
}

/** `cue 3`, `cues 3, 5 and 8`, `cues 3, 5, 8 and 12 more`. */
export function named(numbers: readonly number[]): string {
  const shown = numbers.slice(0, 3);
  const more = numbers.length - shown.length;
  if (numbers.length === 1) return `cue ${numbers[0]}`;
  const last = more > 0 ? `${more} more` : String(shown.pop());
  return `cues ${shown.join(', ')} and ${last}`;
}
