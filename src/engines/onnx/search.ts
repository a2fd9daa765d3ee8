/**
 * Search: what the ways of finding a window's text share.
 * @module
 */
import type { TranscribeOptions } from '../engine.ts';
import type { Rules } from './logit-rules.ts';
import type { Checkpoint, PromptedWindow } from './prompted-window.ts';

/** What to search, and how. */
export interface Search {
  readonly checkpoint: Checkpoint;
  readonly window: PromptedWindow;
  readonly options: TranscribeOptions;
  readonly signal: AbortSignal;
  /** Window time up to which there is speech, seconds; undefined where nobody knows. */
  readonly spokenUpToSec?: number | undefined;
}

/** A text of a window, whole or so far. */
export interface Candidate {
  /** Sampled ids, timestamps included, end of text excluded. */
  readonly tokens: readonly number[];
  /** Natural log of the probability of all of them; of a whole one, end of text included. */
  readonly logprob: number;
}

/** What its texts must keep to. */
export function rulesOf({ checkpoint: { vocabulary }, options, spokenUpToSec }: Search): Rules {
  return { vocabulary, options, spokenUpToSec };
}

/**
 * The most tokens a text may have. Half the context, as in the references: the other half is for text from before. The
 * last one need not be fed, so there is room for one more than positions are left.
 */
export function mostTokens({ checkpoint: { nTextCtx }, window }: Search): number {
  return Math.min(nTextCtx / 2, nTextCtx - window.lane.length + 1);
}

/** What candidates are ranked by: the log probability over a power of the length, end of text not counted. */
export function rankOf({ tokens, logprob }: Candidate, lengthPenalty: number): number {
  return logprob / Math.max(1, tokens.length) ** lengthPenalty;
}
