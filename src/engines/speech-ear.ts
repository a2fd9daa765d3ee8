/**
 * Speech ear: what listens for speech while audio comes in, whatever detector is behind it.
 * @module
 */
import { type SpeechRegion, throwIfCancelled } from '../kernel/index.ts';

/** Regions that become known one after another, in seconds from the first sample, ascending and disjoint. */
export interface GrowingRegions {
  /** Those that are final. This one list grows. */
  readonly closed: readonly SpeechRegion[];
  /** The same, and what is sure of the next one so far. This one list is kept up to date. */
  readonly heard: readonly SpeechRegion[];
  /** Seconds before which `heard` says all there will ever be to say; Infinity after the end. */
  readonly settledSec: number;
}

/** Listens to one stream of audio. */
export interface SpeechEar {
  /** What is worth decoding: padded, no longer than a window. */
  readonly regions: GrowingRegions;
  /** Where speech may be, by a rule that would rather hear too much; close around it. */
  readonly likely: GrowingRegions;
  /** The next samples. Throws EngineError E_ENGINE_FAILED. */
  hear(piece: Float32Array): Promise<void>;
  /** There are no more. */
  finish(): Promise<void>;
}

/** Finds the stretches of audio that hold speech. */
export interface VoiceActivityDetector {
  /** An ear for one stream, at its first sample; there may be several at once. */
  attend(): SpeechEar;
  close(): Promise<void>;
}

/** Where a detector heard speech in a whole recording. */
export interface HeardSpeech {
  readonly regions: readonly SpeechRegion[];
  readonly likely: readonly SpeechRegion[];
}

/** One pass over all audio. Throws CancelledError, EngineError E_ENGINE_FAILED, and what the audio throws. */
export async function hearAll(
  detector: VoiceActivityDetector,
  pcm: AsyncIterable<Float32Array>,
  signal: AbortSignal,
): Promise<HeardSpeech> {
  const ear = detector.attend();
  for await (const piece of pcm) {
    throwIfCancelled(signal);
    await ear.hear(piece);
  }
  await ear.finish();
  return { regions: ear.regions.closed, likely: ear.likely.closed };
}
