/**
 * Mend file: a checked file with all mended that can be, as text in its own format and as a diff.
 * @module
 */
import {
  type CheckOptions,
  type CheckReport,
  checkTrack,
  unifiedDiff,
  writeTrack,
} from '../../subtitles/index.ts';
import type { ReadSubtitles } from './read-subtitles.ts';
import type { FileFix } from './subtitle-check.ts';

/** A mended file, not yet written. */
export interface MendedFile {
  readonly fix: FileFix;
  /** Of the mended file. */
  readonly report: CheckReport;
  /** Absent where nothing is to be written. */
  readonly text?: string;
}

/** Mends a file, unless words that the reader passed over would be lost. */
export function mendFile(
  { path, read }: { readonly path: string; readonly read: ReadSubtitles },
  report: CheckReport,
  options: CheckOptions,
): MendedFile {
  const before = { errorsBefore: report.errors, warningsBefore: report.warnings };
  const [problem] = read.problems;
  if (problem !== undefined) {
    const refusal = `Nothing was mended: what stands in line ${problem.line} cannot be read and would be lost (${problem.what}).`;
    return { report, fix: { ...before, mended: 0, diff: '', refusal } };
  }
  if (report.findings.every(({ fixable }) => !fixable)) {
    return { report, fix: { ...before, mended: 0, diff: '' }, text: read.text };
  }
  const { text } = writeTrack({ ...read.track, cues: report.fixed }, read.format);
  const left = checkTrack({ cues: report.fixed, text }, options);
  const mended = Math.max(0, report.findings.length - left.findings.length);
  const diff = unifiedDiff(path, read.text.replace(/\r\n?/g, '\n'), text);
  return {
    report: left,
    fix: { ...before, mended, ...(diff === undefined ? {} : { diff }) },
    text: inForm(text, read),
  };
}

/** With the line ends and the byte order mark of the file that it was. */
function inForm(text: string, { text: original, hasByteOrderMark }: ReadSubtitles): string {
  const lines = original.includes('\r\n') ? text.replace(/\n/g, '\r\n') : text;
  return hasByteOrderMark ? `\ufeff${lines}` : lines;
}
