/**
 * Second look: other settings for what the first attempt did not settle, and what its text must be like to be believed.
 * @module
 */
import type { Window } from '../../audio/index.ts';
import { type SpeechRegion, secondsToSamples } from '../../kernel/index.ts';
import type { EngineEvent, TranscribeOptions } from '../engine.ts';
import type { PcmReel } from '../pcm-reel.ts';
import { isStock } from '../truth/judge.ts';
import { WINDOW_SAMPLES } from '../window-plan.ts';
import type { WindowOutcome } from './window-events.ts';

/** Found where another attempt had nothing, so it must be surer than text found at once. */
const BELIEVED_LOGPROB = -0.7;
const BELIEVED_NO_SPEECH = 0.5;
const BELIEVED_COMPRESSION = 2.4;

/**
 * For a window whose text was judged invented: no run is said again, and chance decides instead of the likeliest token,
 * unless one temperature alone was asked for.
 */
export function secondAttempt(options: TranscribeOptions): TranscribeOptions {
  const temperatures = options.temperatures.length > 1 ? [0.4, 0.8] : options.temperatures;
  return { ...options, temperatures, noRepeatNgramSize: 3 };
}

/** For speech that was left without text: it is decoded alone, so the likeliest text may be another one now. */
export function secondHearing(options: TranscribeOptions): TranscribeOptions {
  return { ...options, temperatures: options.temperatures.length > 1 ? [0, 0.4] : options.temperatures };
}

/** Whether the other attempt's text is to be taken: nothing in it invented, and no less said. */
export function isTruer(other: WindowOutcome, first: WindowOutcome): boolean {
  return !other.isInvented && other.lettersKept > 0 && other.lettersKept >= first.lettersKept;
}

/** The stretch as a window with its samples: its first 30 s where it is longer, less where the audio ends first. */
export async function windowOver(
  { start, end }: SpeechRegion,
  reel: PcmReel,
): Promise<{ window: Window; samples: Float32Array }> {
  const startSamples = secondsToSamples(Math.max(0, start));
  const samples = await reel.read(
    startSamples,
    Math.min(secondsToSamples(end), startSamples + WINDOW_SAMPLES),
  );
  const lengthSamples = samples.length;
  const pieces = [{ startSamples, endSamples: startSamples + lengthSamples, atSamples: 0 }];
  return { window: { pieces, lengthSamples }, samples };
}

/** The events of a second hearing: segments that are not believed become removals with rule `second-look`. */
export function believedEvents(events: readonly EngineEvent[]): readonly EngineEvent[] {
  return events.map((event) => {
    if (event.type !== 'segment') return event;
    const { start, end, text, tokens, avgLogprob, noSpeechProb, compressionRatio } = event.segment;
    const isBelieved =
      avgLogprob >= BELIEVED_LOGPROB &&
      noSpeechProb <= BELIEVED_NO_SPEECH &&
      compressionRatio <= BELIEVED_COMPRESSION &&
      !isStock(text);
    if (isBelieved) return event;
    const scores = { avgLogprob, noSpeechProb, compressionRatio };
    return { type: 'removal', removal: { start, end, text, tokens, rule: 'second-look', scores } };
  });
}
