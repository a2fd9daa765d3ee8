/**
 * Outcomes: what became of each media file.
 * @module
 */
import type { AppError, Change, Transcript } from '../kernel/index.ts';
import type { Cue, OutputFormatName } from '../subtitles/index.ts';
import type { MuxOutcome } from './mux/mux-subtitles.ts';
import type { PlannedOutput } from './outputs.ts';

/** What became of a file that was not to be skipped. */
export type FileOutcome = TranscribedFile | FailedFile;

/** What became of one of several files. */
export type BatchOutcome = FileOutcome | SkippedFile;

/** A text of a file, in one language. */
export interface MadeText {
  readonly transcript: Transcript;
  /** What was changed or put back in it since it was heard. */
  readonly changes: readonly Change[];
  /** The text laid out. */
  readonly cues: readonly Cue[];
  /** Files written; empty when there was no folder. */
  readonly outputs: readonly PlannedOutput[];
  /** The text of each format. */
  readonly texts: Readonly<Partial<Record<OutputFormatName, string>>>;
}

/** A file with its transcript. */
export interface TranscribedFile extends MadeText {
  readonly ok: true;
  readonly skipped?: undefined;
  readonly file: string;
  /** Id under which the run is remembered; absent where nothing is. */
  readonly run?: string;
  /** The texts in further languages that were asked for. */
  readonly others: readonly MadeText[];
  /** The copy of the media with subtitles in it, where one was asked for. */
  readonly muxed?: MuxOutcome;
  readonly warnings: readonly string[];
  readonly wallSec: number;
}

/** A file that needed no work. */
export interface SkippedFile {
  readonly ok: true;
  readonly file: string;
  /** Why, as a sentence. */
  readonly skipped: string;
}

/** Why one file has no outputs. */
export interface FailedFile {
  readonly ok: false;
  readonly file: string;
  readonly error: AppError;
}

/** Whether a file needed no work. */
export function isSkipped(outcome: BatchOutcome): outcome is SkippedFile {
  return outcome.ok && outcome.skipped !== undefined;
}
