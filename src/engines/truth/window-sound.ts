/**
 * Window sound: what is heard in a window apart from the model: levels, and where speech is likely.
 * @module
 */
import type { Window } from '../../audio/index.ts';
import { type SpeechRegion, samplesToSeconds } from '../../kernel/index.ts';
import { type SoundLevels, soundLevels } from './sound-levels.ts';

/** What there is to hear; seconds from the start of the window. */
export interface WindowSound {
  readonly levels: SoundLevels;
  /** Absent where nobody listened. */
  readonly likely?: readonly SpeechRegion[];
}

/** Listens to a window; `likely` in seconds of the source. */
export function listenTo(
  window: Window,
  samples: Float32Array,
  likely: readonly SpeechRegion[] | undefined,
): WindowSound {
  const levels = soundLevels(samples);
  return likely === undefined ? { levels } : { levels, likely: inWindow(window, likely) };
}

function inWindow(window: Window, regions: readonly SpeechRegion[]): SpeechRegion[] {
  return window.pieces.flatMap(({ startSamples, endSamples, atSamples }) => {
    const [first, last, at] = [startSamples, endSamples, atSamples].map(samplesToSeconds) as [
      number,
      number,
      number,
    ];
    return regions.flatMap(({ start, end }) => {
      const [from, to] = [Math.max(start, first), Math.min(end, last)];
      return from < to ? [{ start: from - first + at, end: to - first + at }] : [];
    });
  });
}
