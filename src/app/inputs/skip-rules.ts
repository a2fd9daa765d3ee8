/**
 * Skip rules: why a file needs no work: its outputs are there, subtitles lie beside it, or it holds some itself.
 *
 * Language  subtitles in the wanted language count, and those that name none; when the language is to be found, all do.
 *           Forced subtitles never count: they translate single lines.
 * Out       the reason as a sentence for people; undefined when there is work to do.
 * @module
 */
import { basename, dirname, join } from 'node:path';
import { LANGUAGES } from '../../kernel/index.ts';
import type { SubtitleTrack } from '../../media/index.ts';
import { listFolder, statIfPresent } from '../../platform/index.ts';
import { OUTPUT_FORMATS, type OutputFormatName } from '../../subtitles/index.ts';
import { type OutputPlace, outputsAt } from '../outputs.ts';
import { isSameLanguage, subtitlesFor } from './subtitle-names.ts';

/** Which files are left alone: none; those whose outputs are there; also those that have subtitles of any origin. */
export type SkipWish = 'never' | 'written' | 'subtitled';

/** What is asked about outputs. */
export interface OutputQuestion {
  readonly place: OutputPlace;
  /** Where an earlier run may have put them. */
  readonly otherPlace?: OutputPlace | undefined;
  readonly formats: readonly OutputFormatName[];
  /** The language in their names; undefined while it is to be found. */
  readonly language: string | undefined;
  /** Whether only files that this very run wrote count. */
  readonly mustBeOwn: boolean;
  readonly isOwn: (path: string) => Promise<boolean>;
}

/** All outputs are there. */
export async function writtenAlready(question: OutputQuestion): Promise<string | undefined> {
  const { place, otherPlace, formats, language, mustBeOwn, isOwn } = question;
  const isWritten = async (at: OutputPlace, own: boolean): Promise<boolean> => {
    const paths = await presentOutputs(at, formats, language);
    if (paths === undefined) return false;
    if (own) for (const path of paths) if (!(await isOwn(path))) return false;
    return true;
  };
  if (await isWritten(place, mustBeOwn)) return reasonFor(place, formats, language);
  // Files of that name may be another input's: only a receipt tells whose they are.
  if (otherPlace !== undefined && (await isWritten(otherPlace, true))) {
    return reasonFor(otherPlace, formats, language);
  }
  return undefined;
}

/** Subtitles lie beside the medium. */
export async function subtitledBeside(
  media: string,
  language: string | undefined,
): Promise<string | undefined> {
  const folder = dirname(media);
  for (const name of await listFolder(folder)) {
    const subtitles = subtitlesFor(name, media);
    if (subtitles === undefined || !isWanted(subtitles.language, language)) continue;
    return `${join(folder, name)} is beside it.`;
  }
  return undefined;
}

/** The medium holds subtitles. */
export function subtitledInside(
  tracks: readonly SubtitleTrack[],
  language: string | undefined,
): string | undefined {
  const track = tracks.find((one) => !one.isForced && isWanted(one.language, language));
  if (track === undefined) return undefined;
  return `It holds subtitles (${track.codec}, ${track.language ?? 'of no named language'}).`;
}

function isWanted(found: string | undefined, wanted: string | undefined): boolean {
  return found === undefined || wanted === undefined || isSameLanguage(found, wanted);
}

/** Paths of the outputs, if all are there. */
async function presentOutputs(
  place: OutputPlace,
  formats: readonly OutputFormatName[],
  language: string | undefined,
): Promise<readonly string[] | undefined> {
  if (place.isTagged === true && language === undefined) return await taggedOutputs(place, formats);
  const paths = outputsAt(place, formats, language).map(({ path }) => path);
  for (const path of paths) if ((await statIfPresent(path)) === undefined) return undefined;
  return paths;
}

/** The same while nobody knows the language: the names with any language that Whisper knows, or with none. */
async function taggedOutputs(
  place: OutputPlace,
  formats: readonly OutputFormatName[],
): Promise<readonly string[] | undefined> {
  const names = new Set(await listFolder(place.folder));
  const paths: string[] = [];
  for (const format of formats) {
    const { extension } = OUTPUT_FORMATS[format];
    const tags = [...LANGUAGES.map((code) => `.${code}`), ''];
    const tag = tags.find((each) => names.has(`${place.stem}${each}.${extension}`));
    if (tag === undefined) return undefined;
    paths.push(join(place.folder, `${place.stem}${tag}.${extension}`));
  }
  return paths;
}

function reasonFor(
  place: OutputPlace,
  formats: readonly OutputFormatName[],
  language: string | undefined,
): string {
  const [first] = outputsAt(place, formats, language);
  const name = basename(first?.path ?? place.stem);
  return formats.length > 1
    ? `${name} and its other outputs are there already.`
    : `${name} is there already.`;
}
