/**
 * glossary: names and terms that a recording may hold: read, told to the decoder, put right in its text, measured. Pure.
 * @module
 */
export {
  type ChangePlace,
  type CorrectedTerms,
  type CorrectionOptions,
  correctTerms,
  type TermChange,
} from './correct-terms.ts';
export type { Glossary, GlossaryProblem, Term } from './glossary.ts';
export { glossaryHotwords } from './hotwords.ts';
export { lintGlossary } from './lint.ts';
export { addCounts, type MeasuredTerms, measureTerms, type TermCounts } from './measure-terms.ts';
export { type GlossaryFormat, glossaryFormat, parseGlossary } from './parse-glossary.ts';
export type { ParsedGlossary } from './term-fields.ts';
