/**
 * Losses: what a track says and a format cannot hold.
 * @module
 */
import type { Native, Place, SubtitleTrack, TextRun, TrackCue, TrackFormatName } from './track.ts';

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
  const counter = new LossCounter();
  for (const feature of trackFeatures(track, format)) counter.add(feature, undefined);
  let latestEnd = 0;
  track.cues.forEach((cue, index) => {
    for (const feature of nativeFeatures(cue.native, format)) counter.add(feature, index + 1);
    addCueFeatures(cue, (feature) => counter.add(feature, index + 1));
    if (cue.startMs < latestEnd) counter.add('overlaps', index + 1);
    latestEnd = Math.max(latestEnd, cue.endMs);
  });
  return [...counter.found]
    .filter(([feature]) => !holds.has(feature as Feature))
    .map(([feature, { count, firstCue }]) => {
      return { feature, what: wordsFor(feature), count, ...(firstCue === undefined ? {} : { firstCue }) };
    });
}

/** Counts each feature once for each cue. */
class LossCounter {
  readonly found = new Map<Loss['feature'], { count: number; firstCue?: number; lastCue?: number }>();

  /** `cue`: from 1; undefined for what the whole track says. */
  add(feature: Loss['feature'], cue: number | undefined): void {
    const known = this.found.get(feature);
    if (cue === undefined) this.found.set(feature, { count: 1 });
    else if (known === undefined) this.found.set(feature, { count: 1, firstCue: cue, lastCue: cue });
    else if (known.lastCue !== cue) {
      known.firstCue ??= cue;
      known.lastCue = cue;
      known.count++;
    }
  }
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

function addCueFeatures(cue: TrackCue, add: (feature: Feature) => void): void {
  for (const line of cue.runs ?? []) for (const run of line) addRunFeatures(run, add);
  if (cue.place !== undefined) for (const feature of placeFeatures(cue.place)) add(feature);
  for (const key of NAMES) if (cue[key] !== undefined) add(key);
  if (cue.startMs % 10 !== 0 || cue.endMs % 10 !== 0) add('milliseconds');
  if (cue.lines.length > 1) add('lines');
}

function addRunFeatures({ marks, startMs }: TextRun, add: (feature: Feature) => void): void {
  for (const mark of Object.keys(marks ?? {})) add(mark === 'voice' ? 'speaker' : (mark as Feature));
  if (startMs !== undefined) add('word-times');
}

function placeFeatures({ anchor, x, y, width, vertical }: Place): Feature[] {
  const found: Feature[] = [];
  if (anchor !== undefined && anchor !== 2) found.push('anchor');
  if (x !== undefined || y !== undefined) found.push('position');
  if (width !== undefined) found.push('width');
  if (vertical !== undefined) found.push('vertical');
  return found;
}

const NAMES = ['speaker', 'style', 'region', 'id'] as const;

function nativeFeatures(native: Native | undefined, format: TrackFormatName | undefined): Loss['feature'][] {
  if (native === undefined) return [];
  return Object.entries(native).flatMap(([name, parts]) =>
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
