/**
 * Transcribe files: media in, subtitle files out; a bad file never stops the rest.
 *
 * Order   flags and the output folder are refused before anything else; then each file is looked at (its outputs, its
 *         media) when its turn is near, transcribed and written. Models are fetched and loaded for the first file that
 *         needs them; where all that is asked for was found out before, none is. While a file is worked on, the next is
 *         opened.
 * Memory  a list of any length takes that of the files under way: whoever asks gets each outcome once.
 * Throws  what concerns the whole call: UsageError, NotReadyError, E_OUTPUT_UNWRITABLE for the folder, E_CANCELLED,
 *         and what loading the models throws. What concerns one file is its outcome.
 * @module
 */
import { CancelledError, InternalError, toAppError } from '../kernel/index.ts';
import type { OpenMedia } from '../media/index.ts';
import { openStateIfUsable, type State } from '../pipeline/index.ts';
import { Sessions } from './batch/sessions.ts';
import { workAhead } from './batch/work-ahead.ts';
import type { Decoding } from './decoding.ts';
import type { Supervision } from './events.ts';
import { type PlacedFile, planPlaces } from './inputs/plan-places.ts';
import { subtitledBeside, subtitledInside, writtenAlready } from './inputs/skip-rules.ts';
import { prepareEngine } from './loaded-engine.ts';
import { makeFile } from './make-file.ts';
import { checkMediaPaths } from './media-paths.ts';
import { checkMuxFile } from './mux-file.ts';
import {
  type BatchOutcome,
  type FailedFile,
  type FileOutcome,
  isSkipped,
  type SkippedFile,
} from './outcomes.ts';
import { checkFolder, prepareFolder } from './outputs.ts';
import { type EachFileRequest, type Plan, planRequest, wantedLanguage } from './plan-request.ts';
import { ownership, type Publishing, refuseExisting } from './publish-outputs.ts';
import type { Wiring } from './wiring.ts';

/** What to transcribe, how, and where to put it. */
export interface TranscribeFilesRequest extends Omit<EachFileRequest, 'files' | 'skip' | 'jobs'> {
  readonly media: readonly string[];
  /** Where files go; absent: nothing is written and the texts are handed back alone. */
  readonly folder?: string | undefined;
}

/** A call under way. */
interface Run extends Plan {
  readonly wiring: Wiring;
  readonly supervision: Supervision;
  readonly sessions: Sessions;
  readonly state: State | undefined;
  /** Gets the engine ready beside other work, at the first file that will need it for sure. */
  prepareEngine(): void;
}

/** A file that can be transcribed. */
interface ReadyFile {
  readonly placed: PlacedFile;
  readonly media: OpenMedia;
}

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

/** Transcribes files as they are asked for, and says what became of each as soon as it is known. */
export async function* transcribeEach(
  request: EachFileRequest,
  wiring: Wiring,
  { report, signal: wanted }: Supervision,
): AsyncGenerator<BatchOutcome, void, undefined> {
  const stopper = new AbortController();
  const supervision: Supervision = { report, signal: AbortSignal.any([wanted, stopper.signal]) };
  const plan = await planRequest(request, wiring);
  const [decoding] = plan.decodings;
  const note = (message: string): void => report({ type: 'note', message });
  for (const message of new Set(plan.decodings.flatMap(({ notes }) => notes))) note(message);
  if (request.folder !== undefined) await prepareFolder(request.folder);
  const state = request.remember === true ? await openStateIfUsable(wiring.home, note) : undefined;
  const sessions = new Sessions({ decoding, wiring, supervision });
  const prepareOnce = once(() => prepareEngine(decoding, wiring));
  const run: Run = { ...plan, wiring, supervision, sessions, state, prepareEngine: prepareOnce };
  try {
    yield* workAhead<PlacedFile, ReadyFile | SkippedFile | FailedFile, BatchOutcome>(
      request.files(supervision.signal),
      {
        jobs: request.jobs ?? 1,
        prepare: async (placed) => await attempt(placed.file, run, () => readyFile(placed, run)),
        work: async (ready, worker) =>
          'media' in ready
            ? await attempt(ready.placed.file, run, () => transcribeFile(ready, worker, run))
            : ready,
        stop: () => stopper.abort(),
      },
    );
  } finally {
    await sessions.close();
    state?.close();
  }
}

/** Work on one file: its failure is an outcome; only cancelling, and models that cannot be loaded, end everything. */
async function attempt<T>(file: string, run: Run, work: () => Promise<T>): Promise<T | FailedFile> {
  try {
    return await work();
  } catch (error) {
    if (run.sessions.isFault(error)) throw error;
    const known = toAppError(error);
    if (known.code === 'E_CANCELLED') throw known;
    if (run.supervision.signal.aborted) throw new CancelledError({ cause: error });
    return { ok: false, file, error: known };
  }
}

/** Opens a file, unless there is nothing to do. */
async function readyFile(placed: PlacedFile, run: Run): Promise<ReadyFile | SkippedFile> {
  if (placed.error !== undefined) throw placed.error;
  const { file } = placed;
  const needless = await reasonToSkip(placed, run);
  if (needless !== undefined) return { ok: true, file, skipped: needless };
  if (await isNew(file, run)) run.prepareEngine();
  // Only its version is asked for, which keys hold: that takes as long as looking at the medium does.
  else void run.wiring.engines.versionOf(run.decodings[0].engine.name).catch(() => undefined);
  const media = await checkFile(placed, run);
  const held = run.request.skip === 'subtitled' ? allHeld(media, run) : undefined;
  if (held !== undefined) return { ok: true, file, skipped: held };
  return { placed, media };
}

/** Whether a model will be needed for sure: the file was never looked at before. */
async function isNew(file: string, { state, wiring }: Run): Promise<boolean> {
  if (state === undefined) return true;
  return (await wiring.digests.recorded(file).catch(() => undefined)) === undefined;
}

/** Why nothing of a file is to be done: every text that is wanted has its reason. */
async function reasonToSkip(placed: PlacedFile, run: Run): Promise<string | undefined> {
  if ((run.request.skip ?? 'never') === 'never') return undefined;
  return reasonOfAll(
    await Promise.all(run.decodings.map(async (each) => await reasonFor(placed, each, run))),
  );
}

async function reasonFor(placed: PlacedFile, decoding: Decoding, run: Run): Promise<string | undefined> {
  const { skip, overwrite = false } = run.request;
  const language = wantedLanguage(decoding);
  if (placed.place !== undefined) {
    const isOwn = ownership(publishingOf(placed, decoding, run));
    const question = { formats: run.formats, language, mustBeOwn: overwrite, isOwn };
    const written = await writtenAlready({ ...question, place: placed.place, otherPlace: placed.otherPlace });
    if (written !== undefined) return written;
  }
  return skip === 'subtitled' ? await subtitledBeside(placed.file, language) : undefined;
}

/** The medium holds subtitles in every language that is wanted. */
function allHeld({ subtitles }: OpenMedia, { decodings }: Run): string | undefined {
  return reasonOfAll(decodings.map((decoding) => subtitledInside(subtitles, wantedLanguage(decoding))));
}

/** The first of them, where every text has one. */
function reasonOfAll(reasons: readonly (string | undefined)[]): string | undefined {
  return reasons.includes(undefined) ? undefined : reasons[0];
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
  for (const decoding of run.decodings) await refuseExisting(publishingOf(placed, decoding, run));
  if (run.request.mux !== undefined) await checkMuxFile({ ...run, placed, media }, run);
  return media;
}

function publishingOf(placed: PlacedFile, decoding: Decoding, run: Run): Publishing {
  return { ...run, placed, decoding };
}

async function transcribeFile(ready: ReadyFile, worker: number, run: Run): Promise<BatchOutcome> {
  const startedMs = performance.now();
  const session = run.sessions.of(worker);
  const made = await makeFile({ ...run, ...ready }, { ...run, session });
  const { file, warnings } = made;
  for (const message of warnings) run.supervision.report({ type: 'warning', file, message });
  return { ...made, wallSec: (performance.now() - startedMs) / 1000 };
}

function once(work: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) work();
    isDone = true;
  };
}
