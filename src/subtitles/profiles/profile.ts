/**
 * Profile: the rules of one house as versioned data; layout aims at them, `check` holds files to them.
 *
 * Units  Times in whole ms, lengths in graphemes (see `counting`), speeds in graphemes a second.
 * @module
 */

/** Where a figure stands, and how sure it is. */
export interface ProfileSource {
  readonly title: string;
  readonly url?: string;
  /** `stated`: read in the rules themselves; `secondary`: in a program that holds files to them; `ours`: our choice. */
  readonly evidence: 'stated' | 'secondary' | 'ours';
  /** The figures it is given for; absent: all those that no other source of the profile names. */
  readonly figures?: readonly (keyof ProfileLimits)[];
}

/** How characters are counted: each grapheme is one; or those of full width are two halves of one, and others half a one. */
export type Counting = 'graphemes' | 'full-width';

/** Figures that a subtitle is held to. */
export interface ProfileLimits {
  readonly counting: Counting;
  readonly maxLineChars: number;
  readonly maxLines: 1 | 2 | 3;
  /** What layout aims at, and what no cue may exceed; spaces count, line breaks do not. */
  readonly wishedSpeed: number;
  readonly maxSpeed: number;
  readonly minDurationMs: number;
  readonly maxDurationMs: number;
  /** Least time between two cues, in frames; at `frameRate` where the video's own is unknown. */
  readonly minGapFrames: number;
  readonly frameRate: number;
  /** A gap shorter than this is closed to the least one; 0: none is. */
  readonly chainBelowMs: number;
  /** How long a cue may stay after its last word. */
  readonly maxTrailMs: number;
  /** How early a cue may come before its first word, and how late. */
  readonly maxLeadMs: number;
  readonly maxLateMs: number;
  /** A cue starts at a change of shot that is at most so far away, and ends `minGapFrames` before it; 0: shots do not matter. */
  readonly shotSnapMs: number;
}

/** The rules of one house. */
export interface SubtitleProfile {
  /** What `--profile` takes, for example `netflix-en`. */
  readonly name: string;
  /** Raised whenever a figure changes. */
  readonly version: number;
  readonly title: string;
  readonly sources: readonly ProfileSource[];
  readonly limits: ProfileLimits;
}
