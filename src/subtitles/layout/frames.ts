/**
 * Frames: a profile's figures in frames as times.
 * @module
 */
import type { ProfileLimits } from '../profiles/profile.ts';

/** Least time between two cues, whole ms, never less than the frames. */
export function gapMsOf({
  minGapFrames,
  frameRate,
}: Pick<ProfileLimits, 'minGapFrames' | 'frameRate'>): number {
  return Math.ceil((minGapFrames * 1000) / frameRate);
}
