/**
 * Missed speech: tells when a window's text is too little for the speech in it.
 *
 * Whisper now and then jumps over whole sentences, most of all in a window that holds several speakers: it closes a
 * short text with a timestamp far behind it, or ends early. A window that was packed with speech has no other reason
 * for such a hole, so it is worth a second look in shorter pieces.
 * @module
 */
import type { SpeechRegion } from '../kernel/index.ts';

/** A span or hole shorter than this tells nothing, seconds. */
const LONG_ENOUGH_SEC = 3;

/**
 * UTF-8 bytes of text a second below which a span is hollow. Speech has 10 to 30 in any script: scripts with more bytes
 * to a character need fewer characters.
 */
const HOLLOW_BYTES_PER_SEC = 4;
/** How fast text is said at least, but for pauses. */
const SPOKEN_BYTES_PER_SEC = 10;
/** A digit is said as a word: "8" as "eight". */
const DIGIT_BYTES = 4;

/** A span of a window and the text it holds; seconds from the start of the window. */
export interface SpokenSpan {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Whether a text is far too short for its span; a short span tells nothing. */
export function isHollow(text: string, seconds: number): boolean {
  return seconds >= LONG_ENOUGH_SEC && spokenBytes(text) < seconds * HOLLOW_BYTES_PER_SEC;
}

/** What a text can have told of its span: all of it, unless the text is far too short. */
export function coverOfText({ start, end, text }: SpokenSpan): SpeechRegion {
  return { start, end: isHollow(text, end - start) ? Math.min(end, start + longestSec(text)) : end };
}

/** The longest that a text takes to say without a pause, seconds. */
function longestSec(text: string): number {
  return spokenBytes(text) / SPOKEN_BYTES_PER_SEC;
}

/** Bytes of a text as it is said. */
function spokenBytes(text: string): number {
  return Buffer.byteLength(text) + (DIGIT_BYTES - 1) * (text.match(/[0-9]/gu)?.length ?? 0);
}

/** Whether text is missing inside the window, rather than only at its end; see `missedFrom` for that. */
export function hasHole(spans: readonly SpokenSpan[]): boolean {
  let latest = 0;
  for (const { start, end, text } of spans) {
    if (start - latest >= LONG_ENOUGH_SEC) return true;
    if (isHollow(text, end - start)) return true;
    latest = Math.max(latest, end);
  }
  return false;
}

/** Where the text ends, when enough of the window is left after it to hold more; `length` in seconds. */
export function missedFrom(spans: readonly SpokenSpan[], length: number): number | undefined {
  const end = spans.reduce((latest, span) => Math.max(latest, span.end), 0);
  return end > 0 && length - end >= LONG_ENOUGH_SEC ? end : undefined;
}
