/**
 * Choose terms: a glossary that was asked for, read, and what of it the decoder can be told.
 *
 * Throws  InputError E_GLOSSARY_INVALID.
 * @module
 */
import type { Glossary } from '../../glossary/index.ts';
import type { LoadingEngine } from '../../models/index.ts';
import type { SearchWishes } from '../search-options.ts';

/** What a glossary adds to a run. */
export interface ChosenTerms {
  readonly glossary?: Glossary;
  /** The user's own hotwords, then the terms of the language. */
  readonly wishes: Pick<SearchWishes, 'hotwords'>;
  readonly notes: readonly string[];
}

/** Reads the glossary, if there is one. `language`: Whisper's code, or `auto` for the terms of all languages. */
export async function chooseTerms(
  {
    glossary: path,
    hotwords = [],
  }: Pick<SearchWishes, 'hotwords'> & { readonly glossary?: string | undefined },
  engine: LoadingEngine,
  language: string,
): Promise<ChosenTerms> {
  if (path === undefined) return { wishes: {}, notes: [] };
  // Only who has a glossary waits for the code.
  const { readGlossary } = await import('./read-glossary.ts');
  const { glossaryHotwords } = await import('../../glossary/index.ts');
  const glossary = await readGlossary(path);
  if (engine === 'mlx') {
    const note = 'The mlx engine cannot be told the terms of the glossary; they are corrected only.';
    return { glossary, wishes: {}, notes: [note] };
  }
  const wishes = { hotwords: [...hotwords, ...glossaryHotwords(glossary, language)] };
  return { glossary, wishes, notes: [] };
}
