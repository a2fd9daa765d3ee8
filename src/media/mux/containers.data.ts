/**
 * Containers: the media files that can hold subtitles as text, and how FFmpeg writes each.
 * Source  FFmpeg 5.1: libavformat/matroskaenc.c, movenc.c (codec tables), libavcodec/codec_desc.c (names);
 *         WebM Container Guidelines (text: WebVTT alone; no attachments).
 * @module
 */
import type { LanguageForm } from './language-tags.ts';

/** One kind of container. */
export interface Container {
  /** As people call it. */
  readonly title: string;
  /** FFmpeg's name of what writes it. */
  readonly muxer: string;
  /** File name endings; the first is what we give. */
  readonly endings: readonly string[];
  /** What new subtitles are handed to FFmpeg as. */
  readonly textForm: 'srt' | 'webvtt';
  /** FFmpeg's name of the codec that text subtitles have in it; `copy` where the text form itself is stored. */
  readonly textCodec: 'copy' | 'mov_text';
  /** What text subtitles of another kind become on the way into it. */
  readonly convertTo: string;
  /** Codecs of subtitles that it holds as they are. */
  readonly holds: readonly string[];
  readonly languageForm: LanguageForm;
  /** How a cover picture and fonts are kept: as attached files, as a picture stream, or not at all. */
  readonly pictures: 'attached' | 'stream' | 'none';
  readonly options: readonly string[];
}

/** Names of the containers. */
export type ContainerName = 'mkv' | 'mka' | 'webm' | 'mp4' | 'mov';

const MATROSKA = {
  muxer: 'matroska',
  textForm: 'srt',
  textCodec: 'copy',
  convertTo: 'subrip',
  holds: [
    ...['subrip', 'ass', 'ssa', 'webvtt', 'text', 'hdmv_pgs_subtitle', 'hdmv_text_subtitle'],
    ...['dvd_subtitle', 'dvb_subtitle'],
  ],
  languageForm: 'bibliographic',
  pictures: 'attached',
  // Flags of tracks are what the input and the request say, not what FFmpeg would guess.
  options: ['-default_mode', 'passthrough'],
} as const;

const MOVIE = {
  textForm: 'srt',
  textCodec: 'mov_text',
  convertTo: 'mov_text',
  pictures: 'stream',
  // A file that a web server hands out plays before all of it has come; opus, flac and truehd are still "experimental" in it.
  options: ['-movflags', '+faststart', '-strict', 'experimental'],
} as const;

/** All containers. */
export const CONTAINERS: Readonly<Record<ContainerName, Container>> = {
  mkv: { ...MATROSKA, title: 'Matroska', endings: ['mkv', 'mk3d'] },
  mka: { ...MATROSKA, title: 'Matroska audio', endings: ['mka'] },
  webm: {
    ...MATROSKA,
    title: 'WebM',
    muxer: 'webm',
    endings: ['webm', 'weba'],
    textForm: 'webvtt',
    convertTo: 'webvtt',
    holds: ['webvtt'],
    pictures: 'none',
  },
  mp4: {
    ...MOVIE,
    title: 'MP4',
    muxer: 'mp4',
    endings: ['mp4', 'm4v'],
    holds: ['mov_text', 'dvd_subtitle'],
    languageForm: 'terminological',
  },
  mov: {
    ...MOVIE,
    title: 'QuickTime',
    muxer: 'mov',
    endings: ['mov', 'qt'],
    holds: ['mov_text'],
    languageForm: 'quicktime',
  },
};
