/**
 * Losses: what a track says and a format cannot hold.
 * @module
 */
import type { Native, Place, SubtitleTrack, TrackCue, TrackFormatName } from './track.ts';

/** What a track may say, and some formats cannot, with the words for it. */
export const FEATURES = {
  bold: 'bold text',
  italic: 'italic text',
  underline: 'underlined text',
  strikeout: 'struck out text',
  color: 'colours of text',
  background: 'colours behind text',
  font: 'fonts',
  speaker: 'names of speakers',
  classes: 'classes of text',
  language: 'languages of single words',
  ruby: 'ruby text',
  'word-times': 'times inside cues',
  anchor: 'places at the top, the middle or the sides',
  position: 'exact places',
  width: 'widths of boxes',
  vertical: 'vertical text',
  style: 'named styles',
  region: 'regions',
  id: 'names of cues',
  title: 'the title',
  'track-language': 'the language of the track',
  milliseconds: 'times finer than a hundredth of a second',
  lines: 'breaks between lines',
  overlaps: 'cues that overlap',
  hidden: 'comments and drawings with times',
} as const;

/** Name of something that a track may say. */
export type Feature = keyof typeof FEATURES;

/** What a writer needs for its own files, and nobody misses elsewhere. */
const UNSEEN = new Set(['order', 'kind']);

/** Something that the written file does not say any more. */
export interface Loss {
  /** A feature, or `FORMAT.KEY` for what only the format has that the track was read from. */
  readonly feature: Feature | `${TrackFormatName}.${string}`;
  /** For people: a plain noun. */
  readonly what: string;
  /** Cues that say it; 1 for what the whole track says. */
  readonly count: number;
  /** The first of them, from 1; absent for what the whole track says. */
  readonly firstCue?: number;
}

/** What of a track a format loses, in order of features. */
export function findLosses(
  track: SubtitleTrack,
  format: TrackFormatName | undefined,
  holds: ReadonlySet<Feature>,
): Loss[] {
  const found = new Map<Loss['feature'], { count: number; firstCue?: number }>();
  for (const feature of trackFeatures(track, format)) found.set(feature, { count: 1 });
  let latestEnd = 0;
  track.cues.forEach((cue, index) => {
    const features = cueFeatures(cue, format);
    if (cue.startMs < latestEnd) features.add('overlaps');
    latestEnd = Math.max(latestEnd, cue.endMs);
    for (const feature of features) {
      const known = found.get(feature);
      found.set(feature, { firstCue: index + 1, ...known, count: (known?.count ?? 0) + 1 });
    }
  });
  return [...found]
    .filter(([feature]) => !holds.has(feature as Feature))
    .map(([feature, where]) => ({ feature, what: wordsFor(feature), ...where }));
}

function wordsFor(feature: Loss['feature']): string {
  return FEATURES[feature as Feature] ?? `what only ${feature.replace('.', ' has: ')}`;
}

function trackFeatures(track: SubtitleTrack, format: TrackFormatName | undefined): Set<Loss['feature']> {
  const found = new Set<Loss['feature']>(nativeFeatures(track.native, format));
  if (track.title !== undefined) found.add('title');
  if (track.language !== undefined) found.add('track-language');
  if ((track.styles?.length ?? 0) > 0) found.add('style');
  if ((track.regions?.length ?? 0) > 0) found.add('region');
  if ((track.hidden?.length ?? 0) > 0) found.add('hidden');
  return found;
}

function cueFeatures(cue: TrackCue, format: TrackFormatName | undefined): Set<Loss['feature']> {
  const found = new Set<Loss['feature']>(nativeFeatures(cue.native, format));
  for (const { marks, startMs } of cue.runs?.flat() ?? []) {
    for (const mark of Object.keys(marks ?? {})) found.add(mark === 'voice' ? 'speaker' : (mark as Feature));
    if (startMs !== undefined) found.add('word-times');
  }
  for (const feature of placeFeatures(cue.place ?? {})) found.add(feature);
  for (const key of ['speaker', 'style', 'region', 'id'] as const) if (cue[key] !== undefined) found.add(key);
  if (cue.startMs % 10 !== 0 || cue.endMs % 10 !== 0) found.add('milliseconds');
  if (cue.lines.length > 1) found.add('lines');
  return found;
}

function placeFeatures({ anchor, x, y, width, vertical }: Place): Feature[] {
  const found: Feature[] = [];
  if (anchor !== undefined && anchor !== 2) found.push('anchor');
  if (x !== undefined || y !== undefined) found.push('position');
  if (width !== undefined) found.push('width');
  if (vertical !== undefined) found.push('vertical');
  return found;
}

function nativeFeatures(native: Native | undefined, format: TrackFormatName | undefined): Loss['feature'][] {
  return Object.entries(native ?? {}).flatMap(([name, parts]) =>
    isOwnName(name, format)
      ? []
      : Object.keys(parts ?? {})
          .filter((key) => !UNSEEN.has(key))
          .map((key): Loss['feature'] => `${name as TrackFormatName}.${key}`),
  );
}

/** TTML and its profiles share their names. */
function isOwnName(name: string, format: TrackFormatName | undefined): boolean {
  return name === format || (name === 'ttml' && (format === 'imsc' || format === 'ebu-tt-d'));
}
