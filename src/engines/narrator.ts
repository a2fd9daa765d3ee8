/**
 * Narrator: tells what was decoded: the language once, before the first segment; segments on speech, in order and
 * apart, since timestamps are 20 ms coarse and may reach into a pause.
 * @module
 */
import { snapToSpeech } from '../audio/index.ts';
import type { Segment, SpeechRegion, Word } from '../kernel/index.ts';
import type { EngineEvent } from './engine.ts';

/** The shortest segment, seconds: one step of Whisper's timestamps. */
const SHORTEST_SEC = 0.02;

/** A language, given or detected. */
export interface SpokenLanguage {
  readonly code: string;
  readonly probability: number;
}

/** Puts the events of one window after another into the order and places that the contract asks for. */
export class Narrator {
  readonly #regions: readonly SpeechRegion[];
  #language: SpokenLanguage | undefined;
  #isLanguageTold = false;
  #latest = 0;

  constructor(regions: readonly SpeechRegion[], language: SpokenLanguage | undefined) {
    this.#regions = regions;
    this.#language = language;
  }

  /** The language given, or detected in the first window with speech: silence before it must not decide. */
  get language(): SpokenLanguage | undefined {
    return this.#language;
  }

  /** The events of a window, times in the input, and the language it was decoded in. */
  *tell(events: Iterable<EngineEvent>, language: SpokenLanguage): Generator<EngineEvent> {
    for (const event of events) {
      if (event.type !== 'segment') {
        yield event;
        continue;
      }
      this.#language ??= language;
      if (!this.#isLanguageTold)
        yield { type: 'language', language: language.code, probability: language.probability };
      this.#isLanguageTold = true;
      yield { type: 'segment', segment: this.#place(event.segment) };
    }
  }

  #place(segment: Segment): Segment {
    // Words that attention and the sound have placed begin and end on speech already.
    const isPlaced = segment.words?.[0]?.timeSource === 'attention';
    const snapped = isPlaced ? segment : snapToSpeech(segment, this.#regions);
    const start = Math.max(snapped.start, this.#latest);
    const end = Math.max(snapped.end, start + SHORTEST_SEC);
    this.#latest = end;
    const words = segment.words?.map((word) => within(word, start, end));
    return { ...segment, start, end, ...(words === undefined ? {} : { words }) };
  }
}

function within(word: Word, start: number, end: number): Word {
  const clamp = (time: number): number => Math.min(end, Math.max(start, time));
  return { ...word, start: clamp(word.start), end: clamp(word.end) };
}
