/**
 * CSV format: a row a cue, with a header; times in milliseconds.
 *
 * Source  RFC 4180; the columns of whisper.cpp's `-ocsv` (start, end, speaker where there is one, text); rules TAB1 to
 *         TAB5 in ../SPEC.md.
 * @module
 */
import { trimSpaces } from '../clean-text.ts';
import { checkCues } from '../cue.ts';
import type { ReadProblem } from '../read/parsed-cues.ts';
import { oneLine } from '../track/styled-text.ts';
import type { SubtitleTrack } from '../track/track.ts';
import type { ParsedTrack, TrackFormat } from '../track/track-format.ts';
import { cuesOfRows, isHeader, type Row } from './cells.ts';
import { plainLines, type TextRow } from './tsv-format.ts';

/** Comma-separated values. */
export const CSV_FORMAT: TrackFormat = {
  title: 'CSV',
  extensions: ['csv'],
  holds: new Set(['milliseconds', 'overlaps', 'lines', 'speaker']),
  sniff: (head) => isHeader(parseCsv(head.slice(0, 1024)).rows[0]?.cells ?? []),
  read: readCsv,
  write: ({ cues }: SubtitleTrack) => {
    checkCues(cues);
    return formatCsv(
      cues.map(({ startMs, endMs, lines, speaker }) => {
        return { startMs, endMs, text: plainLines(lines).join('\n'), speaker };
      }),
    );
  },
};

/** Rows as CSV, with CRLF as RFC 4180 has it; a column of speakers where one is named. */
export function formatCsv(rows: readonly TextRow[]): string {
  const written = rows.filter(({ text }) => text !== '');
  const hasSpeakers = written.some(({ speaker }) => speaker !== undefined);
  const header = hasSpeakers ? ['start', 'end', 'speaker', 'text'] : ['start', 'end', 'text'];
  const table = written.map(({ startMs, endMs, text, speaker }) => [
    String(startMs),
    String(endMs),
    ...(hasSpeakers ? [quoted(trimSpaces(oneLine(speaker ?? '')))] : []),
    quoted(text),
  ]);
  return [header, ...table].map((cells) => `${cells.join(',')}\r\n`).join('');
}

function quoted(cell: string): string {
  return /[",;\r\n]|^\s|\s$/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell;
}

function readCsv(text: string): ParsedTrack {
  const { rows, problems } = parseCsv(text);
  return cuesOfRows(rows, problems);
}

/** Rows and cells; a quote that nothing closes reaches to the end of the text, and is named. */
function parseCsv(text: string): {
  readonly rows: readonly Row[];
  readonly problems: readonly ReadProblem[];
} {
  const body = text.replace(/^\ufeff/, '');
  const [header = ''] = body.split(/[\r\n]/, 1);
  const ends = header.includes(';') && !header.includes(',') ? /[;\r\n]/g : /[,\r\n]/g;
  const rows: Row[] = [];
  const problems: ReadProblem[] = [];
  let cells: string[] = [];
  let [line, rowLine, at] = [1, 1, 0];
  while (at < body.length) {
    const { value, next, fault } = readCell(body, at, ends);
    if (fault !== undefined) problems.push({ line, what: fault });
    cells.push(value);
    line += value.split(/\r\n|\r|\n/).length - 1;
    const end = body[next] ?? '';
    at = next + (body.startsWith('\r\n', next) ? 2 : 1);
    if (end !== '' && end !== '\r' && end !== '\n') continue;
    rows.push({ cells, line: rowLine });
    cells = [];
    line += 1;
    rowLine = line;
  }
  if (cells.length > 0) rows.push({ cells, line: rowLine });
  return { rows, problems };
}

interface Cell {
  readonly value: string;
  /** Where what ends it stands. */
  readonly next: number;
  readonly fault?: string;
}

function readCell(text: string, from: number, ends: RegExp): Cell {
  const endFrom = (at: number): number => {
    ends.lastIndex = at;
    return ends.exec(text)?.index ?? text.length;
  };
  if (text[from] !== '"') {
    const next = endFrom(from);
    return { value: text.slice(from, next), next };
  }
  let close = text.indexOf('"', from + 1);
  while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
  const inner = text.slice(from + 1, close < 0 ? undefined : close).replace(/""/g, '"');
  if (close < 0) return { value: inner, next: text.length, fault: 'a quote is not closed' };
  const next = endFrom(close + 1);
  if (next === close + 1) return { value: inner, next };
  return { value: inner + text.slice(close + 1, next), next, fault: 'text stands behind a closing quote' };
}
