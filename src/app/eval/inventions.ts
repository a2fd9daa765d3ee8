/**
 * Inventions: words written where nobody speaks. Any word on a recording marked `"expect":"no-speech"` is one.
 * @module
 */
import { normaliserFor, splitUnits, splitWords } from '../../text/index.ts';
import { rounded } from './quantile.ts';

/** Words on one recording without speech. */
export interface Invention {
  readonly id: string;
  readonly words: number;
  readonly text: string;
}

/** Inventions of an evaluation. */
export interface InventionFigures {
  readonly clips: number;
  readonly seconds: number;
  readonly words: number;
  readonly perMinute: number | null;
  /** The recordings with words, in order. */
  readonly invented: readonly Invention[];
}

/**
 * Words as a viewer would see them, before any normaliser takes some away: `[Music]` is a word, `...` is none;
 * characters where words are not written apart.
 */
export function countSpoken(text: string, language: string): number {
  const { units } = normaliserFor(language);
  const words = units === 'words' ? splitWords(text) : splitUnits(text, 'characters');
  return words.filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
}

/** Sums up recordings without speech; null when there were none. */
export function inventionFigures(
  clips: readonly (Invention & { readonly audioSec: number })[],
): InventionFigures | null {
  if (clips.length === 0) return null;
  const seconds = clips.reduce((total, { audioSec }) => total + audioSec, 0);
  const words = clips.reduce((total, clip) => total + clip.words, 0);
  return {
    clips: clips.length,
    seconds: rounded(seconds, 3) ?? 0,
    words,
    perMinute: rounded((60 * words) / seconds, 2),
    invented: clips
      .filter((clip) => clip.words > 0)
      .map(({ id, words: count, text }) => ({ id, words: count, text })),
  };
}
