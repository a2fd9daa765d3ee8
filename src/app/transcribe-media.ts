/**
 * Transcribe media: one opened medium through voice activity detection and the engine to a Transcript whose times
 * are on the media clock.
 *
 * Throws  what the decoder, the detector and the engine throw; UsageError E_USAGE for a start beyond the end.
 * @module
 */
import type { TranscribeInput, TranscribeOptions } from '../engines/index.ts';
import {
  type SpeechRegion,
  samplesToSeconds,
  secondsToSamples,
  type Transcript,
  throwIfCancelled,
  toAppError,
} from '../kernel/index.ts';
import type { OpenMedia } from '../media/index.ts';
import type { Clip } from './clips.ts';
import type { Supervision } from './events.ts';
import { Forecast } from './forecast.ts';
import { Heard } from './heard.ts';
import { missedWarning } from './missed-warning.ts';
import { knownSpeech, type Recollection, ResumeNote, speechTeller } from './recollection.ts';
import type { Session } from './session.ts';
import {
  type CutCount,
  checkStartWithin,
  cutPcm,
  type SampleSpan,
  type Span,
  shortSpanWarning,
  spanInSamples,
} from './span.ts';
import { clipInput, findSpeech, followSpeech } from './speech-input.ts';

/** What to transcribe. */
export interface MediaRequest {
  readonly media: OpenMedia;
  /** The name used in events. */
  readonly file: string;
  readonly span: Span;
  /** The parts of it that are transcribed; absent: all. */
  readonly clips?: readonly Clip[] | undefined;
  /** Takes the place of the session's language. */
  readonly language?: string;
  /** Whether an engine that fails may be replaced on the way; default true. */
  readonly mayFallBack?: boolean;
  /** Whether words with times are wanted; the engine must be able to give them. Default false. */
  readonly wordTimes?: boolean;
  /** What earlier runs know; absent: everything is heard, and nothing kept. */
  readonly recollection?: Recollection;
}

/** A transcript and what should be said about it. */
export interface MediaTranscript {
  readonly transcript: Transcript;
  readonly warnings: readonly string[];
  readonly wallSec: number;
  /** Whether all of it is the work of the engine that was loaded for it. */
  readonly isWhole: boolean;
  /** 16 kHz mono samples that were transcribed. */
  readonly samples: number;
}

/** Transcribes one medium. */
export async function transcribeMedia(
  session: Session,
  request: MediaRequest,
  supervision: Supervision,
): Promise<MediaTranscript> {
  const { media, file } = request;
  const { signal, report } = supervision;
  const startedMs = performance.now();
  const span = spanInSamples(request.span, media.offsetSec);
  const count: CutCount = { taken: 0, seen: 0 };
  const totalSec = expectedSeconds(media, span);
  report({ type: 'start', file, ...(totalSec === undefined ? {} : { totalSec }) });

  const whole = await wholeInput(session, request, { span, count, signal });
  const place = { clips: request.clips, offsetSec: media.offsetSec, span, count };
  const { input, outside } = clipInput(whole, place);
  const heard = new Heard(span.from, media.offsetSec);
  const options = await engineOptions(session, request);
  const work: Work = {
    session,
    request,
    supervision,
    span,
    count,
    heard,
    options,
    startedMs,
    totalSec,
    notes: new Set(),
    noteSpeech: speechTeller(whole, request.recollection, count),
  };
  await work.noteSpeech();
  const fallbacks = await hearAll(input, work);

  throwIfCancelled(signal);
  checkStartWithin(
    request.span,
    media.offsetSec + (count.taken > 0 ? Infinity : samplesToSeconds(count.seen)),
  );
  const transcript = heard.transcript(session, options, samplesToSeconds(count.taken));
  const wallSec = (performance.now() - startedMs) / 1000;
  report({ type: 'done', file, audioSec: transcript.duration, wallSec });
  const told = [...outside, ...work.notes, ...fallbacks, ...media.report.warnings];
  const warnings = [...told, ...shortcomings(transcript, shortSpanWarning(request.span, span, count.seen))];
  return { transcript, warnings, wallSec, isWhole: fallbacks.length === 0, samples: count.taken };
}

/** The audio, with what is known of its speech, or else with a detector that finds it. */
async function wholeInput(
  session: Session,
  { media, clips, recollection }: MediaRequest,
  { span, count, signal }: Pick<Work, 'span' | 'count'> & { readonly signal: AbortSignal },
): Promise<TranscribeInput> {
  const pcm = (): AsyncIterable<Float32Array> => cutPcm(media.pcm(signal), span, count);
  const known = recollection?.speech;
  if (known !== undefined) return knownSpeech(known, pcm(), count);
  return await (clips === undefined ? followSpeech : findSpeech)(session, pcm, signal);
}

/** What a transcript lacks, as sentences. */
function shortcomings({ missed, segments }: Transcript, short: string | undefined): readonly string[] {
  const empty = segments.length === 0 ? 'No speech was found; the output is empty.' : undefined;
  return [short, missedWarning(missed), empty].filter((each) => each !== undefined);
}

interface Work {
  readonly session: Session;
  readonly request: MediaRequest;
  readonly supervision: Supervision;
  readonly span: SampleSpan;
  readonly count: CutCount;
  readonly heard: Heard;
  readonly options: TranscribeOptions;
  readonly startedMs: number;
  readonly totalSec: number | undefined;
  /** What engines say that the user should know. */
  readonly notes: Set<string>;
  /** Hands on where speech is, once, as soon as all has been heard. */
  readonly noteSpeech: () => Promise<void>;
}

/** Everything from the engine; one that fails is replaced, and the next goes on behind the last finished segment. */
async function hearAll(input: TranscribeInput, work: Work): Promise<readonly string[]> {
  const { session, heard, request } = work;
  const failed = session.loaded.name;
  try {
    await hear(input, work, work.options);
    return [];
  } catch (error) {
    if (request.mayFallBack === false) throw error;
    await session.fallBack(error);
    const fromSec = heard.goOn(failed);
    const { code, message } = toAppError(error);
    const at = samplesToSeconds(work.span.from) + request.media.offsetSec + fromSec;
    const { name } = session.loaded;
    const warning = `The ${failed} engine failed (${code}: ${message}) The ${name} engine went on from ${at.toFixed(1)} s.`;
    const rest = restOf(await heardWhole(input, work), fromSec, work);
    await hear(rest, work, heard.optionsFor(work.options));
    return [warning];
  }
}

async function hear(input: TranscribeInput, work: Work, options: TranscribeOptions): Promise<void> {
  const { session, request, supervision, count, heard } = work;
  const { file } = request;
  const { report, signal } = supervision;
  const memory = request.recollection?.memoryOf(session.loaded.name, heard.fromSec);
  const resumed = memory === undefined ? undefined : new ResumeNote(memory, report);
  const forecast = new Forecast(file, report);
  const given = memory === undefined ? input : { ...input, memory };
  for await (const event of session.loaded.model.transcribe(given, options, signal)) {
    heard.note(event);
    if (event.type === 'segment')
      report({ type: 'segment', file, segment: heard.lastSegment ?? event.segment });
    if (event.type === 'note') work.notes.add(event.message);
    if (event.type === 'language') report({ type: 'language', file, language: event.language });
    if (event.type !== 'progress') continue;
    const wallSec = (performance.now() - work.startedMs) / 1000;
    const isHeard = input.listener === undefined || input.listener.settledSec === Infinity;
    const isMeasured = input.regions !== undefined && isHeard;
    const known = isMeasured ? samplesToSeconds(count.taken) : work.totalSec;
    await work.noteSpeech();
    const doneSec = heard.fromSec + event.seconds;
    resumed?.progress(doneSec, known);
    const isFresh = memory === undefined || memory.kept > 0;
    const memoryBytes = session.loaded.model.neededBytes;
    forecast.progress({ doneSec, totalSec: known, wallSec, isFresh, memoryBytes });
    report({ type: 'progress', file, doneSec, wallSec, ...(known === undefined ? {} : { totalSec: known }) });
  }
}

/** The input with its lists complete, which the engine that failed may have left half heard. */
async function heardWhole(
  input: TranscribeInput,
  { session, request, supervision, span, count }: Work,
): Promise<TranscribeInput> {
  if (input.listener === undefined) return input;
  const again = (): AsyncIterable<Float32Array> => cutPcm(request.media.pcm(supervision.signal), span, count);
  return await findSpeech(session, again, supervision.signal);
}

/** The input from `fromSec` on, decoded once more; its regions count from there. */
function restOf({ regions, likely }: TranscribeInput, fromSec: number, work: Work): TranscribeInput {
  const { request, supervision, span, count } = work;
  const from = span.from + secondsToSamples(fromSec);
  const rest: CutCount = { taken: 0, seen: 0 };
  const pcm = cutPcm(request.media.pcm(supervision.signal), { from, to: span.to }, rest);
  async function* counted(): AsyncGenerator<Float32Array> {
    yield* pcm;
    // The first pass may have been cut short; this one has seen the end.
    count.seen = Math.max(count.seen, rest.seen);
    count.taken = Math.max(count.taken, from - span.from + rest.taken);
  }
  return {
    pcm: counted(),
    ...(regions === undefined ? {} : { regions: laterThan(regions, fromSec) }),
    ...(likely === undefined ? {} : { likely: laterThan(likely, fromSec) }),
  };
}

function laterThan(regions: readonly SpeechRegion[], fromSec: number): SpeechRegion[] {
  return regions
    .filter(({ end }) => end > fromSec)
    .map(({ start, end }) => ({ start: Math.max(0, start - fromSec), end: end - fromSec }));
}

async function engineOptions(session: Session, request: MediaRequest): Promise<TranscribeOptions> {
  const { DEFAULT_TRANSCRIBE_OPTIONS } = await import('../engines/index.ts');
  const { task, search, language, wordTimes } = session.decoding;
  return {
    ...DEFAULT_TRANSCRIBE_OPTIONS,
    ...search,
    language: request.language ?? language,
    task,
    wordTimes: request.wordTimes ?? wordTimes,
  };
}

/** Seconds that will be transcribed as far as the container tells. */
function expectedSeconds(media: OpenMedia, span: SampleSpan): number | undefined {
  const length = media.durationSec ?? Infinity;
  const seconds = Math.min(samplesToSeconds(span.to), length) - samplesToSeconds(span.from);
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}
