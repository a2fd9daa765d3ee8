/**
 * Batch summary: what became of many files, as a table that fits the terminal and one line of counts.
 * @module
 */
import type { AppError } from '../kernel/index.ts';
import { formatClock, printable } from './figures.ts';
import { shorten } from './progress-lines.ts';
import { formatTable, type TableColumn, wrapWords } from './table.ts';

/** What is kept of a file: little, since there may be very many. */
export interface FileRow {
  readonly file: string;
  readonly ok: boolean;
  readonly state: 'done' | 'skipped' | 'FAILED';
  readonly reason: string;
  /** Seconds of audio transcribed. */
  readonly audioSec: number;
  readonly error?: AppError;
}

/** Longer tables are read by nobody: then those that went well are only counted. */
const MOST_ROWS = 60;

/** On a narrower terminal the reasons stand below the files, columns. */
const NARROWEST_TABLE = 72;

/** The files in a table; those that failed last, next to the counts. */
export function summaryTable(rows: readonly FileRow[], width: number | undefined): string {
  const states =
    rows.length > MOST_ROWS ? (['skipped', 'FAILED'] as const) : (['done', 'skipped', 'FAILED'] as const);
  const wanted = states.flatMap((state) => rows.filter((row) => row.state === state));
  const shown = wanted.slice(-MOST_ROWS);
  const left = rows.length - shown.length;
  const note = left === 0 ? '' : `... and ${left} more; --json lists all of them.\n`;
  if (shown.length === 0) return note;
  if (width !== undefined && width < NARROWEST_TABLE)
    return `${shown.flatMap((row) => listed(row, width)).join('')}${note}`;
  return `${formatTable(columnsFor(width), shown, { width })}${note}`;
}

/** A file and, below it, its reason. */
function listed({ file, state, reason }: FileRow, width: number): readonly string[] {
  const [indent, label] = ['  ', state.padEnd(8)];
  const lines = reason === '' ? [] : wrapWords(printable(reason), width - indent.length);
  return [
    `${label}${shorten(printable(file), width - label.length)}\n`,
    ...lines.map((line) => `${indent}${line}\n`),
  ];
}

/** `50 files: 45 done, 5 failed; 12:03 of audio.` */
export function summaryLine(rows: readonly FileRow[]): string {
  const counts = (['done', 'skipped', 'FAILED'] as const).flatMap((state) => {
    const count = rows.filter((row) => row.state === state).length;
    return count === 0 ? [] : [`${count} ${state.toLowerCase()}`];
  });
  const audioSec = rows.reduce((sum, row) => sum + row.audioSec, 0);
  const audio = audioSec > 0 ? `; ${formatClock(audioSec)} of audio` : '';
  return `${rows.length} ${rows.length === 1 ? 'file' : 'files'}: ${counts.join(', ')}${audio}.`;
}

function columnsFor(width: number | undefined): readonly TableColumn<FileRow>[] {
  const most = width === undefined ? Infinity : Math.floor(width / 3);
  return [
    { title: 'FILE', cell: ({ file }) => shorten(file, most) },
    { title: 'RESULT', cell: ({ state }) => state },
    {
      title: 'AUDIO',
      cell: ({ audioSec, state }) => (state === 'done' ? formatClock(audioSec) : ''),
      isRight: true,
      rank: 1,
    },
    { title: 'REASON', cell: ({ reason }) => reason },
  ];
}
