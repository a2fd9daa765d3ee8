/**
 * Glossary: names and terms that a recording may hold, as a person wrote them down.
 * @module
 */

/** One name or term. */
export interface Term {
  /** As it is to be written. */
  readonly term: string;
  /** How it is said, or misheard; each is replaced by the term wherever it stands. */
  readonly spoken: readonly string[];
  /** Whisper's codes of the languages it is used in; empty: all. */
  readonly languages: readonly string[];
  /** true: words that differ from the term in upper and lower case only are corrected too. */
  readonly caseSensitive: boolean;
  readonly notes?: string;
  /** Where it stands in the file, counted from 1. */
  readonly line: number;
}

/** All terms in the order of the file, which is the order of their importance. */
export interface Glossary {
  readonly terms: readonly Term[];
}

/** Something about a glossary file that its author should know. */
export interface GlossaryProblem {
  /** Counted from 1. */
  readonly line: number;
  /** An error makes wrong text likely, or the file unreadable. */
  readonly severity: 'error' | 'warning';
  /** Name of the rule, for example `duplicate-term`. */
  readonly rule: string;
  /** One sentence. */
  readonly message: string;
}

/** Whether a term is used in a language; where either is not known, it is. */
export function isUsedIn({ languages }: Pick<Term, 'languages'>, language: string): boolean {
  return languages.length === 0 || language === 'auto' || language === 'und' || languages.includes(language);
}
