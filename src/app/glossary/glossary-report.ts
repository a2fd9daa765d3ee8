/**
 * Glossary report: what `glossary check` found out about a glossary.
 * @module
 */
import type { GlossaryProblem, TermCounts } from '../../glossary/index.ts';
import type { EngineIdentity, ModelIdentity } from '../../kernel/index.ts';

/** One way to use a glossary: nothing of it, the decoder told, the text corrected, or both. */
export type GlossaryUse = 'none' | 'correction' | 'bias' | 'bias+correction';

/** What one way gave on all recordings. */
export interface UseFigures extends TermCounts {
  readonly use: GlossaryUse;
  /** Percent of the said terms that were found; null where none was said. */
  readonly recall: number | null;
  /** Pooled word error rate, percent; null where nothing was said. */
  readonly wer: number | null;
}

/** A correction of the last way, and whether it was right. */
export interface JudgedChange {
  readonly id: string;
  readonly before: string;
  readonly after: string;
  readonly rule: string;
  readonly isTrue: boolean;
  readonly scores: Readonly<Record<string, number>>;
}

/** Figures over the recordings of a manifest. */
export interface GlossaryMeasurement {
  readonly items: number;
  readonly engine: EngineIdentity;
  readonly model: ModelIdentity;
  readonly uses: readonly UseFigures[];
  /** Terms that were said and not found with bias and correction, with the recording's id. */
  readonly missed: readonly { readonly id: string; readonly term: string }[];
  /** Corrections made after a decoder that was told the terms. */
  readonly changes: readonly JudgedChange[];
  /** Recordings that could not be decoded. */
  readonly failed: readonly { readonly id: string; readonly message: string }[];
  /** What the engine says that should be known, such as terms that it could not be told. */
  readonly notes: readonly string[];
}

/** Everything that was found out. */
export interface GlossaryReport {
  readonly file: string;
  readonly terms: number;
  /** In the order of their lines; those of the file's form among them. */
  readonly problems: readonly GlossaryProblem[];
  /** Absent without a manifest, and where a problem is an error. */
  readonly measurement?: GlossaryMeasurement;
}
