/**
 * Transcribe media: one opened medium through voice activity detection and the engine to a Transcript whose times
 * are on the media clock.
 *
 * Throws  what the decoder, the detector and the engine throw; UsageError E_USAGE for a start beyond the end.
 * @module
 */
import type { EngineEvent, TranscribeInput, TranscribeOptions } from '../engines/index.ts';
import {
  type Removal,
  type Segment,
  type SpeechRegion,
  samplesToSeconds,
  type Transcript,
  throwIfCancelled,
} from '../kernel/index.ts';
import type { OpenMedia } from '../media/index.ts';
import type { Supervision } from './events.ts';
import { retainPcm } from './retained-pcm.ts';
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

/** Language of a transcript in which nobody spoke and none was given (ISO 639-2 `und`, undetermined). */
const UNDETERMINED = 'und';

/** What to transcribe. */
export interface MediaRequest {
  readonly media: OpenMedia;
  /** The name used in events. */
  readonly file: string;
  readonly span: Span;
  /** Takes the place of the session's language. */
  readonly language?: string;
}

/** A transcript and what should be said about it. */
export interface MediaTranscript {
  readonly transcript: Transcript;
  readonly warnings: readonly string[];
  readonly wallSec: number;
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

  const input = await findSpeech(session, () => cutPcm(media.pcm(signal), span, count), signal);
  const heard = new Heard(span.from, media.offsetSec);
  const options = await engineOptions(session, request.language);
  for await (const event of session.model.transcribe(input, options, signal)) {
    heard.note(event);
    if (event.type === 'segment')
      report({ type: 'segment', file, segment: heard.lastSegment ?? event.segment });
    if (event.type === 'language') report({ type: 'language', file, language: event.language });
    if (event.type !== 'progress') continue;
    const wallSec = (performance.now() - startedMs) / 1000;
    const known = input.regions === undefined ? totalSec : samplesToSeconds(count.taken);
    report({
      type: 'progress',
      file,
      doneSec: event.seconds,
      wallSec,
      ...(known === undefined ? {} : { totalSec: known }),
    });
  }

  throwIfCancelled(signal);
  checkStartWithin(
    request.span,
    media.offsetSec + (count.taken > 0 ? Infinity : samplesToSeconds(count.seen)),
  );
  const transcript = heard.transcript(session, options, samplesToSeconds(count.taken));
  const wallSec = (performance.now() - startedMs) / 1000;
  report({ type: 'done', file, audioSec: transcript.duration, wallSec });
  const warnings = [...media.report.warnings];
  const short = shortSpanWarning(request.span, span, count.seen);
  if (short !== undefined) warnings.push(short);
  if (transcript.segments.length === 0) warnings.push('No speech was found; the output is empty.');
  return { transcript, warnings, wallSec };
}

/** What the engine is given: the audio, and where speech is when a detector is loaded. */
async function findSpeech(
  session: Session,
  pcm: () => AsyncIterable<Float32Array>,
  signal: AbortSignal,
): Promise<TranscribeInput> {
  if (session.detector === undefined) return { pcm: pcm() };
  const retained = retainPcm(pcm());
  const regions: readonly SpeechRegion[] = await session.detector.regions(retained.firstPass, signal);
  return { pcm: retained.secondPass() ?? pcm(), regions };
}

async function engineOptions(session: Session, language: string | undefined): Promise<TranscribeOptions> {
  const { DEFAULT_TRANSCRIBE_OPTIONS } = await import('../engines/index.ts');
  const { decoding } = session;
  return { ...DEFAULT_TRANSCRIBE_OPTIONS, language: language ?? decoding.language, task: decoding.task };
}

/** Seconds that will be transcribed as far as the container tells. */
function expectedSeconds(media: OpenMedia, span: SampleSpan): number | undefined {
  const length = media.durationSec ?? Infinity;
  const seconds = Math.min(samplesToSeconds(span.to), length) - samplesToSeconds(span.from);
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}

/** Collects an engine's events and moves their times from the input's first sample to the media clock. */
class Heard {
  readonly #segments: Segment[] = [];
  readonly #removals: Removal[] = [];
  readonly #shiftSec: number;
  readonly #offsetSec: number;
  #language: { language: string; probability: number } | undefined;

  constructor(firstSample: number, offsetSec: number) {
    this.#offsetSec = offsetSec;
    this.#shiftSec = samplesToSeconds(firstSample) + offsetSec;
  }

  get lastSegment(): Segment | undefined {
    return this.#segments.at(-1);
  }

  note(event: EngineEvent): void {
    if (event.type === 'segment') this.#segments.push(this.#shiftSegment(event.segment));
    else if (event.type === 'removal') this.#removals.push(this.#shift(event.removal));
    else if (event.type === 'language') this.#language = event;
  }

  transcript(session: Session, options: TranscribeOptions, duration: number): Transcript {
    const given = options.language === 'auto' ? undefined : options.language;
    const probability = given === undefined ? this.#language?.probability : undefined;
    return {
      language: given ?? this.#language?.language ?? UNDETERMINED,
      ...(probability === undefined ? {} : { languageProbability: probability }),
      duration,
      offset: this.#offsetSec,
      model: session.identity,
      engine: {
        name: session.engine.name,
        version: session.engine.version,
        options: { ...session.model.effectiveOptions, vad: session.detector !== undefined },
      },
      segments: this.#segments,
      removals: this.#removals,
    };
  }

  #shift<T extends { readonly start: number; readonly end: number }>(span: T): T {
    return { ...span, start: span.start + this.#shiftSec, end: span.end + this.#shiftSec };
  }

  #shiftSegment(segment: Segment): Segment {
    const { words } = segment;
    return {
      ...this.#shift(segment),
      ...(words === undefined ? {} : { words: words.map((word) => this.#shift(word)) }),
    };
  }
}
