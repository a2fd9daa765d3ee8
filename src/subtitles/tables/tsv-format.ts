/**
 * TSV format: a line a cue, with tabs between start and end in milliseconds and text.
 *
 * Source  openai-whisper's `WriteTSV`: header `start`, `end`, `text`; tabs in text become spaces; rules TAB1 to TAB4 in
 *         ../SPEC.md.
 * @module
 */
import { isBlank, trimSpaces } from '../clean-text.ts';
import { checkCues } from '../cue.ts';
import { splitLines } from '../read/parsed-cues.ts';
import { oneLine } from '../track/styled-text.ts';
import type { SubtitleTrack } from '../track/track.ts';
import type { ParsedTrack, TrackFormat } from '../track/track-format.ts';
import { cuesOfRows, isHeader } from './cells.ts';

/** Tab-separated values. */
export const TSV_FORMAT: TrackFormat = {
  title: 'TSV',
  extensions: ['tsv'],
  holds: new Set(['milliseconds', 'overlaps']),
  sniff: (head) => isHeader(splitLines(head.slice(0, 1024))[0]?.split('\t') ?? []),
  read: readTsv,
  write: ({ cues }: SubtitleTrack) => {
    checkCues(cues);
    return formatTsv(
      cues.map(({ startMs, endMs, lines }) => ({
        startMs,
        endMs,
        text: plainLines(lines).join(' ').replace(/\t/g, ' '),
      })),
    );
  },
};

/** Lines without control characters and white space at their ends; blank ones are left out. */
export function plainLines(lines: readonly string[]): string[] {
  return lines.filter((line) => !isBlank(line)).map((line) => trimSpaces(oneLine(line)));
}

/** A row of a table. */
export interface TextRow {
  readonly startMs: number;
  readonly endMs: number;
  /** One line; rows without text are left out. */
  readonly text: string;
  readonly speaker?: string | undefined;
}

/** Rows as TSV. */
export function formatTsv(rows: readonly TextRow[]): string {
  const written = rows.filter(({ text }) => text !== '');
  return ['start\tend\ttext\n', ...written.map((row) => `${row.startMs}\t${row.endMs}\t${row.text}\n`)].join(
    '',
  );
}

function readTsv(text: string): ParsedTrack {
  const rows = splitLines(text).flatMap((line, index) => {
    if (line === '') return [];
    const cells = line.split('\t');
    // Whatever follows the second tab is text, as openai-whisper's own users read it.
    const isLong = cells.length > 3 && index > 0;
    return [{ cells: isLong ? [...cells.slice(0, 2), cells.slice(2).join(' ')] : cells, line: index + 1 }];
  });
  return cuesOfRows(rows, []);
}
