/**
 * Hotwords: the names that a decoder is told in every window.
 * @module
 */
import { type Glossary, isUsedIn } from './glossary.ts';
import { tokenise } from './tokens.ts';

/**
 * The terms of a language (`auto`: of all), most important first: in the order of the file, each once, without those
 * that nobody can say. The engine takes as many as fit into its context and says when some did not.
 */
export function glossaryHotwords({ terms }: Glossary, language: string): readonly string[] {
  const used = terms.filter((term) => isUsedIn(term, language) && tokenise(term.term).length > 0);
  return [...new Set(used.map(({ term }) => term))];
}
