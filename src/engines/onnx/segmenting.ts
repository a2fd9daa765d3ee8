/**
 * Segmenting: a window's tokens, cut at their timestamps into spans of text, and where decoding has to go on.
 *
 * Times are seconds from the start of the window.
 * Source  openai/whisper `whisper/transcribe.py`: two timestamps in a row end one segment and start the next; text
 *         after the last pair is not finished and is decoded again from there, unless a single timestamp closes it. Not so
 *         where the window ends at a pause: then nobody was cut off, and what was said up to there is heard worse alone.
 * @module
 */
import { TIMESTAMP_STEP_SEC, type Vocabulary } from './vocabulary.ts';

/** Some text tokens with their times. */
export interface TokenSpan {
  readonly start: number;
  readonly end: number;
  /** Text tokens only. */
  readonly tokens: readonly number[];
}

/** The spans of a window, and how far it is done: every text token is in exactly one span or unfinished. */
export interface SegmentedWindow {
  readonly spans: readonly TokenSpan[];
  /** Where unfinished text begins; absent when the window is done. */
  readonly resumeAt?: number;
  /** Text tokens behind `resumeAt`: no part of the result, since that audio is decoded again. */
  readonly unfinished: readonly number[];
}

/** How a window's text ended. */
export interface WindowEnd {
  /** The window's content, seconds. */
  readonly length: number;
  /** Whether the text goes as far as the window, which ends at a pause. */
  readonly isWhole: boolean;
}

/** Cuts sampled tokens into spans. */
export function segmentWindow(
  tokens: readonly number[],
  { length, isWhole }: WindowEnd,
  vocabulary: Vocabulary,
): SegmentedWindow {
  const { timestampBegin, endOfText } = vocabulary;
  const isTimestamp = (token: number | undefined): boolean => token !== undefined && token >= timestampBegin;
  // A token that is no timestamp stands for the start.
  const timeOf = (token: number | undefined): number =>
    Math.min(length, Math.max(0, (token ?? timestampBegin) - timestampBegin) * TIMESTAMP_STEP_SEC);
  const span = (slice: readonly number[], start: number, end: number): TokenSpan => ({
    start,
    end,
    tokens: slice.filter((token) => token < endOfText),
  });

  const cuts: number[] = [];
  for (let i = 1; i < tokens.length; i += 1)
    if (isTimestamp(tokens[i]) && isTimestamp(tokens[i - 1])) cuts.push(i);
  const closedBySingle = isTimestamp(tokens.at(-1)) && !isTimestamp(tokens.at(-2));

  if (cuts.length === 0) {
    const lastTimestamp = tokens.findLast(isTimestamp);
    const first = tokens[0];
    const start = isTimestamp(first) ? timeOf(first) : 0;
    const end = timeOf(lastTimestamp);
    return { spans: [span(tokens, start, end > start ? end : length)], unfinished: [] };
  }
  if (closedBySingle) cuts.push(tokens.length);
  const spans: TokenSpan[] = [];
  let from = 0;
  for (const cut of cuts) {
    const slice = tokens.slice(from, cut);
    spans.push(span(slice, timeOf(slice[0]), timeOf(slice.at(-1))));
    from = cut;
  }
  if (closedBySingle) return { spans, unfinished: [] };
  const resumeAt = timeOf(tokens[from - 1]);
  const rest = span(tokens.slice(from), timeOf(tokens[from]), length);
  if (isWhole) return { spans: rest.tokens.length > 0 ? [...spans, rest] : spans, unfinished: [] };
  // Decoding cannot go on from the window's start, nor from its end: the text is as good as it gets.
  if (resumeAt <= 0 || resumeAt >= length) return { spans: [...spans, rest], unfinished: [] };
  return { spans, resumeAt, unfinished: rest.tokens };
}
