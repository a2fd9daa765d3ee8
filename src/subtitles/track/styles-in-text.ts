/**
 * Styles in text: what named styles say of their cues, said by the cues themselves, for formats without styles.
 * @module
 */
import { runsOf, styledText } from './styled-text.ts';
import type { SubtitleTrack, TextMarks, TrackCue, TrackStyle } from './track.ts';

/** Of a style's marks, those that carry meaning wherever they stand; colours and fonts are the look of a whole file. */
const CARRIED = ['bold', 'italic', 'underline', 'strikeout'] as const;

/** The track with its styles' marks and places in its cues. */
export function withStylesInText(track: SubtitleTrack): SubtitleTrack {
  const styles = new Map(track.styles?.map((style) => [style.name, style]));
  if (styles.size === 0) return track;
  return { ...track, cues: track.cues.map((cue) => styled(cue, styles.get(cue.style ?? ''))) };
}

function styled(cue: TrackCue, style: TrackStyle | undefined): TrackCue {
  if (style === undefined) return cue;
  const carried = CARRIED.filter((mark) => style.marks[mark] === true);
  const marks: TextMarks = Object.fromEntries(carried.map((mark) => [mark, true]));
  const anchor = style.place?.anchor;
  const isPlaced = cue.place === undefined && anchor !== undefined && anchor !== 2;
  const place = isPlaced ? { place: { anchor } } : {};
  if (carried.length === 0) return { ...cue, ...place };
  const runs = runsOf(cue).map((line) => line.map((run) => ({ ...run, marks: { ...marks, ...run.marks } })));
  const pieces = runs.flatMap((line, index) => (index === 0 ? line : [{ text: '\n' }, ...line]));
  return { ...cue, ...place, ...styledText(pieces) };
}
