/**
 * Align segments: the words of each segment of a decoded window, by attention.
 * @module
 */
import type { Window } from '../../audio/index.ts';
import { SAMPLE_RATE_HZ, type Segment, samplesToSeconds } from '../../kernel/index.ts';
import { type Aligner, alignWindow, type SpokenWord } from './token-times.ts';
import type { EncodedWindow } from './whisper-graphs.ts';
import type { WindowOutcome } from './window-events.ts';

/** A window, and what was made of it. */
export interface DecodedWindow {
  readonly window: Window;
  readonly samples: Float32Array;
  readonly encoded: EncodedWindow;
  readonly outcome: WindowOutcome;
  readonly prompt: readonly number[];
  readonly language: string;
}

/** Words in window time of each segment of the outcome; undefined where attention cannot tell. */
export async function alignSegments(
  aligner: Aligner,
  decoded: DecodedWindow,
): Promise<ReadonlyMap<Segment, readonly SpokenWord[]> | undefined> {
  const { window, outcome } = decoded;
  const segments = outcome.events.flatMap((event) => (event.type === 'segment' ? [event.segment] : []));
  const task = {
    ...decoded,
    seams: window.pieces.slice(1).map(({ atSamples }) => atSamples / SAMPLE_RATE_HZ),
    // What comes after belongs to text that is yet to be decoded.
    contentSec: outcome.resumeAt ?? outcome.missedFrom ?? samplesToSeconds(window.lengthSamples),
  };
  const tokens = segments.map((segment) => segment.tokens);
  const aligned = await alignWindow(aligner, task, tokens);
  if (aligned === undefined) return undefined;
  return new Map(segments.map((segment, at) => [segment, aligned[at] ?? []]));
}
