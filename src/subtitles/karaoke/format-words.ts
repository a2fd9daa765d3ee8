/**
 * Format words: cues that show their words, as a file of one format.
 *
 * In/out  Cues with words -> the text of a file; undefined for formats that cannot show them (SubRip has no times inside
 *         cues, plain text no underlining).
 * Throws  InputError E_CUE_INVALID.
 * @module
 */
import type { Cue } from '../cue.ts';
import type { TrackFormat } from '../track/track-format.ts';
import { TRACK_FORMATS } from '../track/track-formats.ts';
import { karaokeTrack, type WordStyle } from './karaoke-track.ts';

/** Writes the file. */
export function formatWords(cues: readonly Cue[], style: WordStyle, format: string): string | undefined {
  const known: Readonly<Record<string, TrackFormat>> = TRACK_FORMATS;
  const writer = Object.hasOwn(known, format) ? known[format] : undefined;
  const canShow = writer?.holds.has(style === 'karaoke' ? 'word-times' : 'underline') === true;
  return canShow ? writer?.write(karaokeTrack(cues, { style })) : undefined;
}
