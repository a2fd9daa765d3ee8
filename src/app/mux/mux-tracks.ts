/**
 * Mux tracks: the subtitles of a request, read and named, before anything is written.
 *
 * Throws  UsageError E_USAGE (no language code), InputError E_CUE_INVALID.
 * @module
 */
import type { Container } from '../../media/index.ts';
import { type Cue, formatSrt, parseSrt } from '../../subtitles/index.ts';

/** One subtitle track to put in. */
export interface MuxTrack {
  /** Cues on the media clock, or the text of an SRT file. */
  readonly subtitles: readonly Cue[] | string;
  /** Any language code; written as BCP 47 and as ISO 639-2, as far as the container has a place for it. */
  readonly language?: string | undefined;
  readonly title?: string | undefined;
  readonly isDefault?: boolean | undefined;
  readonly isForced?: boolean | undefined;
}

/** A track that has cues. */
export interface ReadyTrack extends Omit<MuxTrack, 'subtitles'> {
  readonly cues: readonly Cue[];
  readonly language: string;
  readonly isBurned: boolean;
}

/** The tracks that have something to show; which one is burned in. */
export async function readTracks(
  tracks: readonly MuxTrack[],
  burnIn: boolean,
): Promise<{ readonly tracks: readonly ReadyTrack[]; readonly notes: readonly string[] }> {
  const { languageTag } = await import('../../media/index.ts');
  const notes: string[] = [];
  const ready: ReadyTrack[] = [];
  for (const { subtitles, language = 'und', ...rest } of tracks) {
    const tag = languageTag(language);
    // What is written is what a reader sees, so blank cues go here.
    const { cues, problems } = parseSrt(typeof subtitles === 'string' ? subtitles : formatSrt(subtitles));
    for (const { line, what } of problems) notes.push(`Line ${line} of the ${tag} subtitles: ${what}.`);
    if (cues.length === 0) notes.push(`The ${tag} track has no cue and was left out.`);
    else ready.push({ ...rest, language: tag, cues, isBurned: false });
  }
  if (!burnIn) return { tracks: ready, notes };
  const burned = ready.find(({ isDefault }) => isDefault === true) ?? ready[0];
  return { tracks: ready.map((track) => ({ ...track, isBurned: track === burned })), notes };
}

/** What a container cannot say of a language. */
export async function languageNotes(tracks: readonly ReadyTrack[], container: Container): Promise<string[]> {
  const { languageCode } = await import('../../media/index.ts');
  return tracks
    .filter(
      ({ isBurned, language }) => !isBurned && languageCode(language, container.languageForm) === undefined,
    )
    .map(({ language }) => `${container.title} has no code for ${language}: its track has no language.`);
}
