/**
 * Cue: what a viewer sees at once. Milliseconds on the media clock, half-open, whole numbers.
 *
 * Throws  InputError E_CUE_INVALID (a time that is no whole number, is negative, ends before it starts, goes back).
 * @module
 */
import { InputError } from '../kernel/index.ts';

/** When a word in a cue is said: `from` to `to`, in UTF-16 units of its line. */
export interface CueWord {
  /** Index of the line. */
  readonly line: number;
  readonly from: number;
  readonly to: number;
  readonly startMs: number;
  readonly endMs: number;
}

/** One subtitle on screen; `lines` hold no line breaks. */
export interface Cue {
  readonly startMs: number;
  /** Exclusive; greater than `startMs`. */
  readonly endMs: number;
  readonly lines: readonly string[];
  /** In order; absent where nobody knows. */
  readonly words?: readonly CueWord[];
}

/** Throws E_CUE_INVALID for the first cue that no subtitle format can hold; cues must be in order of start. */
export function checkCues(cues: readonly Cue[]): void {
  cues.forEach((cue, index) => {
    const flaw = flawOf(cue, cues[index - 1]);
    if (flaw === undefined) return;
    throw new InputError('E_CUE_INVALID', `Cue ${index + 1} (${cue.startMs} to ${cue.endMs} ms) ${flaw}.`, {
      hint: 'Give cues in order, with whole milliseconds, 0 <= startMs < endMs.',
      details: { cue: index + 1, startMs: String(cue.startMs), endMs: String(cue.endMs) },
    });
  });
}

function flawOf(cue: Cue, previous: Cue | undefined): string | undefined {
  if (!Number.isSafeInteger(cue.startMs) || !Number.isSafeInteger(cue.endMs)) {
    return 'has a time that is not a whole number of milliseconds';
  }
  if (cue.startMs < 0) return 'starts before zero';
  if (cue.endMs <= cue.startMs) return 'does not end after it starts';
  if (previous !== undefined && cue.startMs < previous.startMs) return 'starts before the cue in front of it';
  return undefined;
}
