/**
 * Products: what each stage of the pipeline makes of one media file. What one stage makes is what the next one takes.
 * @module
 */
import type { Change, Transcript } from '../kernel/index.ts';
import type { OpenMedia, Shots } from '../media/index.ts';
import type { Cue, OutputFormatName, SyncReceipt } from '../subtitles/index.ts';
import type { MuxOutcome } from './mux/mux-subtitles.ts';
import type { HeardSpeech } from './recollection.ts';

/** What is known of a medium before its audio is read. */
export interface ProbedMedia extends Pick<OpenMedia, 'decoder' | 'offsetSec' | 'durationSec'> {
  /** Number among the audio tracks, from 0. */
  readonly track: number;
}

/** What is known of audio that was read to its end. The samples themselves are not kept: three hours are 700 MB. */
export interface ReadAudio {
  /** 16 kHz mono samples of the span that was asked for. */
  readonly samples: number;
  /** Sentences for the user: damage, with the lost span in words. */
  readonly losses: readonly string[];
}

/** A transcript as the engine told it, and what the user should know about it. */
export interface HeardText {
  readonly transcript: Transcript;
  readonly warnings: readonly string[];
}

/** A transcript, and all that was done to its words since they were heard. */
export interface JudgedText {
  readonly transcript: Transcript;
  readonly changes: readonly Change[];
}

/** What each stage makes. */
export interface Products {
  readonly probe: ProbedMedia;
  /** No frames: there is no picture. */
  readonly shots: Shots;
  readonly demux: ReadAudio;
  readonly regions: HeardSpeech;
  readonly transcribe: HeardText;
  readonly clean: JudgedText;
  readonly glossary: JudgedText;
  readonly layout: readonly Cue[];
  /** The text of each file. */
  readonly write: Readonly<Partial<Record<OutputFormatName, string>>>;
  /** What was written, and its sha256. */
  readonly mux: MuxOutcome & { readonly sha256?: string };
  readonly receipt: SyncReceipt;
}
