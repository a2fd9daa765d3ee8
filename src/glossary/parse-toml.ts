/**
 * TOML: a glossary with a `[[term]]` table for each term.
 *
 * In      keys term, spoken, languages (each of them words, or one word), notes, caseSensitive; only `term` is needed.
 *         BOM and CRLF are accepted.
 * Total   any text gives terms and problems, each with its line.
 * @module
 */
import { parse, TomlError, type TomlTable } from 'smol-toml';
import type { GlossaryProblem } from './glossary.ts';
import { checkRows, formProblem, type ParsedGlossary, type TermFields } from './term-fields.ts';

const KEYS: readonly string[] = ['term', 'spoken', 'languages', 'notes', 'caseSensitive'];

/** Reads the text of a TOML file. */
export function parseToml(text: string): ParsedGlossary {
  const plain = text.replace(/^\uFEFF/, '');
  const read = readTables(plain);
  if ('problem' in read) return { terms: [], problems: [read.problem] };
  const { term: tables, ...rest } = read.table;
  const stray = Object.keys(rest)[0];
  if (stray !== undefined) {
    const message = `${shown(stray)} is no key of a glossary; terms are [[term]] tables.`;
    return { terms: [], problems: [formProblem(lineOfKey(stray, plain), message)] };
  }
  if (tables === undefined) return { terms: [], problems: [] };
  if (!Array.isArray(tables)) {
    const message = 'term is to be a list of tables: [[term]].';
    return { terms: [], problems: [formProblem(lineOfKey('term', plain), message)] };
  }
  return checkTables(tables, linesOfTables(plain, tables.length));
}

function checkTables(tables: readonly unknown[], lines: readonly number[]): ParsedGlossary {
  const problems: GlossaryProblem[] = [];
  const rows: TermFields[] = [];
  for (const [i, table] of tables.entries()) {
    const line = lines[i] ?? 1;
    const fields = readFields(table);
    if (typeof fields === 'string') problems.push(formProblem(line, fields));
    else rows.push({ ...fields, line });
  }
  const checked = checkRows(rows);
  const all = [...problems, ...checked.problems].sort((left, right) => left.line - right.line);
  return { terms: checked.terms, problems: all };
}

function readTables(text: string): { readonly table: TomlTable } | { readonly problem: GlossaryProblem } {
  try {
    return { table: parse(text) };
  } catch (error) {
    if (error instanceof TomlError) return { problem: formProblem(error.line, 'This is not TOML.') };
    // Values nested by the thousand.
    if (error instanceof RangeError)
      return { problem: formProblem(1, 'This is nested too deeply for a glossary.') };
    throw error;
  }
}

/** The fields of a table, or a sentence about what is wrong. */
function readFields(table: unknown): Omit<TermFields, 'line'> | string {
  if (typeof table !== 'object' || table === null) return 'A term is to be a table.';
  const fields = new Map<string, unknown>(Object.entries(table));
  const stray = [...fields.keys()].find((key) => !KEYS.includes(key));
  if (stray !== undefined) return `${shown(stray)} is no key of a term; there are ${KEYS.join(', ')}.`;
  const term = fields.get('term');
  if (typeof term !== 'string') return 'term is to be text.';
  const spoken = readWords(fields.get('spoken'));
  if (spoken === undefined) return 'spoken is to be a list of words.';
  const languages = readWords(fields.get('languages'));
  if (languages === undefined) return 'languages is to be a list of language codes.';
  const notes = fields.get('notes');
  if (notes !== undefined && typeof notes !== 'string') return 'notes is to be text.';
  const caseSensitive = fields.get('caseSensitive') ?? false;
  if (typeof caseSensitive !== 'boolean') return 'caseSensitive is to be true or false.';
  return { term, spoken, languages, notes, caseSensitive };
}

function readWords(value: unknown): readonly string[] | undefined {
  if (value === undefined) return [];
  if (typeof value === 'string') return [value];
  return Array.isArray(value) && value.every((each) => typeof each === 'string') ? value : undefined;
}

function shown(key: string): string {
  return JSON.stringify(key.slice(0, 40));
}

function lineOfKey(key: string, text: string): number {
  const at = text.split('\n').findIndex((line) =>
    line
      .trimStart()
      .replace(/^[[\s"']+/, '')
      .startsWith(key),
  );
  return at + 1 || 1;
}

/** Lines of the `[[term]]` headers; where they are not as many as the tables, the first line stands for all. */
function linesOfTables(text: string, count: number): readonly number[] {
  const lines = text
    .split('\n')
    .flatMap((line, i) => (/^\s*\[\[\s*["']?term["']?\s*\]\]/.test(line) ? i + 1 : []));
  return lines.length === count ? lines : [];
}
