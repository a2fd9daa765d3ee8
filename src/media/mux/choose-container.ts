/**
 * Choose container: what a file with subtitles becomes, by what it is and by what was asked for.
 *
 * Kept    Matroska, WebM, MP4 and QuickTime stay what they are; a file without video becomes Matroska audio; all else
 *         becomes Matroska, the one container that takes nearly every stream as it is.
 * Throws  UsageError E_USAGE for an output whose name says a container that holds no text subtitles.
 * @module
 */
import { basename, extname, join, resolve } from 'node:path';
import { UsageError } from '../../kernel/index.ts';
import { isAnyOf } from '../ffprobe.ts';
import { CONTAINERS, type ContainerName } from './containers.data.ts';
import type { MediaLayout } from './media-layout.ts';

/** Where it goes, as far as it was asked for. */
export interface MuxPlace {
  /** The very file; its ending says the container. */
  readonly output?: string | undefined;
  /** A folder, for a file named after the medium; default: the current one. */
  readonly folder?: string | undefined;
}

/** What is written, and where. */
export interface MuxTarget {
  readonly container: ContainerName;
  /** Absolute. */
  readonly path: string;
  /** What the user did not ask for and should know. */
  readonly notes: readonly string[];
}

/** What stands behind the stem of a copy that lies beside its original. */
export const COPY_SUFFIX = '.subtitled';

/**
 * The container and the path: the one asked for, else `<stem>.<ending>` in the folder; where that would be the input
 * itself, `<stem>.subtitled.<ending>`.
 */
export function chooseTarget(media: string, layout: MediaLayout, place: MuxPlace): MuxTarget {
  if (place.output !== undefined) {
    return { container: containerOf(place.output), path: resolve(place.output), notes: [] };
  }
  const container = naturalContainer(media, layout);
  const given = extname(media).slice(1).toLowerCase();
  const { endings, title } = CONTAINERS[container];
  const ending = endings.includes(given) ? given : (endings[0] ?? container);
  const notes =
    given === ending ? [] : [`.${given || '?'} holds no subtitles: ${title} (.${ending}) is written.`];
  const folder = resolve(place.folder ?? '.');
  const stem = basename(media, extname(media));
  const path = join(folder, `${stem}.${ending}`);
  const isInput = path === resolve(media);
  return { container, path: isInput ? join(folder, `${stem}${COPY_SUFFIX}.${ending}`) : path, notes };
}

/** The container that a file name asks for. */
function containerOf(output: string): ContainerName {
  const ending = extname(output).slice(1).toLowerCase();
  const found = Object.entries(CONTAINERS).find(([, { endings }]) => endings.includes(ending));
  if (found !== undefined && isContainer(found[0])) return found[0];
  const known = Object.values(CONTAINERS).flatMap(({ endings }) => endings.slice(0, 1));
  throw new UsageError('E_USAGE', `${output} cannot hold subtitles; ${known.join(', ')} can.`, {
    hint: `Name it ${basename(output, extname(output))}.mkv: Matroska takes nearly everything.`,
  });
}

/** What the file can stay, by its content; its name only tells MP4 from QuickTime and WebM from Matroska. */
function naturalContainer(media: string, { format, streams }: MediaLayout): ContainerName {
  const ending = extname(media).slice(1).toLowerCase();
  const hasVideo = streams.some((stream) => stream.kind === 'video' && !stream.isPicture);
  if (isAnyOf(format, ['matroska']) && CONTAINERS.webm.endings.includes(ending)) return 'webm';
  if (!hasVideo) return 'mka';
  if (isAnyOf(format, ['mov']) && CONTAINERS.mp4.endings.includes(ending)) return 'mp4';
  if (isAnyOf(format, ['mov']) && CONTAINERS.mov.endings.includes(ending)) return 'mov';
  return 'mkv';
}

function isContainer(name: string): name is ContainerName {
  return Object.hasOwn(CONTAINERS, name);
}
