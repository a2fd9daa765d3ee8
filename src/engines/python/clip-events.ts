/**
 * Clip events: what a worker heard in a window, as segments and removals in seconds of the input.
 * @module
 */
import { type Window, windowTimeToSource } from '../../audio/index.ts';
import type { Segment } from '../../kernel/index.ts';
import type { EngineEvent, TranscribeOptions } from '../engine.ts';
import type { EventNamed } from './worker-messages.ts';

/** A segment as the worker tells it, times from the start of its clip. */
export type ClipSegment = EventNamed<'segment'>;

/** The segment in its place; a removal where the model took the window for silence, or where it takes no time. */
export function clipEvent(window: Window, found: ClipSegment, options: TranscribeOptions): EngineEvent {
  const { text, tokens, avgLogprob, compressionRatio, noSpeechProb, temperature } = found;
  const span = inSource(window, found);
  const rule = removalRule(found, options);
  if (rule !== undefined) {
    return {
      type: 'removal',
      removal: { ...span, text, tokens, rule, scores: { avgLogprob, noSpeechProb } },
    };
  }
  const words = found.words?.map((word) => ({
    ...word,
    ...inSource(window, word),
    timeSource: 'engine' as const,
  }));
  const segment: Segment = {
    ...span,
    text,
    ...(words === undefined ? {} : { words }),
    avgLogprob,
    compressionRatio,
    noSpeechProb,
    temperature,
    tokens,
  };
  return { type: 'segment', segment };
}

/** Sequential decoding applies the first rule by itself and says nothing; batched decoding leaves it to us. */
function removalRule(
  { start, end, avgLogprob, noSpeechProb }: ClipSegment,
  { noSpeechThreshold, logProbThreshold }: TranscribeOptions,
): string | undefined {
  if (noSpeechProb > noSpeechThreshold && avgLogprob < logProbThreshold) return 'no-speech';
  return end > start ? undefined : 'no-duration';
}

function inSource(
  window: Window,
  { start, end }: { readonly start: number; readonly end: number },
): { start: number; end: number } {
  return { start: windowTimeToSource(window, start, 'start'), end: windowTimeToSource(window, end, 'end') };
}
