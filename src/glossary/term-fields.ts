/**
 * Term fields: what a row or table of a glossary says, checked and made a term; the same for all formats.
 * @module
 */
import { LANGUAGES } from '../kernel/index.ts';
import type { GlossaryProblem, Term } from './glossary.ts';

/** Longest term or alias, UTF-16 units: what is longer is no name. */
const MAX_LENGTH = 200;
/** Most aliases of a term. */
const MAX_SPOKEN = 100;
/** Most terms of a file; a decoder can be told a few dozen. */
export const MAX_TERMS = 20_000;

/** A row as it was read. */
export interface TermFields {
  readonly term: string;
  readonly spoken: readonly string[];
  readonly languages: readonly string[];
  readonly caseSensitive?: boolean;
  readonly notes?: string | undefined;
  readonly line: number;
}

/** What a file gives: the terms that are right, and a problem for each that is not. */
export interface ParsedGlossary {
  readonly terms: readonly Term[];
  readonly problems: readonly GlossaryProblem[];
}

/** A problem of the file's form. */
export function formProblem(line: number, message: string): GlossaryProblem {
  return { line, severity: 'error', rule: 'format', message };
}

/** Terms and problems of the rows of a file. */
export function checkRows(rows: readonly TermFields[]): ParsedGlossary {
  const terms: Term[] = [];
  const problems: GlossaryProblem[] = [];
  for (const row of rows) {
    if (terms.length === MAX_TERMS) {
      problems.push(formProblem(row.line, `There are more than ${MAX_TERMS} terms.`));
      break;
    }
    const checked = checkFields(row);
    if (typeof checked === 'string') problems.push(formProblem(row.line, checked));
    else terms.push(checked);
  }
  return { terms, problems };
}

/** A term, or a sentence about what is wrong. */
function checkFields(row: TermFields): Term | string {
  const term = tidy(row.term);
  const spoken = row.spoken.map(tidy).filter((alias) => alias !== '');
  if (term === '') return 'The term is empty.';
  if (spoken.length > MAX_SPOKEN) return `There are more than ${MAX_SPOKEN} spoken aliases.`;
  for (const text of [term, ...spoken]) {
    if (text.length > MAX_LENGTH) return `A term or alias is longer than ${MAX_LENGTH} characters.`;
    if (/[\p{Cc}\ufffd]/u.test(text)) return 'A term or alias has control characters, or is not UTF-8.';
  }
  const languages: string[] = [];
  for (const tag of row.languages.map(tidy).filter((each) => each !== '')) {
    const code = languageOf(tag);
    if (code === undefined)
      return `${JSON.stringify(tag.slice(0, 20))} is no language code that Whisper knows.`;
    languages.push(code);
  }
  const notes = row.notes?.trim() ?? '';
  return {
    term,
    spoken: [...new Set(spoken)],
    languages: [...new Set(languages)],
    caseSensitive: row.caseSensitive ?? false,
    ...(notes === '' ? {} : { notes }),
    line: row.line,
  };
}

/** One form for the same letters, single spaces. */
function tidy(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[ \t\u00a0]+/g, ' ')
    .trim();
}

/** `en` of `en`, `EN` and `en-GB`. */
function languageOf(tag: string): string | undefined {
  const code = tag.toLowerCase().split(/[-_]/)[0] ?? '';
  return (LANGUAGES as readonly string[]).includes(code) ? code : undefined;
}
