/**
 * Track tags: which BCP 47 tags a Matroska output gets, of tracks that were there and of new ones.
 * @module
 */
import { isAnyOf } from '../ffprobe.ts';
import { CONTAINERS, type ContainerName } from './containers.data.ts';
import { readLanguageTags, type TrackTag } from './matroska-language.ts';
import type { MediaLayout, MediaStream } from './media-layout.ts';
import { hasLanguageTag, type TextTrack } from './mux-arguments.ts';
import type { MuxPlan } from './mux-plan.ts';

/** As much of a request as decides about tags. */
interface TagRequest {
  readonly media: string;
  readonly layout: MediaLayout;
  readonly container: ContainerName;
  readonly tracks: readonly TextTrack[];
}

/** Tags of the input's tracks, which ffmpeg does not hand on, by their place among the kept streams. */
export async function keptTagsOf(
  { media, layout, container }: TagRequest,
  { kept }: MuxPlan,
): Promise<ReadonlyMap<number, string>> {
  const isMatroska = CONTAINERS[container].languageForm === 'bibliographic';
  if (!isMatroska || !isAnyOf(layout.format, ['matroska'])) return new Map();
  const tags = await readLanguageTags(media);
  const entries = layout.streams.filter(isEntry);
  return new Map(
    [...kept.entries()].flatMap(([place, stream]) => {
      const tag = tags[entries.indexOf(stream)];
      return tag === undefined || tags.length !== entries.length ? [] : [[place, tag] as const];
    }),
  );
}

/** Whether a stream is an entry in Matroska's list of tracks: attached files and covers are not. */
function isEntry({ kind, isPicture }: MediaStream): boolean {
  return kind !== 'attachment' && !isPicture;
}

/** All BCP 47 tags to be written, of kept and of new tracks. */
export function trackTags(
  { tracks, container }: Pick<TagRequest, 'tracks' | 'container'>,
  { kept }: MuxPlan,
  keptTags: ReadonlyMap<number, string>,
): TrackTag[] {
  const before = kept.filter(isEntry).length;
  const own = [...keptTags].map(([place, tag]) => ({
    entry: kept.slice(0, place).filter(isEntry).length,
    tag,
  }));
  const added = tracks.flatMap((track, index) =>
    hasLanguageTag(track, CONTAINERS[container])
      ? [{ entry: before + index, tag: track.language ?? '' }]
      : [],
  );
  return [...own, ...added];
}
