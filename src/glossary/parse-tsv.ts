/**
 * TSV: a glossary with a term on each line, as spreadsheets write it.
 *
 * In      columns term, spoken (aliases with `|` between), languages (with `,` or `|` between), notes; only the first is
 *         needed. A first line that names columns may order them otherwise. Empty lines and lines that begin with `#`
 *         are skipped. A cell in double quotes is taken out of them. BOM, CRLF and CR are accepted.
 * Total   any text gives terms and problems, each with its line.
 * @module
 */
import { checkRows, formProblem, type ParsedGlossary, type TermFields } from './term-fields.ts';

const COLUMNS = ['term', 'spoken', 'languages', 'notes'] as const;

type Column = (typeof COLUMNS)[number];

/** Reads the text of a TSV file. */
export function parseTsv(text: string): ParsedGlossary {
  const rows: TermFields[] = [];
  const problems: ParsedGlossary['problems'][number][] = [];
  let columns: readonly Column[] | undefined;
  for (const [i, content] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\n|\r/)
    .entries()) {
    const line = i + 1;
    if (content.trim() === '' || content.startsWith('#')) continue;
    const cells = content.split('\t').map(unquote);
    if (columns === undefined) {
      const header = readHeader(cells);
      columns = header ?? COLUMNS;
      if (header !== undefined) continue;
      const stranger = strangeColumn(cells);
      if (stranger !== undefined) {
        const known = `${COLUMNS.slice(0, -1).join(', ')} and ${COLUMNS.at(-1)}`;
        problems.push(formProblem(line, `"${stranger}" is no column; columns are ${known}.`));
        continue;
      }
    }
    if (cells.slice(columns.length).some((cell) => cell !== '')) {
      problems.push(formProblem(line, `There are ${cells.length} cells, at most ${columns.length}.`));
      continue;
    }
    rows.push({ ...fieldsOf(cells, columns), line });
  }
  const checked = checkRows(rows);
  const all = [...problems, ...checked.problems].sort((left, right) => left.line - right.line);
  return { terms: checked.terms, problems: all };
}

/** The columns that a first line names; undefined for a line that is a term. */
function readHeader(cells: readonly string[]): readonly Column[] | undefined {
  const names = cells.map((cell) => cell.toLowerCase());
  const isColumn = (name: string): name is Column => (COLUMNS as readonly string[]).includes(name);
  if (!names.includes('term') || !names.every(isColumn)) return undefined;
  return new Set(names).size === names.length ? names : undefined;
}

/** What a line that names two columns at least names besides them; undefined for a line that is a term. */
function strangeColumn(cells: readonly string[]): string | undefined {
  const isColumn = (name: string): boolean => (COLUMNS as readonly string[]).includes(name.toLowerCase());
  return cells.filter(isColumn).length < 2 ? undefined : cells.find((name) => !isColumn(name));
}

function fieldsOf(cells: readonly string[], columns: readonly Column[]): Omit<TermFields, 'line'> {
  const cell = (column: Column): string => cells[columns.indexOf(column)] ?? '';
  return {
    term: cell('term'),
    spoken: cell('spoken').split('|'),
    languages: cell('languages').split(/[|,\s]+/),
    notes: cell('notes'),
  };
}

function unquote(cell: string): string {
  const text = cell.trim();
  const isQuoted = text.length >= 2 && text.startsWith('"') && text.endsWith('"');
  return isQuoted ? text.slice(1, -1).replace(/""/g, '"').trim() : text;
}
