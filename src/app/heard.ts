/**
 * Heard: an engine's events, with their times moved from the input's first sample to the media clock, as a Transcript.
 * @module
 */
import type { EngineEvent, TranscribeOptions } from '../engines/index.ts';
import {
  type Removal,
  type Segment,
  type SpeechRegion,
  samplesToSeconds,
  type Transcript,
} from '../kernel/index.ts';
import type { Session } from './session.ts';

/** Language of a transcript in which nobody spoke and none was given (ISO 639-2 `und`, undetermined). */
const UNDETERMINED = 'und';

/** Collects events, also those of a second engine that goes on where the first one failed. */
export class Heard {
  readonly #segments: Segment[] = [];
  readonly #removals: Removal[] = [];
  readonly #missed: SpeechRegion[] = [];
  /** Seconds from the media clock's zero to the first sample that is transcribed. */
  readonly #spanSec: number;
  readonly #offsetSec: number;
  #fromSec = 0;
  #failed: { readonly engine: string; readonly atSec: number } | undefined;
  #language: { language: string; probability: number } | undefined;

  constructor(firstSample: number, offsetSec: number) {
    this.#offsetSec = offsetSec;
    this.#spanSec = samplesToSeconds(firstSample) + offsetSec;
  }

  get lastSegment(): Segment | undefined {
    return this.#segments.at(-1);
  }

  /** Where the engine at work began, seconds from the first sample that is transcribed. */
  get fromSec(): number {
    return this.#fromSec;
  }

  note(event: EngineEvent): void {
    if (event.type === 'segment') this.#segments.push(this.#shiftSegment(event.segment));
    else if (event.type === 'removal') this.#removals.push(this.#shift(event.removal));
    else if (event.type === 'missed') this.#missed.push(this.#shift(event.region));
    else if (event.type === 'language') this.#language ??= event;
  }

  /** Another engine takes over from `failed`; where it is to begin, seconds from the first sample that is transcribed. */
  goOn(failed: string): number {
    const { lastSegment } = this;
    if (lastSegment !== undefined) this.#fromSec = lastSegment.end - this.#spanSec;
    this.#failed = { engine: failed, atSec: this.#spanSec + this.#fromSec };
    return this.#fromSec;
  }

  /** The options with the language that was found, so that nobody looks for it in the middle of the audio. */
  optionsFor(options: TranscribeOptions): TranscribeOptions {
    return this.#language === undefined ? options : { ...options, language: this.#language.language };
  }

  transcript(session: Session, options: TranscribeOptions, duration: number): Transcript {
    const given = options.language === 'auto' ? undefined : options.language;
    const probability = given === undefined ? this.#language?.probability : undefined;
    const { engine, model } = session.loaded;
    const fallback = this.#failed === undefined ? {} : { fallback: this.#failed };
    return {
      language: given ?? this.#language?.language ?? UNDETERMINED,
      ...(probability === undefined ? {} : { languageProbability: probability }),
      duration,
      offset: this.#offsetSec,
      model: session.identity,
      engine: {
        name: engine.name,
        version: engine.version,
        options: {
          ...model.effectiveOptions,
          vad: session.decoding.vad,
          ...(session.decoding.vad ? {} : { witness: session.detector !== undefined }),
          ...fallback,
        },
      },
      segments: this.#segments,
      removals: this.#removals,
      missed: joined(this.#missed),
    };
  }

  #shift<T extends { readonly start: number; readonly end: number }>(span: T): T {
    const shiftSec = this.#spanSec + this.#fromSec;
    return { ...span, start: span.start + shiftSec, end: span.end + shiftSec };
  }

  #shiftSegment(segment: Segment): Segment {
    const { words } = segment;
    return {
      ...this.#shift(segment),
      ...(words === undefined ? {} : { words: words.map((word) => this.#shift(word)) }),
    };
  }
}

/** Ascending and disjoint: two engines may each have missed a part of the same span. */
function joined(regions: readonly SpeechRegion[]): SpeechRegion[] {
  const out: { start: number; end: number }[] = [];
  for (const { start, end } of [...regions].sort((left, right) => left.start - right.start)) {
    const last = out.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else out.push({ start, end });
  }
  return out;
}
