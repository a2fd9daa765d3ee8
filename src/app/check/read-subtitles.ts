/**
 * Read subtitles: a subtitle file from the disk, and the language it is in as far as anybody says.
 *
 * Throws  InputError E_SUBTITLES_UNREADABLE.
 * @module
 */
import { basename } from 'node:path';
import { readTrack } from '../../subtitles/index.ts';
import { readSubtitleBytes } from '../inputs/subtitle-bytes.ts';
import { subtitlesFor } from '../inputs/subtitle-names.ts';

/** A subtitle file. */
export interface ReadSubtitles extends ReturnType<typeof readTrack> {
  readonly hasByteOrderMark: boolean;
  /** How its bytes were read, where that was a guess. */
  readonly notes: readonly string[];
  /** BCP 47, from the file itself or its name. */
  readonly language?: string;
}

/** Reads one file. */
export async function readSubtitles(path: string): Promise<ReadSubtitles> {
  const bytes = await readSubtitleBytes(path, 'offscribe check FILE.srt');
  const read = readTrack(bytes, path);
  const decoding = read.problems.slice(0, read.guesses);
  const language = read.track.language ?? languageOfName(path);
  const problems = read.problems.slice(read.guesses);
  const isEmpty = read.track.cues.length === 0 && problems.length === 0;
  return {
    ...read,
    problems: isEmpty ? [{ line: 1, what: 'no cue is in the file' }] : problems,
    notes: decoding.map(({ line, what }) => `${path} line ${line}: ${what}.`),
    hasByteOrderMark: bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf,
    ...(language === undefined ? {} : { language }),
  };
}

/** `film.2020.en.srt` says English. */
function languageOfName(path: string): string | undefined {
  const name = basename(path);
  const dots = [...name.matchAll(/\./g)].map(({ index }) => index).reverse();
  for (const dot of dots) {
    const language = subtitlesFor(name, name.slice(0, dot))?.language;
    if (language !== undefined) return language;
  }
  return undefined;
}
