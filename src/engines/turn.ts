/**
 * Turn: what a planned window and the windows cut out of it have told, held until it is known which speech is left
 * without text.
 *
 * A second look may find text between two segments, so a turn's events are told together, in order of start.
 * @module
 */
import { outsideOf, secondsOf } from '../audio/index.ts';
import type { Segment, SpeechRegion } from '../kernel/index.ts';
import type { EngineEvent, SaidWord } from './engine.ts';
import { coverOfText } from './missed-speech.ts';
import type { SpokenLanguage } from './narrator.ts';

/** An event and the language that its window was decoded in. */
export interface ToldEvent {
  readonly event: EngineEvent;
  readonly language: SpokenLanguage;
}

/** Shorter speech between two segments is no loss that anybody would see, seconds: mostly breath and laughter. */
const SHORTEST_MISSED_SEC = 0.8;
/** Timestamps are this far off at times, seconds. */
const MARGIN_SEC = 0.3;

/** Collects the events of a turn. */
export class Turn {
  readonly #likely: readonly SpeechRegion[];
  #told: ToldEvent[] = [];
  /** Seconds up to which speech has been looked for. */
  #closedUpTo = 0;

  constructor(likely: readonly SpeechRegion[]) {
    this.#likely = likely;
  }

  /** Keeps events of a window. */
  note(events: readonly EngineEvent[], language: SpokenLanguage): void {
    this.#told.push(...events.map((event) => ({ event, language })));
  }

  /** Likely speech before `upTo`, seconds, that no segment of the turn covers; nothing is looked for there again. */
  withoutText(upTo: number): readonly SpeechRegion[] {
    const from = this.#closedUpTo;
    this.#closedUpTo = Math.max(from, upTo);
    const here = this.#likely
      .map(({ start, end }) => ({ start: Math.max(start, from), end: Math.min(end, upTo) }))
      .filter(({ start, end }) => end > start);
    const covered = segmentsOf(this.#told).map(coverOfText);
    const widened = covered.map(({ start, end }) => ({ start: start - MARGIN_SEC, end: end + MARGIN_SEC }));
    return outsideOf(here, widened).filter((span) => secondsOf(span) >= SHORTEST_MISSED_SEC);
  }

  /** `span` with what of its surroundings no segment covers, at most `pad` seconds on each side. */
  padded({ start, end }: SpeechRegion, pad: number): SpeechRegion {
    const covered = segmentsOf(this.#told).map(coverOfText);
    const before = covered.reduce(
      (latest, one) => (one.end <= start ? Math.max(latest, one.end) : latest),
      0,
    );
    const after = covered.reduce(
      (first, one) => (one.start >= end ? Math.min(first, one.start) : first),
      Infinity,
    );
    return { start: Math.max(start - pad, before), end: Math.min(end + pad, after) };
  }

  /** The words of each segment whose places are known, since its text is far too short for its time. */
  get said(): readonly (readonly SaidWord[])[] {
    return this.#told.flatMap(({ event }) => (event.type === 'segment' && event.said ? [event.said] : []));
  }

  /** All events in order of start, no segment reaching into the next; the turn is empty then. */
  take(): readonly ToldEvent[] {
    const told = this.#told.sort((left, right) => startOf(left.event) - startOf(right.event));
    this.#told = [];
    const starts = segmentsOf(told).map(({ start }) => start);
    let at = 0;
    return told.map(({ event, language }) => {
      if (event.type !== 'segment') return { event, language };
      at += 1;
      const { segment } = event;
      const end = Math.min(segment.end, starts[at] ?? Infinity);
      return { event: end > segment.start ? { ...event, segment: { ...segment, end } } : event, language };
    });
  }
}

function segmentsOf(told: readonly ToldEvent[]): Segment[] {
  return told.flatMap(({ event }) => (event.type === 'segment' ? [event.segment] : []));
}

function startOf(event: EngineEvent): number {
  if (event.type === 'segment') return event.segment.start;
  if (event.type === 'removal') return event.removal.start;
  return event.type === 'missed' ? event.region.start : 0;
}
