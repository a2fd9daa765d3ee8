/**
 * Track format: what every format of subtitle files must be able to do.
 * @module
 */
import type { ReadProblem } from '../read/parsed-cues.ts';
import type { Feature } from './losses.ts';
import type { SubtitleTrack } from './track.ts';

/** What a reader made of a text. */
export interface ParsedTrack {
  readonly track: SubtitleTrack;
  /** What it passed over or mended, in order of lines. */
  readonly problems: readonly ReadProblem[];
}

/** One format of subtitle files. */
export interface TrackFormat {
  /** As people know it, for example `SubRip`. */
  readonly title: string;
  /** Endings of file names, lower case, without their point; the first is the usual one. */
  readonly extensions: readonly string[];
  /** What it can say of a track. Anything else that a track says is a loss. */
  readonly holds: ReadonlySet<Feature>;
  /** Whether a text that starts so (at most `SNIFFED_CHARS`, no byte order mark) is of this format. */
  readonly sniff: (head: string) => boolean;
  /** Never throws, in time that grows with the text's length. */
  readonly read: (text: string) => ParsedTrack;
  /** Throws InputError E_CUE_INVALID, see `checkCues`. */
  readonly write: (track: SubtitleTrack) => string;
}
