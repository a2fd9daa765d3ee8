/**
 * Write LRC: a track as the lyrics of a song.
 *
 * In/out  Cues -> text with LF line ends. Times are rounded to hundredths of a second; a cue that ends before the next one
 *         starts is followed by a time without words.
 * Throws  InputError E_CUE_INVALID, see `checkCues`.
 * Source  no formal standard; rules LRC1 to LRC6 in ../SPEC.md.
 * @module
 */
import { isBlank } from '../clean-text.ts';
import { checkCues } from '../cue.ts';
import { isSameText, oneLine } from '../track/styled-text.ts';
import type { SubtitleTrack, TrackCue } from '../track/track.ts';
import { offsetOf, withTitle } from './lrc-tags.ts';
import { formatLrcText, formatStamp, parseLrcText } from './lrc-text.ts';

/** A track as LRC text. Cues without visible text are left out. */
export function writeLrc(track: SubtitleTrack): string {
  checkCues(track.cues);
  const tags = withTitle(track.native?.lrc?.['tags']?.split('\n') ?? [], track.title);
  const offsetMs = offsetOf(tags);
  const cues = track.cues.filter(({ lines }) => !lines.every(isBlank));
  const written = [...tags];
  cues.forEach((cue, index) => {
    const start = formatStamp(cue.startMs + offsetMs);
    for (const line of textOf(cue, offsetMs).split('\n')) written.push(`[${start}]${line}`);
    // Where rounding would leave no time, the shortest there is.
    const endMs = Math.max(cue.endMs, Math.round(cue.startMs / 10) * 10 + 10);
    const end = formatStamp(endMs + offsetMs);
    const next = cues[index + 1];
    const isOpen = next === undefined || Math.round(next.startMs / 10) > Math.round(endMs / 10);
    if (isOpen) written.push(`[${end}]`);
  });
  return written.map((line) => `${line}\n`).join('');
}

/** The text as it was read, where it still says what the cue says. */
function textOf(cue: TrackCue, offsetMs: number): string {
  const read = cue.native?.lrc?.['text'];
  const isStillTrue = read !== undefined && isSameText(parseLrcText(read, offsetMs), cue);
  if (!isStillTrue) return formatLrcText(cue, offsetMs);
  return read.split('\n').map(oneLine).join('\n');
}
