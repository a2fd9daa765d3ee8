/**
 * Read VTT: WebVTT text as a track, and as bare cues.
 *
 * In/out  Text -> cues (integer ms, by start).
 * Total   never throws, linear time; what it passes over is named with its line.
 * Source  W3C WebVTT, section 6 (parsing); rules READ6, READ7, VTT5 to VTT9 in ../SPEC.md; checked against ffmpeg, pysubs2
 *         and Chromium.
 * @module
 */
import { trimSpaces } from '../clean-text.ts';
import { collectCues, type ParsedCues } from '../read/parsed-cues.ts';
import type { Native, TrackRegion } from '../track/track.ts';
import type { ParsedTrack } from '../track/track-format.ts';
import { type ScannedVtt, type ScannedVttFile, scanVtt } from './scan-vtt.ts';
import { bareVttText, formatVttText, parseVttText } from './vtt-markup.ts';
import { formatVttPlace, formatVttRegion, parseVttPlace, parseVttRegion } from './vtt-place.ts';

/** Cues of WebVTT text, plain: escapes are read, tags and settings are dropped but for `b`, `i` and `u`. */
export function parseVtt(text: string): ParsedCues {
  const { cues, problems } = scanVtt(text);
  const raw = cues.map(({ line, startMs, endMs, lines }) => {
    const bare = bareVttText(lines.join('\n')).split('\n');
    return { line, startMs, endMs, lines: bare.map(trimSpaces).filter((each) => each !== '') };
  });
  return collectCues(raw, problems);
}

/**
 * Reads WebVTT text. `native.vtt` of a cue: `text` and `settings`, where they say more than runs and place do; `notes`,
 * the comments in front of it. Of the track: `header`, behind `WEBVTT`; `styles`, the CSS; `notes` behind the last cue.
 */
export function readVtt(text: string): ParsedTrack {
  const scanned = scanVtt(text);
  const { cues, problems } = collectCues(scanned.cues.map(readCue), scanned.problems);
  const regions = scanned.regions.map(readRegion);
  const native = nativeOf(scanned);
  return {
    track: { cues, ...(regions.length > 0 ? { regions } : {}), ...native },
    problems,
  };
}

function readCue({ line, startMs, endMs, id, settings, notes, lines }: ScannedVtt) {
  const source = lines.join('\n');
  const parsed = parseVttText(source);
  const placed = parseVttPlace(settings);
  const native = {
    ...(formatVttText(parsed) === source ? {} : { text: source }),
    ...(formatVttPlace(placed) === settings ? {} : { settings }),
    ...(notes.length > 0 ? { notes: notes.join('\n\n') } : {}),
  };
  const named = id === undefined ? {} : { id };
  return { line, startMs, endMs, ...named, ...parsed, ...placed, ...nativeVtt(native) };
}

function readRegion(settings: string): TrackRegion {
  const region = parseVttRegion(settings);
  return { ...region, ...nativeVtt(formatVttRegion(region) === settings ? {} : { settings }) };
}

function nativeOf({ header, styles, notes }: ScannedVttFile): { readonly native?: Native } {
  return nativeVtt({
    ...(header === '' ? {} : { header }),
    ...(styles.length > 0 ? { styles: styles.join('\n\n') } : {}),
    ...(notes.length > 0 ? { notes: notes.join('\n\n') } : {}),
  });
}

function nativeVtt(parts: Readonly<Record<string, string>>): { readonly native?: Native } {
  return Object.keys(parts).length === 0 ? {} : { native: { vtt: parts } };
}
