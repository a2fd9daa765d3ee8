/**
 * Transcribe files: media in, subtitle files out, one after another; a bad file never stops the rest.
 *
 * Order   everything that can be refused is refused before a model is fetched or loaded: flags, names, the output
 *         folder, then each input and its existing outputs; then the files are transcribed and written.
 * Throws  what concerns the whole call: UsageError, NotReadyError, E_OUTPUT_UNWRITABLE for the folder, E_CANCELLED,
 *         and what loading the models throws. What concerns one file is its outcome.
 * @module
 */
import {
  type AppError,
  CancelledError,
  type Change,
  type Transcript,
  throwIfCancelled,
  toAppError,
} from '../kernel/index.ts';
import type { OpenMedia } from '../media/index.ts';
import { OUTPUT_FORMATS, type OutputFormatName } from '../subtitles/index.ts';
import { type Clip, clipsFrom } from './clips.ts';
import { type Decoding, type DecodingOptions, planDecoding } from './decoding.ts';
import type { Supervision } from './events.ts';
import { prepareEngine } from './loaded-engine.ts';
import { checkMediaPaths } from './media-paths.ts';
import {
  checkFormats,
  checkOutputs,
  checkStems,
  type PlannedOutput,
  planOutputs,
  prepareFolder,
  writeOutputs,
} from './outputs.ts';
import { type ReadAhead, readAhead } from './read-ahead.ts';
import { isOwnOutput, recordOutputs } from './receipt.ts';
import { fileRunKey } from './run-facts.ts';
import { announceChoice, openSession, type Session } from './session.ts';
import { checkSpan, type Span } from './span.ts';
import { transcribeMedia } from './transcribe-media.ts';
import type { Wiring } from './wiring.ts';

/** What to transcribe, how, and where to put it. */
export interface TranscribeFilesRequest extends DecodingOptions, Span {
  readonly media: readonly string[];
  readonly formats: readonly string[];
  /** Where files go; absent: nothing is written and the texts are handed back alone. */
  readonly folder?: string | undefined;
  readonly audioTrack?: string | undefined;
  readonly overwrite?: boolean | undefined;
  /** Start, end, start, end ... of the parts to transcribe, seconds on the media clock; the last end may be left out. */
  readonly clipTimestamps?: readonly number[] | undefined;
}

/** What became of one file. */
export type FileOutcome =
  | {
      readonly ok: true;
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
  | FailedFile;

/** Why one file has no outputs. */
export interface FailedFile {
  readonly ok: false;
  readonly file: string;
  readonly error: AppError;
}

/** A request whose flags have passed. */
interface Plan {
  readonly request: TranscribeFilesRequest;
  readonly decoding: Decoding;
  readonly formats: readonly OutputFormatName[];
  readonly clips: readonly Clip[] | undefined;
}

/** A call under way. */
interface Run extends Plan {
  readonly wiring: Wiring;
  readonly supervision: Supervision;
}

/** A file that can be transcribed, or why it cannot. */
type CheckedFile = OpenMedia | FailedFile;

/** Transcribes every file of the request and says what became of each, in order. */
export async function transcribeFiles(
  request: TranscribeFilesRequest,
  wiring: Wiring,
  supervision: Supervision,
): Promise<readonly FileOutcome[]> {
  const run: Run = { ...(await planRequest(request, wiring)), wiring, supervision };
  for (const message of run.decoding.notes) supervision.report({ type: 'note', message });
  if (request.folder !== undefined) await prepareFolder(request.folder);

  prepareEngine(run.decoding, wiring);
  const checked = new Map<string, CheckedFile>();
  for (const file of request.media) checked.set(file, await attempt(file, run, () => checkFile(file, run)));
  if (![...checked.values()].some(isUsable)) return [...checked.values()].filter(isFailure);

  const ahead = readFirstAhead(checked, supervision.signal);
  try {
    const session = await openSession(run.decoding, wiring, supervision);
    try {
      announceChoice(run.decoding, supervision);
      return await transcribeChecked(checked, session, run);
    } finally {
      await session.close();
    }
  } finally {
    await ahead?.stop();
  }
}

/** Begins to decode the first file that can be, in whose place its reading comes: others wait for their turn. */
function readFirstAhead(checked: Map<string, CheckedFile>, signal: AbortSignal): ReadAhead | undefined {
  for (const [file, media] of checked) {
    if (!isUsable(media)) continue;
    const ahead = readAhead(media, signal);
    checked.set(file, ahead.media);
    return ahead;
  }
  return undefined;
}

async function transcribeChecked(
  checked: ReadonlyMap<string, CheckedFile>,
  session: Session,
  run: Run,
): Promise<readonly FileOutcome[]> {
  const outcomes: FileOutcome[] = [];
  for (const [file, media] of checked) {
    outcomes.push(
      isUsable(media) ? await attempt(file, run, () => transcribeFile({ file, media, session }, run)) : media,
    );
  }
  return outcomes;
}

/** Everything about a request that can be checked without looking at the disk. */
async function planRequest(request: TranscribeFilesRequest, wiring: Wiring): Promise<Plan> {
  checkMediaPaths(request.media);
  checkSpan(request);
  const clips = clipsFrom(request.clipTimestamps);
  const formats = checkFormats(request.formats);
  const catalogue = await wiring.catalogue();
  const decoding = await planDecoding(request, { catalogue, engines: wiring.engines });
  if (request.folder !== undefined) checkStems(request.media);
  return { request, decoding, formats, clips };
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

function isUsable(checked: CheckedFile): checked is OpenMedia {
  return 'pcm' in checked;
}

function isFailure(checked: CheckedFile): checked is FailedFile {
  return !isUsable(checked);
}

/** Opens the media and refuses outputs that are there; no model is needed for either. */
async function checkFile(file: string, run: Run): Promise<OpenMedia> {
  const { openMedia } = await import('../media/index.ts');
  const { audioTrack } = run.request;
  const media = await openMedia(file, {
    env: run.wiring.env,
    signal: run.supervision.signal,
    ...(audioTrack === undefined ? {} : { track: audioTrack }),
  });
  await checkFileOutputs(file, run);
  return media;
}

function outputsOf(file: string, { request, formats }: Run): readonly PlannedOutput[] {
  return request.folder === undefined ? [] : planOutputs(file, request.folder, formats);
}

async function checkFileOutputs(file: string, run: Run): Promise<void> {
  let key: string | undefined;
  await checkOutputs(outputsOf(file, run), file, async (path) => {
    if (run.request.overwrite === true) return true;
    key ??= await fileRunKey(file, run, run.wiring);
    return await isOwnOutput(run.wiring.home, key, path);
  });
}

async function transcribeFile(
  { file, media, session }: { file: string; media: OpenMedia; session: Session },
  run: Run,
): Promise<FileOutcome> {
  const result = await transcribeMedia(
    session,
    { media, file, span: run.request, clips: run.clips },
    run.supervision,
  );
  const { transcript, changes, warnings, wallSec } = result;
  const texts: Partial<Record<OutputFormatName, string>> = {};
  for (const format of run.formats) texts[format] = OUTPUT_FORMATS[format].format(transcript);
  const outputs = outputsOf(file, run);
  if (outputs.length > 0) await publishOutputs(file, { outputs, texts }, run);
  for (const message of warnings) run.supervision.report({ type: 'warning', file, message });
  return { ok: true, file, transcript, changes, outputs, texts, warnings, wallSec };
}

async function publishOutputs(
  file: string,
  { outputs, texts }: { outputs: readonly PlannedOutput[]; texts: Partial<Record<OutputFormatName, string>> },
  run: Run,
): Promise<void> {
  const key = await fileRunKey(file, run, run.wiring);
  const files = outputs.map(({ format, path }) => ({ path, content: texts[format] ?? '' }));
  await writeOutputs(files, async () => {
    throwIfCancelled(run.supervision.signal);
    // Somebody may have put a file there while we were decoding.
    await checkFileOutputs(file, run);
    await recordOutputs(run.wiring.home, key, files);
  });
}
