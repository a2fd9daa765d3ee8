/**
 * Table: rows of text in aligned columns, made to fit a terminal: columns that matter least are left out, then the
 * last one is wrapped under itself.
 * @module
 */
import { printable } from './figures.ts';

/** One column. */
export interface TableColumn<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
  /** Columns with a rank are left out where room is short, the highest rank first. */
  readonly rank?: number;
  /** Numbers stand at the right. */
  readonly isRight?: boolean;
}

/** A wrapped column narrower than this cannot be read; the line is then as long as it is. */
const NARROWEST = 16;

const GAP = '  ';

/** How a table is laid out. */
export interface TableLayout<Row> {
  /** Absent: nothing is left out or wrapped. */
  readonly width?: number | undefined;
  /** Rows of one group stand together already; its name stands above them. */
  readonly groupOf?: ((row: Row) => string) | undefined;
}

/** The rows under their titles; ends with a newline. */
export function formatTable<Row>(
  columns: readonly TableColumn<Row>[],
  rows: readonly Row[],
  { width, groupOf }: TableLayout<Row> = {},
): string {
  let kept = columns.map((column) => measure(column, rows));
  while (width !== undefined && widthOf(kept) > width) {
    const least = kept.reduce((a, b) => ((b.column.rank ?? 0) > (a.column.rank ?? 0) ? b : a));
    if (least.column.rank === undefined) break;
    kept = kept.filter((each) => each !== least);
  }
  const lines = [...formatRow(kept, -1, width)];
  let group: string | undefined;
  for (const [i, row] of rows.entries()) {
    const next = groupOf?.(row);
    if (next !== undefined && next !== group) lines.push('', `${next}:`);
    group = next;
    lines.push(...formatRow(kept, i, width));
  }
  return `${lines.join('\n')}\n`;
}

interface Measured<Row> {
  readonly column: TableColumn<Row>;
  readonly cells: readonly string[];
  readonly width: number;
}

function measure<Row>(column: TableColumn<Row>, rows: readonly Row[]): Measured<Row> {
  const cells = rows.map((row) => printable(column.cell(row)));
  return { column, cells, width: Math.max(column.title.length, ...cells.map(({ length }) => length)) };
}

function widthOf<Row>(columns: readonly Measured<Row>[]): number {
  // The last column can be wrapped, so that only its least width counts.
  const widths = columns.map(({ width }, i) =>
    i === columns.length - 1 ? Math.min(width, NARROWEST) : width,
  );
  return widths.reduce((sum, each) => sum + each, GAP.length * (columns.length - 1));
}

/** Row -1 is the titles. */
function formatRow<Row>(
  columns: readonly Measured<Row>[],
  row: number,
  width: number | undefined,
): readonly string[] {
  const text = ({ column, cells }: Measured<Row>): string => (row < 0 ? column.title : (cells[row] ?? ''));
  const head = columns
    .slice(0, -1)
    .map(
      (each) => (each.column.isRight ? text(each).padStart(each.width) : text(each).padEnd(each.width)) + GAP,
    )
    .join('');
  const last = columns.at(-1);
  if (last === undefined) return [];
  const room = width === undefined ? Number.POSITIVE_INFINITY : Math.max(NARROWEST, width - head.length);
  const [first = '', ...more] = wrapWords(text(last), room);
  return [(head + first).trimEnd(), ...more.map((line) => ' '.repeat(head.length) + line)];
}

/** Breaks text between words; a word that is longer than a line is left whole. */
export function wrapWords(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line === undefined || line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${line} ${word}`;
  }
  return lines;
}
