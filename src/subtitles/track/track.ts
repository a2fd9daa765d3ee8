/**
 * Track: a subtitle file as every format can be read into it. What only one format has stays beside it under that
 * format's name, so that nothing is lost on the way back, and a warning can name what another format cannot hold.
 *
 * Units  Whole ms on the media clock, half-open; texts without line breaks.
 * @module
 */
import type { Cue } from '../cue.ts';

/** Formats with a reader or a writer of tracks. */
export type TrackFormatName =
  | 'srt'
  | 'vtt'
  | 'ass'
  | 'ssa'
  | 'ttml'
  | 'imsc'
  | 'ebu-tt-d'
  | 'sbv'
  | 'lrc'
  | 'tsv'
  | 'csv';

/** What belongs to one format alone, by names that this format's reader and writer share. */
export type Native = Partial<Readonly<Record<TrackFormatName, Readonly<Record<string, string>>>>>;

/** How a run of text looks or who says it. Absent: as the cue's style has it. */
export interface TextMarks {
  readonly bold?: boolean;
  readonly italic?: boolean;
  readonly underline?: boolean;
  readonly strikeout?: boolean;
  /** `#rrggbb` or `#rrggbbaa`. */
  readonly color?: string;
  readonly background?: string;
  readonly font?: string;
  /** Speaker of this run (WebVTT `<v>`, ASS name). */
  readonly voice?: string;
  readonly classes?: readonly string[];
  /** BCP 47. */
  readonly language?: string;
  /** Reading aid that stands beside the text (WebVTT and TTML ruby). */
  readonly ruby?: string;
}

/** Text in one manner. */
export interface TextRun {
  readonly text: string;
  readonly marks?: TextMarks;
  /** Karaoke: when this run is sung or said. */
  readonly startMs?: number;
}

/** Where a cue stands. */
export interface Place {
  /** As on a number pad: 1 to 3 below, 4 to 6 in the middle, 7 to 9 above; left, middle, right. */
  readonly anchor?: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
  /** Of the anchor, in percent of the picture. */
  readonly x?: number;
  readonly y?: number;
  /** Width of the box, in percent of the picture. */
  readonly width?: number;
  readonly vertical?: 'rl' | 'lr';
}

/** One subtitle with all that a format says of it. `lines` as a viewer reads them; `runs` the same text, line by line. */
export interface TrackCue extends Cue {
  readonly runs?: readonly (readonly TextRun[])[];
  readonly id?: string;
  readonly speaker?: string;
  /** Name of a style or region of the track. */
  readonly style?: string;
  readonly region?: string;
  readonly place?: Place;
  readonly native?: Native;
}

/** A named style. */
export interface TrackStyle {
  readonly name: string;
  readonly marks: TextMarks;
  /** In percent of the picture's height. */
  readonly size?: number;
  readonly place?: Place;
  readonly native?: Native;
}

/** A named box. */
export interface TrackRegion {
  readonly name: string;
  readonly place: Place;
  readonly native?: Native;
}

/** A subtitle file. */
export interface SubtitleTrack {
  /** In order of start; they may overlap. */
  readonly cues: readonly TrackCue[];
  /** What has times and shows no text (comments and drawings of ASS), in order of start, moved as cues are; it may take no time. */
  readonly hidden?: readonly TrackCue[];
  /** BCP 47. */
  readonly language?: string;
  readonly title?: string;
  readonly styles?: readonly TrackStyle[];
  readonly regions?: readonly TrackRegion[];
  /** Blocks of the file's head, comments, whatever has no place above. */
  readonly native?: Native;
}
