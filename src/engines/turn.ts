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
  /** Events of the turn that were given already: speech that they cover has its text. */
  #given: ToldEvent[] = [];
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
    const covered = segmentsOf(this.#all).map(coverOfText);
    const widened = covered.map(({ start, end }) => ({ start: start - MARGIN_SEC, end: end + MARGIN_SEC }));
    return outsideOf(here, widened).filter((span) => secondsOf(span) >= SHORTEST_MISSED_SEC);
  }

  /** `span` with what of its surroundings no segment covers, at most `pad` seconds on each side. */
  padded({ start, end }: SpeechRegion, pad: number): SpeechRegion {
    const covered = segmentsOf(this.#all).map(coverOfText);
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
    return this.#all.flatMap(({ event }) => (event.type === 'segment' && event.said ? [event.said] : []));
  }

  /**
   * The first of the events that `take` would give, those that end by `sec`, seconds: what is found behind that changes none
   * of them. They are not given again.
   */
  takeBefore(sec: number): readonly ToldEvent[] {
    const told = this.#sorted();
    const apart = withoutOverlaps(told);
    const reaches = apart.findIndex(({ event }) => endOf(event) > sec);
    const count = reaches === -1 ? told.length : reaches;
    this.#given.push(...told.slice(0, count));
    this.#told = told.slice(count);
    return apart.slice(0, count);
  }

  /** All events that were not given yet, in order of start, no segment reaching into the next; the turn is empty then. */
  take(): readonly ToldEvent[] {
    const told = this.#sorted();
    this.#told = [];
    this.#given = [];
    return withoutOverlaps(told);
  }

  get #all(): readonly ToldEvent[] {
    return [...this.#given, ...this.#told];
  }

  #sorted(): ToldEvent[] {
    return this.#told.sort((left, right) => startOf(left.event) - startOf(right.event));
  }
}

/** Events in order of start; a segment that reaches into the next one ends where that begins. */
function withoutOverlaps(told: readonly ToldEvent[]): readonly ToldEvent[] {
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

function segmentsOf(told: readonly ToldEvent[]): Segment[] {
  return told.flatMap(({ event }) => (event.type === 'segment' ? [event.segment] : []));
}

function startOf(event: EngineEvent): number {
  if (event.type === 'segment') return event.segment.start;
  if (event.type === 'removal') return event.removal.start;
  return event.type === 'missed' ? event.region.start : 0;
}

function endOf(event: EngineEvent): number {
  if (event.type === 'segment') return event.segment.end;
  if (event.type === 'removal') return event.removal.end;
  return event.type === 'missed' ? event.region.end : 0;
}
