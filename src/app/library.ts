/**
 * Library: the use cases as the package's own functions, with callbacks in place of events.
 *
 * Throws  AppErrors; match on their `code`.
 * @module
 */
import { CancelledError, InternalError, type Segment, type Transcript } from '../kernel/index.ts';
import type { PullProgress } from '../models/index.ts';
import type { Environment } from '../platform/index.ts';
import type { Cue, OutputFormatName } from '../subtitles/index.ts';
import type { Alignment, AlignRequest } from './align/align-text.ts';
import type { DecodingOptions } from './decoding.ts';
import { alignText, listModels, pullModels, transcribeFiles } from './doors.ts';
import type { AppEvent, Supervision } from './events.ts';
import type { ModelRow } from './models/list-models.ts';
import { modelPath } from './models/model-path.ts';
import { openWiring } from './wiring.ts';

/** What every call of the library may be told. */
export interface CallOptions {
  /** Stops the work; the call then throws E_CANCELLED. */
  readonly signal?: AbortSignal | undefined;
  /** true: open no socket; a missing model is then E_MODEL_NOT_CACHED. */
  readonly offline?: boolean | undefined;
  /** Variables that name places and proxies; default: the process's own. */
  readonly env?: Environment | undefined;
  /** A model is being fetched. */
  readonly onPull?: ((progress: PullProgress) => void) | undefined;
}

/** How far a transcription is, in seconds of audio. */
export interface TranscribeProgress {
  readonly doneSec: number;
  /** Absent while the length is unknown. */
  readonly totalSec?: number;
}

/** How to transcribe; the defaults are the CLI's. */
export interface TranscribeFileOptions extends DecodingOptions, CallOptions {
  /** 0-based number among the audio tracks, or a language code. */
  readonly audioTrack?: string | undefined;
  /** Seconds on the media clock. */
  readonly start?: number | undefined;
  /** Seconds on the media clock. */
  readonly end?: number | undefined;
  /** Start, end, start, end ... of the parts to transcribe, seconds on the media clock; the last end may be left out. */
  readonly clipTimestamps?: readonly number[] | undefined;
  /**
   * Whether what is found out is kept in OFFSCRIBE_HOME, so that a call that was killed goes on, and the same call does
   * nothing twice; default false.
   */
  readonly remember?: boolean | undefined;
  /** Rules that cues keep to: a name, or a path that ends in `.toml`. */
  readonly profile?: string | undefined;
  /** Whether cues begin and end with the shots of the film; needs ffmpeg, which looks at the whole picture. Default: false. */
  readonly shots?: boolean | undefined;
  /** Each segment as soon as it is decoded, in order. */
  readonly onSegment?: ((segment: Segment) => void) | undefined;
  readonly onProgress?: ((progress: TranscribeProgress) => void) | undefined;
}

/** A transcript and its presentations. */
export interface TranscriptionResult {
  readonly transcript: Transcript;
  /** What the user should know: damage in the media, no speech ... */
  readonly warnings: readonly string[];
  /** The transcript laid out as cues of at most two lines. */
  cues(): readonly Cue[];
  /** The transcript as the text of an `srt`, `vtt`, `txt` or `json` file. */
  format(name: OutputFormatName): string;
}

/** Transcribes one media file. Missing models are fetched first unless `offline`. */
export async function transcribe(
  path: string,
  options: TranscribeFileOptions = {},
): Promise<TranscriptionResult> {
  const { audioTrack, start, end, onSegment, onProgress, ...rest } = options;
  const request = { ...rest, media: [path], formats: ['json'], audioTrack, startSec: start, endSec: end };
  const supervision = supervise(options, (event) => {
    if (event.type === 'segment') onSegment?.(event.segment);
    tellProgress(event, onProgress);
  });
  const [outcome] = await transcribeFiles(request, wiringFor(options), supervision);
  if (outcome === undefined) throw new InternalError('a file without an outcome');
  if (!outcome.ok) throw outcome.error;
  return await resultOf(outcome, outcome.cues);
}

/** How to align; the defaults are the CLI's. */
export interface AlignFileOptions
  extends Omit<AlignRequest, 'media' | 'text' | 'formats' | 'folder' | 'overwrite'>,
    CallOptions {
  readonly onProgress?: ((progress: TranscribeProgress) => void) | undefined;
}

/** A given text with its times. */
export interface AlignmentResult
  extends TranscriptionResult,
    Pick<Alignment, 'words' | 'matched' | 'missing' | 'extra'> {}

/**
 * Finds when each word of the text file at `text` is said in the medium at `path`.
 * Throws E_TEXT_UNREADABLE, and E_TEXT_MISMATCH for a text that has nothing to do with the audio.
 */
export async function align(
  path: string,
  text: string,
  options: AlignFileOptions = {},
): Promise<AlignmentResult> {
  const { onProgress, ...rest } = options;
  const supervision = supervise(options, (event) => tellProgress(event, onProgress));
  const request = { ...rest, media: path, text, formats: ['json'] };
  const alignment = await alignText(request, wiringFor(options), supervision);
  const { words, matched, missing, extra } = alignment;
  return { ...(await resultOf(alignment)), words, matched, missing, extra };
}

/** Models: what there is, fetching it, finding it. */
export const models: {
  /** Every model of the catalogue and its state on this machine. */
  list(options?: CallOptions): Promise<readonly ModelRow[]>;
  /**
   * Fetches a model, or checks and mends the one that is there, and proves it with its engine; returns its folder.
   * Throws E_MODEL_UNLOADABLE when the engine fails on right bytes.
   */
  pull(name: string, options?: CallOptions): Promise<string>;
  /** Folder of a model on this machine, its files verified. */
  path(name: string, options?: CallOptions): Promise<string>;
} = {
  list: async (options = {}) => await listModels(wiringFor(options)),
  path: async (name, options = {}) => await modelPath(name, wiringFor(options)),
  pull: async (name, options = {}) => {
    const [outcome] = await pullModels(
      { names: [name] },
      wiringFor(options),
      supervise(options, () => {}),
    );
    if (outcome === undefined) throw new InternalError('a model without an outcome');
    if (!outcome.ok) throw outcome.error;
    return outcome.folder;
  },
};

async function resultOf(
  { transcript, warnings }: Pick<TranscriptionResult, 'transcript' | 'warnings'>,
  known?: readonly Cue[],
): Promise<TranscriptionResult> {
  const { OUTPUT_FORMATS, transcriptCues } = await import('../subtitles/index.ts');
  const cues = (): readonly Cue[] => known ?? transcriptCues(transcript).cues;
  return {
    transcript,
    warnings,
    cues,
    format: (name) => OUTPUT_FORMATS[name].format(transcript, cues()),
  };
}

function tellProgress(event: AppEvent, onProgress: TranscribeFileOptions['onProgress']): void {
  if (event.type !== 'progress') return;
  const { doneSec, totalSec } = event;
  onProgress?.(totalSec === undefined ? { doneSec } : { doneSec, totalSec });
}

function wiringFor({ env, offline }: CallOptions): ReturnType<typeof openWiring> {
  return openWiring({ env: env ?? process.env, offline });
}

function supervise({ signal, onPull }: CallOptions, listen: (event: AppEvent) => void): Supervision {
  if (signal?.aborted === true) throw new CancelledError({ cause: signal.reason });
  return {
    signal: signal ?? new AbortController().signal,
    report: (event) => {
      if (event.type === 'pull') onPull?.(event.progress);
      listen(event);
    },
  };
}
