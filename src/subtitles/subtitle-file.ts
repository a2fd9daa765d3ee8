/**
 * Subtitle file: any file of subtitles or of what was said, read by what is in it and written in any format.
 *
 * Throws  InputError E_SUBTITLES_UNREADABLE (empty, of no known format, or nothing in it can be read), E_CUE_INVALID.
 * @module
 */
import { InputError } from '../kernel/index.ts';
import { isBlank } from './clean-text.ts';
import { transcriptCues } from './formats.ts';
import type { SubtitleProfile } from './profiles/profile.ts';
import type { ReadProblem } from './read/parsed-cues.ts';
import { formatCsv } from './tables/csv-format.ts';
import { formatTsv } from './tables/tsv-format.ts';
import { type Feature, findLosses } from './track/losses.ts';
import type { SubtitleTrack } from './track/track.ts';
import type { TrackFormat } from './track/track-format.ts';
import {
  decodeFile,
  formatOfName,
  type KnownFormat,
  readTrackText,
  TRACK_FORMATS,
  writeTrack,
} from './track/track-formats.ts';
import { type Dialect, readDialect } from './transcripts/dialects.ts';
import type { SpokenTranscript } from './transcripts/spoken.ts';
import { rowsOf, trackOf, transcriptOf } from './transcripts/track-transcript.ts';
import {
  spokenLosses,
  TRANSCRIPT_FORMATS,
  type TranscriptFormat,
  type TranscriptFormatName,
} from './transcripts/transcript-formats.ts';

/** Name of any format that is written. */
export type FileFormat = KnownFormat | TranscriptFormatName;

/** What a file held: cues, or what was said. */
export interface SubtitleFile {
  readonly format: KnownFormat | Dialect;
  /** Label of the WHATWG Encoding Standard. */
  readonly encoding: string;
  readonly problems: readonly ReadProblem[];
  readonly content:
    | { readonly kind: 'track'; readonly track: SubtitleTrack }
    | { readonly kind: 'transcript'; readonly transcript: SpokenTranscript };
}

/** Something that the written file does not say any more. */
export interface FileLoss {
  readonly feature: string;
  /** For people: a plain noun. */
  readonly what: string;
  /** Cues or segments that say it. */
  readonly count: number;
}

/** Names of formats that are read. */
export const READ_FORMATS: readonly (KnownFormat | Dialect)[] = [
  ...(Object.keys(TRACK_FORMATS) as KnownFormat[]),
  'json',
  'openai',
  'whispercpp',
  'whisperx',
];

/** Names of formats that are written. */
export const WRITTEN_FORMATS: readonly FileFormat[] = [
  ...(Object.keys(TRACK_FORMATS) as KnownFormat[]),
  ...(Object.keys(TRANSCRIPT_FORMATS) as TranscriptFormatName[]),
];

/** Reads a file; `from` says of which format it is, whatever it looks like. */
export function readSubtitleFile(
  bytes: Uint8Array,
  name: string,
  from?: KnownFormat | Dialect,
): SubtitleFile {
  const decoded = decodeFile(bytes, name);
  const { text, encoding, problems: decoding } = decoded;
  if (isBlank(text)) throw unreadable(`${name} is empty.`);
  if (from !== undefined && isTrackFormat(from)) {
    const { track, problems } = TRACK_FORMATS[from].read(text);
    const [first] = problems;
    if (track.cues.length === 0 && first !== undefined) {
      throw unreadable(`${name} is no ${TRACK_FORMATS[from].title} (line ${first.line}: ${first.what}).`);
    }
    return {
      format: from,
      encoding,
      problems: [...decoding, ...problems],
      content: { kind: 'track', track },
    };
  }
  if (from !== undefined || /^\s*\{/.test(text)) {
    const read = readDialect(text);
    if (read !== undefined) {
      const { dialect, transcript, problems } = read;
      return {
        ...{ format: dialect, encoding, problems: [...decoding, ...problems] },
        content: { kind: 'transcript', transcript },
      };
    }
    throw unreadable(
      `${name} is no JSON of a transcript that Offscribe, OpenAI, whisper.cpp or WhisperX writes.`,
    );
  }
  const { track, format, problems } = readTrackText(decoded, name);
  return { format, encoding, problems, content: { kind: 'track', track } };
}

/** How a file is written. */
export interface WriteOptions {
  /** Told instead of the file's own, in formats that tell one. */
  readonly language?: string | undefined;
  /** Rules by which a transcript is laid out as cues; cues that are there stay as they are. */
  readonly profile?: SubtitleProfile | undefined;
}

/** The file in another format, and what of it that format cannot hold. */
export function writeSubtitleFile(
  { content }: Pick<SubtitleFile, 'content'>,
  to: FileFormat,
  { language, profile }: WriteOptions = {},
): { readonly text: string; readonly losses: readonly FileLoss[] } {
  if (content.kind === 'track') {
    const track = language === undefined ? content.track : { ...content.track, language };
    if (isTrackFormat(to)) {
      const { text, losses } = writeTrack(track, to);
      return { text, losses: losses.filter(isSeen) };
    }
    const format: TranscriptFormat = TRANSCRIPT_FORMATS[to];
    const holds = new Set<Feature>(['milliseconds', 'overlaps', ...heldFeatures(format)]);
    return {
      text: format.write(transcriptOf(track)),
      losses: findLosses(track, undefined, holds).filter(isSeen),
    };
  }
  const transcript = language === undefined ? content.transcript : { ...content.transcript, language };
  if (isTrackFormat(to)) return writeAsTrack(transcript, to, profile);
  const format: TranscriptFormat = TRANSCRIPT_FORMATS[to];
  return { text: format.write(transcript), losses: spokenLosses(transcript, format.holds) };
}

/** How a text was spelt in its file is kept for that format alone, and is no loss to a reader. */
function isSeen({ feature }: { readonly feature: string }): boolean {
  return !feature.endsWith('.text');
}

function heldFeatures({ holds }: TranscriptFormat): Feature[] {
  return [
    ...(holds.has('speaker') ? ['speaker' as const] : []),
    ...(holds.has('language') ? ['track-language' as const] : []),
  ];
}

/** What was said as cues; tables have a row a segment, as openai-whisper writes them. */
function writeAsTrack(
  transcript: SpokenTranscript,
  to: KnownFormat,
  profile: SubtitleProfile | undefined,
): { readonly text: string; readonly losses: readonly FileLoss[] } {
  const { holds, write }: TrackFormat = TRACK_FORMATS[to];
  const held = [
    ...(holds.has('speaker') ? ['speaker'] : []),
    ...(holds.has('track-language') ? ['language'] : []),
  ];
  const losses = spokenLosses(transcript, new Set(held));
  if (to === 'tsv' || to === 'csv') {
    const rows = rowsOf(transcript);
    return { text: to === 'tsv' ? formatTsv(rows) : formatCsv(rows), losses };
  }
  const track = trackOf(transcript, (one, turns) => transcriptCues(one, profile, { turns }).cues);
  return { text: write(track), losses };
}

/** The format whose files have this name: the longest ending counts, `.openai.json` before `.json`. */
export function fileFormatOfName(name: string): FileFormat | undefined {
  const lower = name.toLowerCase();
  const spoken = (Object.keys(TRANSCRIPT_FORMATS) as TranscriptFormatName[])
    .filter((format) => lower.endsWith(`.${TRANSCRIPT_FORMATS[format].extension}`))
    .sort(
      (one, other) => TRANSCRIPT_FORMATS[other].extension.length - TRANSCRIPT_FORMATS[one].extension.length,
    );
  return spoken[0] ?? formatOfName(name);
}

/** Ending of the names of a format's files, without its point. */
export function extensionOf(format: FileFormat): string {
  return isTrackFormat(format)
    ? (TRACK_FORMATS[format].extensions[0] ?? format)
    : TRANSCRIPT_FORMATS[format].extension;
}

function isTrackFormat(format: string): format is KnownFormat {
  return Object.hasOwn(TRACK_FORMATS, format);
}

function unreadable(message: string): InputError {
  return new InputError('E_SUBTITLES_UNREADABLE', message, {
    hint: 'offscribe convert IN OUT --from srt   (formats: offscribe convert --help)',
  });
}
