/**
 * Evaluation: the figures of a run, as `--json` prints them. Rates are percent and pooled: all errors over all
 * reference units, so that long recordings weigh more.
 * @module
 */
import type { AppError, EngineIdentity, ModelIdentity } from '../../kernel/index.ts';
import type { Interval } from './bootstrap.ts';
import type { HypothesisWord } from './heard-item.ts';
import type { InventionFigures } from './inventions.ts';
import type { PairedFigures } from './paired-test.ts';
import type { ReliabilityFigures } from './reliability.ts';
import type { TimingFigures } from './word-timing.ts';

/** Errors by kind; `words` are the reference units they are over: words, or characters in zh, ja and th. */
export interface ErrorCounts {
  readonly words: number;
  readonly hits: number;
  readonly substitutions: number;
  readonly deletions: number;
  readonly insertions: number;
}

/** Rates of a set of recordings with their 95 % intervals; null where there is nothing to say. */
export interface RateFigures extends ErrorCounts {
  readonly wer: number | null;
  readonly werInterval: Interval | null;
  readonly cer: number | null;
  readonly cerInterval: Interval | null;
  /** Reference units in runs of at least four deletions. */
  readonly missed: number;
  readonly missedPer1000: number | null;
}

/** A recognised word; `right` where it could be held against the reference: all of its units are hits. */
export interface EvaluatedWord extends HypothesisWord {
  readonly right?: boolean;
}

/** One recording's result; `wer` in percent, null when it is not scored. */
export interface EvaluatedItem {
  readonly id: string;
  readonly wer: number | null;
  readonly hyp: string;
  readonly language: string;
  readonly cer?: number | null;
  readonly errors?: ErrorCounts;
  readonly missed?: number;
  readonly timing?: TimingFigures;
  /** Words on a recording without speech; absent on others. */
  readonly inventedWords?: number;
  readonly audioSeconds: number;
  readonly wallSeconds: number;
  readonly rtfx: number | null;
  readonly peakRssMb: number;
  readonly words?: readonly EvaluatedWord[];
  readonly error?: AppError;
}

/** The figures of one system over a set of recordings. */
export interface SetFigures {
  readonly wer: number | null;
  readonly werInterval: Interval | null;
  readonly cer: number | null;
  readonly cerInterval: Interval | null;
  readonly errors: ErrorCounts;
  readonly missedSpeech: {
    /** Shortest run of deletions that counts. */
    readonly run: number;
    readonly words: number;
    readonly per1000: number | null;
  };
  /** Null when no reference has times, or the engine gives none; a note then says so. */
  readonly wordTiming: TimingFigures | null;
  /** Null when no recording is marked as being without speech. */
  readonly noSpeech: InventionFigures | null;
  /** Null when no hypothesis has words. */
  readonly reliability: ReliabilityFigures | null;
  /** Seconds of audio a second of work; the models were loaded before. */
  readonly rtfx: number;
  readonly audioSeconds: number;
  readonly wallSeconds: number;
}

/** One recording on which the two differ. */
export interface ChangedItem {
  readonly id: string;
  readonly wer: number | null;
  readonly otherWer: number | null;
  /** Errors less the other's: below 0 this system has fewer. */
  readonly errors: number;
  readonly hyp: string;
  readonly otherHyp: string;
  /** From the other's normalised words to this system's, as `[-went-] {+came+}`. */
  readonly diff: string;
}

/** What the other system was. */
export interface OtherSystem {
  /** The flags, or the file, as given. */
  readonly name: string;
  readonly engine?: EngineIdentity;
  readonly model?: ModelIdentity;
}

/** The result of a comparison; every difference is this system's figure less the other's. */
export interface Comparison {
  readonly other: OtherSystem & SetFigures;
  /** Recordings that both scored; the paired figures are over these. */
  readonly items: number;
  readonly fewerErrors: number;
  readonly sameErrors: number;
  readonly moreErrors: number;
  readonly wer: PairedFigures | null;
  readonly cer: PairedFigures | null;
  /** Those with another number of errors, the largest change first. */
  readonly changed: readonly ChangedItem[];
}

/** The figures of an evaluation. */
export interface Evaluation extends SetFigures {
  readonly items: readonly EvaluatedItem[];
  readonly byLanguage: Readonly<Record<string, RateFigures>>;
  /** How the intervals were drawn. */
  readonly bootstrap: { readonly resamples: number; readonly level: number; readonly seed: number };
  /** Largest resident memory of this process so far, MB (10^6 bytes). */
  readonly peakRssMb: number;
  /** Names of the normalisers used. */
  readonly normaliser: string;
  /** What was measured; absent when nothing could be decoded. */
  readonly engine?: EngineIdentity;
  readonly model?: ModelIdentity;
  readonly notes: readonly string[];
  readonly comparison?: Comparison;
}
