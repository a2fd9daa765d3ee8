/**
 * Track formats: every format of subtitle files by name; files read into tracks, and tracks written.
 *
 * Throws  InputError E_SUBTITLES_UNREADABLE (of no known format, or nothing in it can be read), E_CUE_INVALID.
 * @module
 */
import { InputError } from '../../kernel/index.ts';
import { ASS_FORMAT, SSA_FORMAT } from '../ass/ass-format.ts';
import { LRC_FORMAT } from '../lrc/lrc-format.ts';
import type { ReadProblem } from '../read/parsed-cues.ts';
import { SBV_FORMAT } from '../sbv/sbv-format.ts';
import { SRT_FORMAT } from '../srt/srt-format.ts';
import { CSV_FORMAT } from '../tables/csv-format.ts';
import { TSV_FORMAT } from '../tables/tsv-format.ts';
import { EBU_TT_D_FORMAT, IMSC_FORMAT, TTML_FORMAT } from '../ttml/ttml-format.ts';
import { VTT_FORMAT } from '../vtt/vtt-format.ts';
import { type DecodedText, decodeText } from './decode-text.ts';
import { findLosses, type Loss } from './losses.ts';
import { withStylesInText } from './styles-in-text.ts';
import type { SubtitleTrack } from './track.ts';
import type { TrackFormat } from './track-format.ts';

/** The formats; a text is of the first that knows it. */
export const TRACK_FORMATS = {
  vtt: VTT_FORMAT,
  ssa: SSA_FORMAT,
  ass: ASS_FORMAT,
  srt: SRT_FORMAT,
  sbv: SBV_FORMAT,
  lrc: LRC_FORMAT,
  'ebu-tt-d': EBU_TT_D_FORMAT,
  imsc: IMSC_FORMAT,
  ttml: TTML_FORMAT,
  tsv: TSV_FORMAT,
  csv: CSV_FORMAT,
} as const satisfies Readonly<Record<string, TrackFormat>>;

/** Name of a format that is read and written. */
export type KnownFormat = keyof typeof TRACK_FORMATS;

/** A subtitle file that was read. */
export interface ReadFile {
  readonly track: SubtitleTrack;
  readonly format: KnownFormat;
  /** Label of the WHATWG Encoding Standard. */
  readonly encoding: string;
  /** As decoded, without byte order mark. */
  readonly text: string;
  /** What was passed over or guessed: of the encoding first, then of the format. */
  readonly problems: readonly ReadProblem[];
  /** How many of the problems are of the encoding. */
  readonly guesses: number;
}

/** How much of a text tells its format. */
const SNIFFED_CHARS = 64 * 1024;
/** A hostile file must not become a huge allocation: the longest film has some 200 KB of subtitles. */
const MAX_BYTES = 256 * 1024 * 1024;

/** Reads a subtitle file, in the format that its text shows, else in that of its name. */
export function readTrack(bytes: Uint8Array, fileName = ''): ReadFile {
  return readTrackText(decodeFile(bytes, fileName), fileName);
}

/** The text of a subtitle file, of any format. Throws E_SUBTITLES_UNREADABLE where it is too large to be one. */
export function decodeFile(bytes: Uint8Array, fileName: string): DecodedText {
  if (bytes.length <= MAX_BYTES) return decodeText(bytes);
  throw unreadable(`${nameOf(fileName)} has more than ${MAX_BYTES / 1024 / 1024} MiB.`);
}

/** The same of a file that was decoded. */
export function readTrackText({ text, encoding, problems: decoding }: DecodedText, fileName = ''): ReadFile {
  const named = nameOf(fileName);
  const format = sniffFormat(text) ?? formatOfName(fileName);
  if (format === undefined) throw unreadable(`${named} is no subtitle file of a known format.`);
  const { track, problems } = TRACK_FORMATS[format].read(text);
  const [first] = problems;
  if (track.cues.length === 0 && first !== undefined) {
    const { title } = TRACK_FORMATS[format];
    throw unreadable(
      `${named} cannot be read as ${title}: no cue is in it (line ${first.line}: ${first.what}).`,
    );
  }
  return { track, format, encoding, text, problems: [...decoding, ...problems], guesses: decoding.length };
}

/** A track as a file of a format, UTF-8, and what the file does not say of it any more. */
export function writeTrack(
  track: SubtitleTrack,
  format: KnownFormat,
): { readonly text: string; readonly losses: readonly Loss[] } {
  const { write, holds }: TrackFormat = TRACK_FORMATS[format];
  const written = holds.has('style') ? track : withStylesInText(track);
  return { text: write(written), losses: findLosses(track, format, holds) };
}

/** The format whose files have this name; undefined if none has. The longest ending counts: `.imsc.ttml` before `.ttml`. */
export function formatOfName(fileName: string): KnownFormat | undefined {
  const name = fileName.toLowerCase();
  const fitting = formatNames().flatMap((format) =>
    asFormat(format)
      .extensions.filter((extension) => name.endsWith(`.${extension}`) || name === extension)
      .map((extension) => ({ format, length: extension.length })),
  );
  return fitting.sort((one, other) => other.length - one.length)[0]?.format;
}

function nameOf(fileName: string): string {
  return fileName === '' ? 'The text' : fileName;
}

function sniffFormat(text: string): KnownFormat | undefined {
  const head = text.slice(0, SNIFFED_CHARS);
  return formatNames().find((name) => asFormat(name).sniff(head));
}

function formatNames(): KnownFormat[] {
  return Object.keys(TRACK_FORMATS) as KnownFormat[];
}

function asFormat(name: KnownFormat): TrackFormat {
  return TRACK_FORMATS[name];
}

function unreadable(message: string): InputError {
  return new InputError('E_SUBTITLES_UNREADABLE', message, {
    hint: `Give a subtitle file: ${Object.values(TRACK_FORMATS)
      .map(({ title }) => title)
      .join(', ')}.`,
  });
}
