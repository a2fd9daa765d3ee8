/**
 * Text memory: what a window is told of the text before it, where that is asked for.
 *
 * Text alone, without the timestamps that the references carry too: windows are packed from speech, so the times of the
 * one before say nothing about this one. What was removed is not carried, so that an invention cannot spread.
 * Source  openai-whisper `transcribe.py`, faster-whisper `generate_segments`: nothing is carried out of a window that was
 *         sampled at a temperature above 0.5, nor from before it.
 * @module
 */
import type { EngineEvent, TranscribeOptions } from './engine.ts';

/** Hotter text is not carried: it may be a loop, and would make the next window loop as well. */
const HOTTEST = 0.5;

/** More tokens than any model is told. */
const MOST_TOKENS = 448;

/** The text tokens of the windows so far; stays empty unless text is to be carried. */
export class TextMemory {
  readonly #isCarried: boolean;
  #tokens: readonly number[] = [];

  constructor({ conditionOnPreviousText = false }: Pick<TranscribeOptions, 'conditionOnPreviousText'>) {
    this.#isCarried = conditionOnPreviousText;
  }

  get tokens(): readonly number[] {
    return this.#tokens;
  }

  /** Takes note of what was heard in a window; a window without segments changes nothing. */
  note(events: readonly EngineEvent[]): void {
    if (!this.#isCarried) return;
    const segments = events.flatMap((event) => (event.type === 'segment' ? [event.segment] : []));
    if (segments.length === 0) return;
    const said = segments.flatMap(({ tokens }) => tokens);
    const isHot = segments.some(({ temperature }) => temperature > HOTTEST);
    this.#tokens = isHot ? [] : [...this.#tokens, ...said].slice(-MOST_TOKENS);
  }
}
