/**
 * Transcribe files: media in, subtitle files out; a bad file never stops the rest.
 *
 * Order   flags and the output folder are refused before anything else; then each file is looked at (its outputs, its
 *         media) when its turn is near, transcribed and written. Models are fetched and loaded for the first file that
 *         can be transcribed; while one is, the next is opened.
 * Memory  a list of any length takes that of the files under way: whoever asks gets each outcome once.
 * Throws  what concerns the whole call: UsageError, NotReadyError, E_OUTPUT_UNWRITABLE for the folder, E_CANCELLED,
 *         and what loading the models throws. What concerns one file is its outcome.
 * @module
 */
import { availableParallelism } from 'node:os';
import {
  type AppError,
  CancelledError,
  type Change,
  InternalError,
  type Transcript,
  throwIfCancelled,
  toAppError,
} from '../kernel/index.ts';
import type { OpenMedia } from '../media/index.ts';
import { OUTPUT_FORMATS, type OutputFormatName } from '../subtitles/index.ts';
import { Sessions } from './batch/sessions.ts';
import { workAhead } from './batch/work-ahead.ts';
import { type Clip, clipsFrom } from './clips.ts';
import { type Decoding, type DecodingOptions, planDecoding } from './decoding.ts';
import type { Supervision } from './events.ts';
import { type PlacedFile, planPlaces } from './inputs/plan-places.ts';
import { type SkipWish, subtitledBeside, subtitledInside, writtenAlready } from './inputs/skip-rules.ts';
import { prepareEngine } from './loaded-engine.ts';
import { checkMediaPaths } from './media-paths.ts';
import {
  checkFolder,
  checkFormats,
  checkOutputs,
  outputsAt,
  type PlannedOutput,
  prepareFolder,
  writeOutputs,
} from './outputs.ts';
import { readAhead } from './read-ahead.ts';
import { isOwnOutput, recordOutputs } from './receipt.ts';
import { fileRunKey } from './run-facts.ts';
import type { Session } from './session.ts';
import { checkSpan, type Span } from './span.ts';
import { transcribeMedia } from './transcribe-media.ts';
import type { Wiring } from './wiring.ts';

/** How to transcribe each of several files. */
export interface EachFileRequest extends DecodingOptions, Span {
  /** Asked for one after another; the signal fires when no more are wanted. */
  readonly files: (signal: AbortSignal) => AsyncIterable<PlacedFile> | Iterable<PlacedFile>;
  readonly formats: readonly string[];
  /** A folder that is made, and proven to take files, before any work. */
  readonly folder?: string | undefined;
  readonly audioTrack?: string | undefined;
  readonly overwrite?: boolean | undefined;
  /** Which files are left alone; default: none. */
  readonly skip?: SkipWish | undefined;
  /** Files at once, each with a model of its own; default 1. */
  readonly jobs?: number | undefined;
  /** Start, end, start, end ... of the parts to transcribe, seconds on the media clock; the last end may be left out. */
  readonly clipTimestamps?: readonly number[] | undefined;
}

/** What to transcribe, how, and where to put it. */
export interface TranscribeFilesRequest extends Omit<EachFileRequest, 'files' | 'skip' | 'jobs'> {
  readonly media: readonly string[];
  /** Where files go; absent: nothing is written and the texts are handed back alone. */
  readonly folder?: string | undefined;
}

/** What became of a file that was not to be skipped. */
export type FileOutcome = TranscribedFile | FailedFile;

/** What became of one of several files. */
export type BatchOutcome = FileOutcome | SkippedFile;

/** A file with its transcript. */
export interface TranscribedFile {
  readonly ok: true;
  readonly skipped?: undefined;
  readonly file: string;
  readonly transcript: Transcript;
  /** What a glossary changed in it. */
  readonly changes: readonly Change[];
  /** Files written; empty when there was no folder. */
  readonly outputs: readonly PlannedOutput[];
  /** The text of each format. */
  readonly texts: Readonly<Partial<Record<OutputFormatName, string>>>;
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

/** A request whose flags have passed. */
interface Plan {
  readonly request: EachFileRequest;
  readonly decoding: Decoding;
  readonly formats: readonly OutputFormatName[];
  readonly clips: readonly Clip[] | undefined;
}

/** A call under way. */
interface Run extends Plan {
  readonly wiring: Wiring;
  readonly supervision: Supervision;
}

/** A file that can be transcribed. */
interface ReadyFile {
  readonly placed: PlacedFile;
  readonly media: OpenMedia;
}

/** Engines use at most so many threads by themselves. */
const MOST_THREADS = 8;

/** Transcribes every file of the request and says what became of each, in order. */
export async function transcribeFiles(
  request: TranscribeFilesRequest,
  wiring: Wiring,
  supervision: Supervision,
): Promise<readonly FileOutcome[]> {
  const { media, folder } = request;
  checkMediaPaths(media);
  const inputs = media.map((path) => ({ path }));
  const files = folder === undefined ? media.map((file) => ({ file })) : planPlaces(inputs, { folder });
  const outcomes: FileOutcome[] = [];
  const each: EachFileRequest = { ...request, skip: 'never', files: () => files };
  for await (const outcome of transcribeEach(each, wiring, supervision)) {
    if (isSkipped(outcome)) throw new InternalError('a file was skipped that nobody wanted skipped');
    outcomes.push(outcome);
  }
  return outcomes;
}

/** Whether a file needed no work. */
export function isSkipped(outcome: BatchOutcome): outcome is SkippedFile {
  return outcome.ok && outcome.skipped !== undefined;
}

/** Transcribes files as they are asked for, and says what became of each as soon as it is known. */
export async function* transcribeEach(
  request: EachFileRequest,
  wiring: Wiring,
  supervision: Supervision,
): AsyncGenerator<BatchOutcome, void, undefined> {
  const stopper = new AbortController();
  const signal = AbortSignal.any([supervision.signal, stopper.signal]);
  const run: Run = {
    ...(await planRequest(request, wiring)),
    wiring,
    supervision: { report: supervision.report, signal },
  };
  for (const message of run.decoding.notes) supervision.report({ type: 'note', message });
  if (request.folder !== undefined) await prepareFolder(request.folder);

  prepareEngine(run.decoding, wiring);
  const sessions = new Sessions(run);
  try {
    yield* workAhead<PlacedFile, ReadyFile | SkippedFile | FailedFile, BatchOutcome>(request.files(signal), {
      jobs: request.jobs ?? 1,
      prepare: async (placed) => await attempt(placed.file, run, () => readyFile(placed, run)),
      work: async (ready, worker) =>
        'media' in ready ? await workOn(ready, { sessions, worker }, run) : ready,
      stop: () => stopper.abort(),
    });
  } finally {
    await sessions.close();
  }
}

/** Everything about a request that can be checked without looking at the disk. */
async function planRequest(request: EachFileRequest, wiring: Wiring): Promise<Plan> {
  checkSpan(request);
  const clips = clipsFrom(request.clipTimestamps);
  const formats = checkFormats(request.formats);
  const catalogue = await wiring.catalogue();
  const { jobs = 1, threads = jobs > 1 ? threadsOfEach(jobs) : undefined } = request;
  const decoding = await planDecoding({ ...request, threads }, { catalogue, engines: wiring.engines });
  return { request, decoding, formats, clips };
}

/** Several models at once share the cores that one would have had. */
function threadsOfEach(jobs: number): number {
  return Math.max(1, Math.floor(Math.min(MOST_THREADS, availableParallelism()) / jobs));
}

/** Work on one file: its failure is an outcome; only cancelling ends everything. */
async function attempt<T>(file: string, run: Run, work: () => Promise<T>): Promise<T | FailedFile> {
  try {
    return await work();
  } catch (error) {
    const known = toAppError(error);
    if (run.supervision.signal.aborted) throw new CancelledError({ cause: error });
    if (known.code === 'E_CANCELLED') throw known;
    return { ok: false, file, error: known };
  }
}

/** Transcribes a file with a worker's model; while that is loaded, the file's decoder works. */
async function workOn(
  { placed, media }: ReadyFile,
  { sessions, worker }: { readonly sessions: Sessions; readonly worker: number },
  run: Run,
): Promise<BatchOutcome> {
  const ahead = sessions.has(worker) ? undefined : readAhead(media, run.supervision.signal);
  try {
    const session = await sessions.of(worker);
    const job = { placed, media: ahead?.media ?? media, session };
    return await attempt(placed.file, run, () => transcribeFile(job, run));
  } finally {
    await ahead?.stop();
  }
}

/** Opens a file, unless there is nothing to do. */
async function readyFile(placed: PlacedFile, run: Run): Promise<ReadyFile | SkippedFile> {
  if (placed.error !== undefined) throw placed.error;
  const { file } = placed;
  const needless = await reasonToSkip(placed, run);
  if (needless !== undefined) return { ok: true, file, skipped: needless };
  const media = await checkFile(placed, run);
  const held =
    run.request.skip === 'subtitled' ? subtitledInside(media.subtitles, wantedLanguage(run)) : undefined;
  if (held !== undefined) return { ok: true, file, skipped: held };
  return { placed, media };
}

async function reasonToSkip(placed: PlacedFile, run: Run): Promise<string | undefined> {
  const { skip = 'never', overwrite = false } = run.request;
  const language = wantedLanguage(run);
  if (skip === 'never') return undefined;
  if (placed.place !== undefined) {
    const question = {
      formats: run.formats,
      language,
      mustBeOwn: overwrite,
      isOwn: ownership(placed.file, run),
    };
    const written = await writtenAlready({ ...question, place: placed.place, otherPlace: placed.otherPlace });
    if (written !== undefined) return written;
  }
  return skip === 'subtitled' ? await subtitledBeside(placed.file, language) : undefined;
}

/** Opens the media and refuses outputs that are there; no model is needed for either. */
async function checkFile(placed: PlacedFile, run: Run): Promise<OpenMedia> {
  const { openMedia } = await import('../media/index.ts');
  const { audioTrack } = run.request;
  const media = await openMedia(placed.file, {
    env: run.wiring.env,
    signal: run.supervision.signal,
    ...(audioTrack === undefined ? {} : { track: audioTrack }),
  });
  if (placed.place !== undefined) await checkFolder(placed.place.folder);
  await checkFileOutputs(placed, run, wantedLanguage(run));
  return media;
}

/** The language of what is written; undefined while it is to be found. */
function wantedLanguage({ decoding }: Run): string | undefined {
  if (decoding.task === 'translate') return 'en';
  return decoding.language === 'auto' ? undefined : decoding.language;
}

function outputsOf({ place }: PlacedFile, run: Run, language: string | undefined): readonly PlannedOutput[] {
  return place === undefined ? [] : outputsAt(place, run.formats, language);
}

/** Outputs whose names are known must not be there; the others are looked for when their language has been found. */
async function checkFileOutputs(placed: PlacedFile, run: Run, language: string | undefined): Promise<void> {
  if (placed.place?.isTagged === true && language === undefined) return;
  const isOwn = ownership(placed.file, run);
  await checkOutputs(outputsOf(placed, run, language), placed.file, async (path) => {
    return run.request.overwrite === true || (await isOwn(path));
  });
}

/** Whether the very run that is asked for wrote an output; the media is hashed only when the first one is asked about. */
function ownership(file: string, run: Run): (path: string) => Promise<boolean> {
  let key: string | undefined;
  return async (path) => {
    key ??= await fileRunKey(file, run, run.wiring);
    return await isOwnOutput(run.wiring.home, key, path);
  };
}

async function transcribeFile(
  { placed, media, session }: ReadyFile & { readonly session: Session },
  run: Run,
): Promise<BatchOutcome> {
  const { file } = placed;
  const result = await transcribeMedia(
    session,
    { media, file, span: run.request, clips: run.clips },
    run.supervision,
  );
  const { transcript, changes, warnings, wallSec } = result;
  const texts: Partial<Record<OutputFormatName, string>> = {};
  for (const format of run.formats) texts[format] = OUTPUT_FORMATS[format].format(transcript);
  const language = wantedLanguage(run) ?? transcript.language;
  const outputs = outputsOf(placed, run, language);
  if (outputs.length > 0) await publishOutputs({ placed, language, outputs, texts }, run);
  for (const message of warnings) run.supervision.report({ type: 'warning', file, message });
  return { ok: true, file, transcript, changes, outputs, texts, warnings, wallSec };
}

/** The outputs of one file, to be put where they belong. */
interface Publication {
  readonly placed: PlacedFile;
  readonly language: string;
  readonly outputs: readonly PlannedOutput[];
  readonly texts: Partial<Record<OutputFormatName, string>>;
}

async function publishOutputs({ placed, language, outputs, texts }: Publication, run: Run): Promise<void> {
  const key = await fileRunKey(placed.file, run, run.wiring);
  const files = outputs.map(({ format, path }) => ({ path, content: texts[format] ?? '' }));
  await writeOutputs(files, async () => {
    throwIfCancelled(run.supervision.signal);
    // Somebody may have put a file there while we were decoding.
    await checkFileOutputs(placed, run, language);
    await recordOutputs(run.wiring.home, key, files);
  });
}
