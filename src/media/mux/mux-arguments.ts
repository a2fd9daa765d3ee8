/**
 * Mux arguments: one call of ffmpeg that copies the media and puts subtitles beside it. Pure.
 *
 * Clock    Matroska, MP4, QuickTime and AVI count from zero, whenever their first stream begins: their times go through
 *          untouched (`-copyts`, no shift of negative ones), so a cue's time in the file is its time on the media clock.
 *          ffmpeg left alone moves everything by the encoder delay of an AAC track, and takes a late start away from the
 *          media, but not from subtitles. All other formats are moved to zero by their first stream, as the media clock is.
 * Bytes    `bitexact`: no random ids, no clock, no version of FFmpeg.
 * Source   FFmpeg 5.1, ffmpeg_opt.c (`ts_offset`), mux.c (`avoid_negative_ts`), matroskaenc.c (segment ids).
 * @module
 */
import { inputOptions } from '../ffmpeg-tools.ts';
import { isAnyOf, ZERO_BASED } from '../ffprobe.ts';
import type { BurnIn } from './burn-in.ts';
import type { Container } from './containers.data.ts';
import { languageCode } from './language-tags.ts';
import { nameWithRoom } from './matroska-language.ts';
import type { MediaLayout } from './media-layout.ts';
import type { MuxPlan } from './mux-plan.ts';

/** A subtitle track to be put in. */
export interface TextTrack {
  /** The whole subtitle file, in the container's `textForm`. */
  readonly text: string;
  /** BCP 47. */
  readonly language?: string | undefined;
  readonly title?: string | undefined;
  readonly isDefault?: boolean | undefined;
  readonly isForced?: boolean | undefined;
}

/** Files made for one call. */
export interface MuxFiles {
  readonly media: string;
  /** Subtitle files, one for each track. */
  readonly texts: readonly string[];
  /** Covers, as files. */
  readonly covers: readonly CoverFile[];
  readonly output: string;
}

/** A picture to be attached. */
export interface CoverFile {
  readonly path: string;
  readonly name: string;
  readonly mimeType: string;
}

/** Everything the call is made from. */
export interface MuxJob {
  readonly layout: MediaLayout;
  readonly container: Container;
  readonly plan: MuxPlan;
  readonly tracks: readonly TextTrack[];
  readonly files: MuxFiles;
  readonly burnIn?: BurnIn | undefined;
  /** BCP 47 tags of kept streams, by their place among them, for a container that has them. */
  readonly keptTags: ReadonlyMap<number, string>;
}

/** Formats whose packets all have a time to show them; others get theirs made up from the order of decoding. */
const TIMED = ['mov', 'matroska'];

/** Arguments for the ffmpeg program. */
export function muxArguments(job: MuxJob): string[] {
  const { layout, container, plan, files, tracks, burnIn } = job;
  const isZeroBased = isAnyOf(layout.format, ZERO_BASED);
  return [
    ...['-nostdin', '-hide_banner', '-nostats', '-v', 'warning', '-y'],
    ...(isZeroBased ? ['-copyts'] : []),
    ...(isAnyOf(layout.format, TIMED) ? [] : ['-fflags', '+genpts']),
    ...inputOptions(files.media),
    ...files.texts.flatMap((path) => textInput(path, container)),
    ...plan.kept.flatMap(({ index }) => ['-map', `0:${index}`]),
    ...files.texts.flatMap((_, index) => ['-map', `${index + 1}:0`]),
    ...['-map_metadata', '0', '-map_chapters', '0', '-c', 'copy'],
    ...[...plan.converted.keys()].flatMap((place) => [`-c:s:${place}`, container.convertTo]),
    ...(burnIn === undefined ? [] : burnOptions(burnIn, plan)),
    ...[...job.keptTags].flatMap(([place, tag]) => [
      `-metadata:s:${place}`,
      `title=${nameWithRoom(plan.kept[place]?.title, tag)}`,
    ]),
    ...tracks.flatMap((track, index) => trackOptions(track, plan.subtitles + index, container)),
    ...files.covers.flatMap((cover, index) => coverOptions(cover, plan.attachments + index)),
    ...dropBrands(layout, container),
    ...['-avoid_negative_ts', 'disabled', '-fflags', '+bitexact', ...container.options],
    ...['-f', container.muxer, `file:${files.output}`],
  ];
}

/** Whether a track gets a BCP 47 tag; it has room for one then. */
export function hasLanguageTag({ language = 'und' }: TextTrack, { languageForm }: Container): boolean {
  return languageForm === 'bibliographic' && language !== 'und';
}

function textInput(path: string, { textForm }: Container): string[] {
  return ['-f', textForm, '-protocol_whitelist', 'file', '-i', `file:${path}`];
}

function burnOptions({ filter, encoder, options }: BurnIn, { kept }: MuxPlan): string[] {
  const videos = kept.filter(({ kind }) => kind === 'video');
  const film = Math.max(
    0,
    videos.findIndex(({ isPicture }) => !isPicture),
  );
  return [`-filter:v:${film}`, filter, `-c:v:${film}`, encoder, ...options];
}

function trackOptions(track: TextTrack, place: number, container: Container): string[] {
  const code = languageCode(track.language ?? 'und', container.languageForm);
  const flags = [...(track.isDefault ? ['default'] : []), ...(track.isForced ? ['forced'] : [])];
  const tag = (name: string, value: string): string[] => [`-metadata:s:s:${place}`, `${name}=${value}`];
  const title = hasLanguageTag(track, container)
    ? nameWithRoom(track.title, track.language ?? '')
    : track.title;
  return [
    ...[`-c:s:${place}`, container.textCodec, `-disposition:s:${place}`, flags.join('+') || '0'],
    ...(code === undefined ? [] : tag('language', code)),
    ...(title === undefined ? [] : tag('title', title)),
    // What players show as the name of a track in MP4 and QuickTime.
    ...(track.title === undefined || container.pictures !== 'stream' ? [] : tag('handler_name', track.title)),
  ];
}

function coverOptions({ path, name, mimeType }: CoverFile, place: number): string[] {
  const tag = (key: string, value: string): string[] => [`-metadata:s:t:${place}`, `${key}=${value}`];
  return ['-attach', path, ...tag('filename', name), ...tag('mimetype', mimeType)];
}

/** What MP4 says of itself is untrue of a Matroska file. */
function dropBrands({ format }: MediaLayout, { pictures }: Container): string[] {
  if (!isAnyOf(format, ['mov']) || pictures === 'stream') return [];
  const brands = ['major_brand', 'minor_version', 'compatible_brands'];
  return brands.flatMap((name) => ['-metadata', `${name}=`]);
}
