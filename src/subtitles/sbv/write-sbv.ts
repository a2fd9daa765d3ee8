/**
 * Write SBV: a track as YouTube's SBV text.
 *
 * Throws  InputError E_CUE_INVALID, see `checkCues`.
 * Source  YouTube Help, "Supported subtitle and closed caption files"; rules SBV1 to SBV3 in ../SPEC.md.
 * @module
 */
import { isBlank } from '../clean-text.ts';
import { checkCues } from '../cue.ts';
import { formatTimestamp } from '../timestamp.ts';
import { oneLine } from '../track/styled-text.ts';
import type { SubtitleTrack } from '../track/track.ts';
import { SBV_TIMES } from './read-sbv.ts';

/** An invisible character keeps a line of text from being one of times: SBV cannot escape anything. */
const WORD_JOINER = '\u2060';

/** A track as SBV text. Cues without visible text are left out. */
export function writeSbv({ cues }: SubtitleTrack): string {
  checkCues(cues);
  return cues
    .filter(({ lines }) => !lines.every(isBlank))
    .map(({ startMs, endMs, lines }) => {
      const text = lines.filter((line) => !isBlank(line)).map(textLine);
      return `${timeOf(startMs)},${timeOf(endMs)}\n${text.join('\n')}\n`;
    })
    .join('\n');
}

/** Hours have as many digits as they need. */
function timeOf(ms: number): string {
  return formatTimestamp(ms, '.').replace(/^0(?=\d:)/, '');
}

function textLine(line: string): string {
  const clean = oneLine(line);
  return SBV_TIMES.test(clean) ? WORD_JOINER + clean : clean;
}
