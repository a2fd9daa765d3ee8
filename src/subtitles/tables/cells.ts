/**
 * Cells: rows of a table of cues, as cues.
 *
 * Total   never throws; what is no cue is named with its line.
 * Source  the header names of openai-whisper's writer and of whisper.cpp; rules TAB1 to TAB5 in ../SPEC.md.
 * @module
 */
import { isBlank, trimSpaces } from '../clean-text.ts';
import { collectCues, type RawCue, type ReadProblem } from '../read/parsed-cues.ts';
import type { TrackCue } from '../track/track.ts';
import type { ParsedTrack } from '../track/track-format.ts';

/** A row: its cells, and the line it begins at, from 1. */
export interface Row {
  readonly cells: readonly string[];
  readonly line: number;
}

/** Names of columns, as other programs call them too. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  start: ['start', 'begin', 'start_ms', 'from'],
  end: ['end', 'end_ms', 'to'],
  text: ['text', 'content', 'subtitle'],
  speaker: ['speaker', 'name'],
};

interface Columns {
  readonly start: number;
  readonly end: number;
  readonly text: number;
  readonly speaker: number;
}

/** Whether a row is the header of such a table. */
export function isHeader(cells: readonly string[]): boolean {
  const { start, end, text } = columnsOf(cells);
  return start >= 0 && end >= 0 && text >= 0;
}

function columnsOf(cells: readonly string[]): Columns {
  const names = cells.map((cell) => cell.trim().toLowerCase());
  const find = (column: string): number =>
    names.findIndex((name) => COLUMNS[column]?.includes(name) === true);
  return { start: find('start'), end: find('end'), text: find('text'), speaker: find('speaker') };
}

/** The cues of a table. Without a header the columns are start, end and text. */
export function cuesOfRows(rows: readonly Row[], faults: readonly ReadProblem[]): ParsedTrack {
  const [first] = rows;
  const hasHeader = first !== undefined && isHeader(first.cells);
  const columns = hasHeader ? columnsOf(first.cells) : { start: 0, end: 1, text: 2, speaker: -1 };
  const problems: ReadProblem[] = [...faults];
  const raw = (hasHeader ? rows.slice(1) : rows).flatMap((row): (RawCue & TrackCue)[] => {
    const startMs = cellMs(row.cells[columns.start]);
    const endMs = cellMs(row.cells[columns.end]);
    if (startMs === undefined || endMs === undefined) {
      if (row.cells.some((cell) => !isBlank(cell)))
        problems.push({ line: row.line, what: 'a row has no times' });
      return [];
    }
    const lines = (row.cells[columns.text] ?? '').split(/\r\n|[\r\n]/).map(trimSpaces);
    const speaker = trimSpaces(row.cells[columns.speaker] ?? '');
    const spoken = speaker === '' ? {} : { speaker };
    return [{ line: row.line, startMs, endMs, lines: lines.filter((line) => !isBlank(line)), ...spoken }];
  });
  const parsed = collectCues(raw, problems);
  return { track: { cues: parsed.cues }, problems: parsed.problems };
}

/** Whole numbers are milliseconds, numbers with decimals seconds, and anything with a colon a clock. */
function cellMs(cell: string | undefined): number | undefined {
  const text = cell?.trim() ?? '';
  if (/^\d{1,12}$/.test(text)) return Number(text);
  if (/^\d{1,9}\.\d{1,9}$/.test(text)) return Math.round(Number(text) * 1000);
  const clock = /^(?:(\d{1,6}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,9}))?$/.exec(text);
  if (clock === null) return undefined;
  const [, hours = '0', minutes = '0', seconds = '0', decimals = '0'] = clock;
  const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  return whole * 1000 + Math.round(Number(`0.${decimals}`) * 1000);
}
