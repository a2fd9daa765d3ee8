/**
 * Write SRT: a track, or bare cues, as SubRip text.
 *
 * In/out  Cues -> text with LF line ends; no cues, empty text.
 * Throws  InputError E_CUE_INVALID, see `checkCues`.
 * Source  no formal standard; rules SRT1 to SRT9 in ../SPEC.md; checked against ffmpeg and pysubs2.
 * @module
 */
import { cleanLines, isBlank } from '../clean-text.ts';
import { type Cue, checkCues } from '../cue.ts';
import { formatTimestamp } from '../timestamp.ts';
import { isSameText } from '../track/styled-text.ts';
import type { SubtitleTrack, TrackCue } from '../track/track.ts';
import { formatSrtText, parseSrtText, withoutArrow } from './srt-markup.ts';

/** Cues as SubRip text; markup in their lines is written as it is. Cues without visible text are left out. */
export function formatSrt(cues: readonly Cue[]): string {
  checkCues(cues);
  return writeBlocks(cues, ({ lines }) => cleanLines(lines).map(withoutArrow).join('\n'));
}

/** A track as SubRip text. Cues without visible text are left out. */
export function writeSrt(track: SubtitleTrack): string {
  checkCues(track.cues);
  return writeBlocks(track.cues, (cue: TrackCue) => (cue.lines.every(isBlank) ? '' : textOf(cue)));
}

/** The text as it was read, where it still says what the cue says. */
function textOf(cue: TrackCue): string {
  const read = cue.native?.srt?.['text'];
  if (read === undefined) return formatSrtText(cue);
  const parsed = parseSrtText(read);
  return isSameText(parsed, cue) && parsed.place?.anchor === cue.place?.anchor ? read : formatSrtText(cue);
}

/** Cues joined at once, so that the pieces of a large file do not all live to its end. */
const CHUNK = 1000;

/** Numbers count from 1 without a gap. */
function writeBlocks<C extends TrackCue>(cues: readonly C[], textOfCue: (cue: C) => string): string {
  const chunks: string[] = [];
  let [blocks, number]: [string[], number] = [[], 0];
  for (const cue of cues) {
    const text = textOfCue(cue);
    if (text === '') continue;
    const tail = cue.native?.srt?.['tail'];
    const times = `${formatTimestamp(cue.startMs, ',')} --> ${formatTimestamp(cue.endMs, ',')}`;
    if (blocks.length === CHUNK) {
      chunks.push(blocks.join('\n'));
      blocks = [];
    }
    number++;
    blocks.push(`${number}\n${times}${tail === undefined ? '' : ` ${tail}`}\n${text}\n`);
  }
  return [...chunks, blocks.join('\n')].join('\n');
}
