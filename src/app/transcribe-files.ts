/**
 * Transcribe files: media in, subtitle files out, one after another; a bad file never stops the rest.
 *
 * Order   everything that can be refused is refused before a model is fetched or loaded: flags, names, the output
 *         folder, then each input and its existing outputs; then the files are transcribed and written. Where all that is
 *         asked for was found out before, no model is loaded at all.
 * Throws  what concerns the whole call: UsageError, NotReadyError, E_OUTPUT_UNWRITABLE for the folder, E_CANCELLED,
 *         and what loading the models throws. What concerns one file is its outcome.
 * @module
 */
import { resolve } from 'node:path';
import {
  type AppError,
  CancelledError,
  type Transcript,
  throwIfCancelled,
  toAppError,
} from '../kernel/index.ts';
import type { OpenMedia } from '../media/index.ts';
import { openStateIfUsable, type State } from '../pipeline/index.ts';
import { readTextIfPresent } from '../platform/index.ts';
import type { OutputFormatName } from '../subtitles/index.ts';
import { type Clip, clipsFrom } from './clips.ts';
import { type Decoding, type DecodingOptions, planDecoding } from './decoding.ts';
import type { Supervision } from './events.ts';
import { LazySession } from './lazy-session.ts';
import { prepareEngine } from './loaded-engine.ts';
import { makeFile } from './make-file.ts';
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
import { isOwnOutput, recordOutputs } from './receipt.ts';
import { fileRunKey } from './run-facts.ts';
import { checkSpan, type Span } from './span.ts';
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
  /** Whether what is found out is kept in OFFSCRIBE_HOME, and used when it is there; default false. */
  readonly remember?: boolean | undefined;
}

/** What became of one file. */
export type FileOutcome =
  | {
      readonly ok: true;
      readonly file: string;
      readonly transcript: Transcript;
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
  readonly session: LazySession;
  readonly state: State | undefined;
}

/** A file that can be transcribed, or why it cannot. */
type CheckedFile = OpenMedia | FailedFile;

/** Transcribes every file of the request and says what became of each, in order. */
export async function transcribeFiles(
  request: TranscribeFilesRequest,
  wiring: Wiring,
  supervision: Supervision,
): Promise<readonly FileOutcome[]> {
  const plan = await planRequest(request, wiring);
  const note = (message: string): void => supervision.report({ type: 'note', message });
  plan.decoding.notes.forEach(note);
  if (request.folder !== undefined) await prepareFolder(request.folder);

  const state = request.remember === true ? await openStateIfUsable(wiring.home, note) : undefined;
  const session = new LazySession(plan.decoding, wiring, supervision);
  const run: Run = { ...plan, wiring, supervision, session, state };
  try {
    if (await isAnyNew(run)) prepareEngine(plan.decoding, wiring);
    const checked = new Map<string, CheckedFile>();
    for (const file of request.media) checked.set(file, await attempt(file, run, () => checkFile(file, run)));
    return await transcribeChecked(checked, run);
  } finally {
    await session.close();
    state?.close();
  }
}

/** Whether a model will be needed for sure: a file was never looked at before. */
async function isAnyNew({ state, request, wiring }: Run): Promise<boolean> {
  if (state === undefined) return true;
  for (const file of request.media)
    if ((await wiring.digests.recorded(file).catch(() => undefined)) === undefined) return true;
  return false;
}

async function transcribeChecked(
  checked: ReadonlyMap<string, CheckedFile>,
  run: Run,
): Promise<readonly FileOutcome[]> {
  const outcomes: FileOutcome[] = [];
  for (const [file, media] of checked) {
    outcomes.push(
      isUsable(media) ? await attempt(file, run, () => transcribeFile({ file, media }, run)) : media,
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
    if (run.session.isFault(error)) throw error;
    const known = toAppError(error);
    if (run.supervision.signal.aborted) throw new CancelledError({ cause: error });
    if (known.code === 'E_CANCELLED') throw known;
    return { ok: false, file, error: known };
  }
}

function isUsable(checked: CheckedFile): checked is OpenMedia {
  return 'pcm' in checked;
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
  { file, media }: { readonly file: string; readonly media: OpenMedia },
  run: Run,
): Promise<FileOutcome> {
  const startedMs = performance.now();
  const outputs = outputsOf(file, run);
  const job = { ...run, file, media, span: run.request, asked: asked(run.request) };
  const { text, texts, warnings } = await makeFile(job, run, async (made) => {
    if (!(await areThere(outputs, made))) await publishOutputs(file, { outputs, texts: made }, run);
  });
  for (const message of warnings) run.supervision.report({ type: 'warning', file, message });
  const wallSec = (performance.now() - startedMs) / 1000;
  return { ok: true, file, transcript: text.product.transcript, outputs, texts, warnings, wallSec };
}

/** What was asked of one file, not of those beside it, wherever it is asked again. */
function asked({ media: _, folder, ...rest }: TranscribeFilesRequest): Readonly<Record<string, unknown>> {
  return { ...rest, ...(folder === undefined ? {} : { folder: resolve(folder) }) };
}

/** Whether every file holds what is to be written already: then nothing is touched. */
async function areThere(
  outputs: readonly PlannedOutput[],
  texts: Partial<Record<OutputFormatName, string>>,
): Promise<boolean> {
  for (const { format, path } of outputs) if ((await readTextIfPresent(path)) !== texts[format]) return false;
  return true;
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
