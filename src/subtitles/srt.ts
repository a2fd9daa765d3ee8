/**
 * SRT: format SubRip text.
 *
 * In/out  Cue[] -> text with LF line ends; no cues, empty text.
 * Throws  InputError E_CUE_INVALID, see `checkCues`.
 * Source  no formal standard; rules SRT1 to SRT6 in ./SPEC.md; checked against ffmpeg.
 * @module
 */
import { cleanLines } from './clean-text.ts';
import { type Cue, checkCues } from './cue.ts';
import { formatTimestamp } from './timestamp.ts';

/** Cues as SubRip text. Cues without visible text are left out; numbers count from 1 without a gap. */
export function formatSrt(cues: readonly Cue[]): string {
  checkCues(cues);
  return cues
    .map((cue) => ({ cue, lines: cleanLines(cue.lines).map(withoutArrow) }))
    .filter(({ lines }) => lines.length > 0)
    .map(({ cue, lines }, index) => {
      const times = `${formatTimestamp(cue.startMs, ',')} --> ${formatTimestamp(cue.endMs, ',')}`;
      return `${index + 1}\n${times}\n${lines.join('\n')}\n`;
    })
    .join('\n');
}

/** SubRip cannot escape anything, and readers take a line with times and this arrow for a new cue. */
function withoutArrow(line: string): string {
  return line.replaceAll('-->', '→');
}
