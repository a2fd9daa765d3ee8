/**
 * Check page: what `check` found, for people: rule by rule, with cue, time and reason.
 * @module
 */
import type { CheckedFile, Finding, SubtitleCheck, SubtitleProfile } from '../app/index.ts';
import { printable } from './figures.ts';
import { formatTable, type TableColumn } from './table.ts';

/** Findings named of each rule. */
const SHOWN = 8;

/** All files. */
export function formatCheck({ files, profile, html }: SubtitleCheck, width: number | undefined): string {
  const parts = files.map((file) =>
    'findings' in file
      ? formatFile(file, { profile, width })
      : `${printable(file.file)}: ${printable(file.error.message)}\n`,
  );
  return parts.join('\n') + (html === undefined ? '' : `\n${printable(html)}\n`);
}

interface FileLayout {
  readonly profile: SubtitleProfile;
  readonly width: number | undefined;
}

function formatFile(file: CheckedFile, { profile, width }: FileLayout): string {
  const { errors, warnings, findings, cues, fix } = file;
  const counted = `${count(errors, 'error')}, ${count(warnings, 'warning')}`;
  const state = fix?.path === undefined ? '' : ', mended';
  const head = `${printable(file.file)}: ${count(cues.length, 'cue')}, ${profile.name} ${profile.version}${state}: ${counted}\n`;
  return head + (findings.length === 0 ? '' : formatFindings(file, width)) + formatFix(file);
}

function formatFindings({ findings, counts }: CheckedFile, width: number | undefined): string {
  const titles = new Map(
    counts.map(({ rule, severity, count: found, fixable }) => {
      const mends = fixable === 0 ? '' : `, --fix mends ${fixable === found ? 'all' : fixable}`;
      const more = found > SHOWN ? `; the first ${SHOWN}, --json has all` : '';
      return [rule, `${severity} ${rule} (${found}${mends}${more})`];
    }),
  );
  const rows = counts.flatMap(({ rule }) => findings.filter((each) => each.rule === rule).slice(0, SHOWN));
  const columns: readonly TableColumn<Finding>[] = [
    { title: 'CUE', isRight: true, cell: ({ cue }) => (cue === undefined ? '' : String(cue)) },
    { title: 'LINE', isRight: true, rank: 1, cell: ({ line }) => (line === undefined ? '' : String(line)) },
    { title: 'TIME', cell: ({ startMs }) => (startMs === undefined ? '' : formatTime(startMs)) },
    {
      title: 'WHAT',
      cell: ({ message, whyNot }) =>
        whyNot === undefined ? message : `${message} Cannot be mended: ${whyNot}`,
    },
  ];
  return formatTable(columns, rows, { width, groupOf: ({ rule }) => titles.get(rule) ?? rule });
}

function formatFix({ fix }: CheckedFile): string {
  if (fix === undefined) return '';
  const { diff, path, refusal, mended, errorsBefore } = fix;
  if (refusal !== undefined) return `${printable(refusal)}\n`;
  if (diff === '') return 'Nothing here can be mended.\n';
  const shown = diff === undefined ? 'More was changed than can be shown.\n' : printableLines(diff);
  const place = path === undefined ? 'nothing was written; -o FILE or --overwrite does' : printable(path);
  return `\n${shown}${count(mended, 'finding')} mended (${count(errorsBefore, 'error')} before): ${place}\n`;
}

/** Control characters replaced, lines kept. */
function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** `0:01:02.345`. */
function formatTime(ms: number): string {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${Math.floor(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}.${String(ms % 1000).padStart(3, '0')}`;
}

/** The profiles and their main figures. */
export function formatProfiles(profiles: readonly SubtitleProfile[], width: number | undefined): string {
  const number = (
    title: string,
    cell: (profile: SubtitleProfile) => string,
  ): TableColumn<SubtitleProfile> => {
    return { title, isRight: true, cell };
  };
  const columns: readonly TableColumn<SubtitleProfile>[] = [
    { title: 'PROFILE', cell: ({ name }) => name },
    number('LINES', ({ limits }) => `${limits.maxLines} x ${limits.maxLineChars}`),
    number('CHARS/S', ({ limits }) => String(limits.maxSpeed)),
    number('SHOWN, S', ({ limits }) => `${limits.minDurationMs / 1000} to ${limits.maxDurationMs / 1000}`),
    number('GAP', ({ limits }) => `${limits.minGapFrames} at ${limits.frameRate}`),
    { title: 'FOR', cell: ({ title }) => title },
  ];
  return formatTable(columns, profiles, { width });
}
