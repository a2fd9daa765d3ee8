/**
 * Heard item: a recording of the manifest with what a system made of it; all that scoring needs. It comes from
 * decoding now, or from an earlier `--json` document.
 * @module
 */
import type { AppError, EngineIdentity, ModelIdentity } from '../../kernel/index.ts';
import type { ManifestItem } from './manifest.ts';
import type { RatedWord } from './reliability.ts';
import type { TimedWord } from './word-timing.ts';

/** A recognised word; without a rating where the system gives none. */
export interface HypothesisWord extends TimedWord, RatedWord {}

/** One recording and its hypothesis; an error means that it could not be decoded and is not scored. */
export interface HeardItem {
  readonly item: ManifestItem;
  /** Whisper code of the language it is scored in. */
  readonly language: string;
  readonly hyp: string;
  /** Present when words with times were asked for and given. */
  readonly words?: readonly HypothesisWord[];
  readonly error?: AppError;
  readonly audioSec: number;
  readonly wallSec: number;
  /** Largest resident memory of this process when it was done, MB (10^6 bytes). */
  readonly peakRssMb: number;
}

/** A system's answers to a whole manifest, in its order, and what the system was. */
export interface HeardSet {
  readonly items: readonly HeardItem[];
  /** Absent when nothing could be decoded, or when a saved document does not say. */
  readonly engine?: EngineIdentity;
  readonly model?: ModelIdentity;
  /** What should be known about the figures. */
  readonly notes: readonly string[];
}
