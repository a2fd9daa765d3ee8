/**
 * Normalisers: which one scores a language, and in which units.
 * @module
 */
import { normaliseBasic } from './basic-normaliser.ts';
import { normaliseEnglish } from './english-normaliser.ts';
import { splitWords } from './unicode-pattern.ts';

/** What an error rate counts: words, or characters where words are not written apart. */
export type TextUnit = 'words' | 'characters';

/** How the text of a language is made comparable. */
export interface Normaliser {
  /** Stands beside every rate, since a rate without it cannot be compared. */
  readonly name: 'whisper-english' | 'whisper-basic';
  readonly normalise: (text: string) => string;
  readonly units: TextUnit;
}

/** Scored by character: Chinese, Japanese, Thai. */
const WITHOUT_SPACES: ReadonlySet<string> = new Set(['zh', 'ja', 'th']);

/** The normaliser for a Whisper language code: the English one for `en`, else the basic one. */
export function normaliserFor(language: string): Normaliser {
  if (language === 'en') return { name: 'whisper-english', normalise: normaliseEnglish, units: 'words' };
  const units = WITHOUT_SPACES.has(language) ? 'characters' : 'words';
  return { name: 'whisper-basic', normalise: normaliseBasic, units };
}

/** Normalised text as words, or as characters (code points) without the white space. */
export function splitUnits(text: string, units: TextUnit): string[] {
  const words = splitWords(text);
  return units === 'words' ? words : words.flatMap((word) => [...word]);
}
