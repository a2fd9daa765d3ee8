/**
 * Subtitle check: what is asked of `check`, and what it found.
 * @module
 */
import type { AppError } from '../../kernel/index.ts';
import type { Finding, RuleCount, SubtitleProfile } from '../../subtitles/index.ts';

/** What to check, by which rules. */
export interface CheckSubtitlesRequest {
  readonly files: readonly string[];
  /** Name of a profile, or a house's own TOML file. */
  readonly profile: string;
  /** Any language code; default: what the file, its name or the profile says. */
  readonly language?: string | undefined;
  /** Frames a second of the video; default: the profile's. */
  readonly frameRate?: number | undefined;
  /** The film or recording that the files belong to. */
  readonly media?: string | undefined;
  /** Whether to mend what can be mended. */
  readonly fix?: boolean | undefined;
  /** Where the mended file goes. */
  readonly output?: string | undefined;
  /** Whether files that are there, the inputs among them, may be replaced. */
  readonly overwrite?: boolean | undefined;
  /** Where the page goes. */
  readonly html?: string | undefined;
}

/** A cue as the page draws it. */
export interface DrawnCue {
  readonly number: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly lines: readonly string[];
}

/** How a file was mended. */
export interface FileFix {
  /** Findings that are gone. */
  readonly mended: number;
  /** Empty where nothing changed; absent where too much did to be shown. */
  readonly diff?: string;
  /** Where the mended file was written. */
  readonly path?: string;
  /** Errors of the file before. */
  readonly errorsBefore: number;
  readonly warningsBefore: number;
  /** Why nothing was mended. */
  readonly refusal?: string;
}

/** A file that could be read. */
export interface CheckedFile {
  readonly file: string;
  readonly ok: boolean;
  readonly format: string;
  readonly encoding: string;
  /** Absent: rules about words were left out. */
  readonly language?: string;
  readonly cues: readonly DrawnCue[];
  readonly errors: number;
  readonly warnings: number;
  /** Of the mended file where one was written, else of the file itself. */
  readonly findings: readonly Finding[];
  readonly counts: readonly RuleCount[];
  readonly fix?: FileFix;
}

/** A file that could not. */
export interface UnreadFile {
  readonly file: string;
  readonly ok: false;
  readonly error: AppError;
}

/** What came of it. */
export interface SubtitleCheck {
  readonly profile: SubtitleProfile;
  readonly files: readonly (CheckedFile | UnreadFile)[];
  /** Sentences for the user. */
  readonly notes: readonly string[];
  /** The page, where one was asked for. */
  readonly html?: string;
}
