/**
 * Write VTT: a track, or bare cues, as WebVTT text.
 *
 * In/out  Cues -> text with LF line ends; no cues, the header alone.
 * Throws  InputError E_CUE_INVALID, see `checkCues`.
 * Source  W3C WebVTT, section 4 (syntax); rules VTT1 to VTT9 in ../SPEC.md; checked against ffmpeg, pysubs2 and Chromium.
 * @module
 */
import { canonicalJson } from '../../kernel/index.ts';
import { cleanLines, isBlank } from '../clean-text.ts';
import { type Cue, checkCues } from '../cue.ts';
import { formatTimestamp } from '../timestamp.ts';
import { isSameText, oneLine } from '../track/styled-text.ts';
import type { SubtitleTrack, TrackCue, TrackRegion } from '../track/track.ts';
import { escapeVtt, formatVttText, parseVttText } from './vtt-markup.ts';
import { formatVttPlace, formatVttRegion, parseVttPlace, parseVttRegion } from './vtt-place.ts';

/** Cues as WebVTT text; their lines hold no markup. Cues without visible text are left out. */
export function formatVtt(cues: readonly Cue[]): string {
  checkCues(cues);
  const blocks = cues.map((cue) => {
    const lines = cleanLines(cue.lines);
    return lines.length === 0 ? '' : `\n${timesOf(cue)}\n${escapeVtt(lines.join('\n'))}\n`;
  });
  return `WEBVTT\n${blocks.join('')}`;
}

/** A track as WebVTT text. Cues without visible text are left out. */
export function writeVtt(track: SubtitleTrack): string {
  checkCues(track.cues);
  const { header = '', styles, notes } = track.native?.vtt ?? {};
  const parts = [`WEBVTT${header}\n`];
  for (const style of styles?.split('\n\n') ?? []) parts.push(`\nSTYLE\n${style}\n`);
  for (const region of track.regions ?? []) parts.push(`\nREGION\n${regionText(region)}\n`);
  for (const cue of track.cues) {
    const before = cue.native?.vtt?.['notes'];
    if (before !== undefined) parts.push(`\n${before}\n`);
    if (cue.lines.every(isBlank)) continue;
    parts.push(`\n${idLine(cue.id)}${timesOf(cue)}${settingsOf(cue)}\n${textOf(cue)}\n`);
  }
  if (notes !== undefined) parts.push(`\n${notes}\n`);
  return parts.join('');
}

function timesOf({ startMs, endMs }: Cue): string {
  return `${formatTimestamp(startMs, '.')} --> ${formatTimestamp(endMs, '.')}`;
}

/** The text as it was read, where it still says what the cue says. */
function textOf(cue: TrackCue): string {
  const read = cue.native?.vtt?.['text'];
  if (read === undefined) return formatVttText(cue);
  const parsed = parseVttText(read);
  return isSameText(parsed, cue) && parsed.speaker === cue.speaker ? read : formatVttText(cue);
}

function settingsOf({ native, place, region }: TrackCue): string {
  const read = native?.vtt?.['settings'];
  const isStillTrue =
    read !== undefined &&
    canonicalJson(parseVttPlace(read)) === canonicalJson({ place, region: region ?? undefined });
  const settings = isStillTrue
    ? read
    : formatVttPlace({ ...(place && { place }), ...(region && { region }) });
  return settings === '' ? '' : ` ${settings}`;
}

function regionText(region: TrackRegion): string {
  const read = region.native?.vtt?.['settings'];
  const { name, place } = region;
  const isStillTrue =
    read !== undefined && canonicalJson(parseVttRegion(read)) === canonicalJson({ name, place });
  return isStillTrue ? read : formatVttRegion(region);
}

/** A name that is a block's first word, or holds an arrow, would be read as something else. */
function idLine(id: string | undefined): string {
  const clean = oneLine(id ?? '').replaceAll('-->', '→');
  return clean.trim() === '' ? '' : `${clean}\n`;
}
