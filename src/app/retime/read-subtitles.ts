/**
 * Read subtitles: a subtitle file from the disk, in any format and encoding that is known.
 *
 * Throws  InputError E_SUBTITLES_UNREADABLE.
 * @module
 */
import { InputError, toAppError } from '../../kernel/index.ts';
import {
  type KnownFormat,
  type ReadFile,
  readTrack,
  type SubtitleTrack,
  TRACK_FORMATS,
} from '../../subtitles/index.ts';
import { readSubtitleBytes } from '../inputs/subtitle-bytes.ts';

/** A file that was read. */
export interface ReadSubtitles {
  readonly track: SubtitleTrack;
  readonly format: KnownFormat;
  /** What was passed over or mended, a sentence each. */
  readonly warnings: readonly string[];
}

/** So many places are named. */
const NAMED_PROBLEMS = 5;

/** Reads the file. */
export async function readSubtitles(path: string): Promise<ReadSubtitles> {
  const bytes = await readSubtitleBytes(path, 'offscribe retime SUBTITLES --shift 1.5');
  const { track, format, problems } = parse(bytes, path);
  const more = problems.length - NAMED_PROBLEMS;
  const warnings = problems.slice(0, NAMED_PROBLEMS).map(({ line, what }) => `${path}:${line}: ${what}.`);
  return {
    track,
    format,
    warnings: more > 0 ? [...warnings, `${path}: ${more} places more like these.`] : warnings,
  };
}

function parse(bytes: Uint8Array, path: string): ReadFile {
  try {
    return readTrack(bytes, path);
  } catch (thrown) {
    const { code, message } = toAppError(thrown);
    if (code !== 'E_SUBTITLES_UNREADABLE') throw thrown;
    const titles = Object.values(TRACK_FORMATS).map(({ title }) => title);
    const hint = `offscribe retime SUBTITLES --shift 1.5   (${titles.join(', ')})`;
    throw new InputError(code, message, { hint, cause: thrown });
  }
}
