/**
 * Subtitle tracks: the subtitles that a media file holds already, as far as ffprobe tells.
 * @module
 */
import type { RawStream } from './ffprobe.ts';

/** One subtitle track of a media file. */
export interface SubtitleTrack {
  /** ffmpeg's name of the codec, for example `subrip` or `hdmv_pgs_subtitle`. */
  readonly codec: string;
  /** As written in the file: ISO 639-2 or BCP 47; absent when unknown (`und`). */
  readonly language?: string;
  /** Whether it translates only what is said in another language than the film's. */
  readonly isForced: boolean;
}

/** The subtitle tracks among all streams. */
export function subtitleTracks(streams: readonly RawStream[]): readonly SubtitleTrack[] {
  return streams
    .filter((stream) => stream.codec_type === 'subtitle')
    .map(({ codec_name: codec = 'unknown', tags, disposition }) => {
      const language = tags?.['language'];
      return {
        codec,
        ...(language === undefined || language === 'und' ? {} : { language }),
        isForced: disposition?.forced === 1,
      };
    });
}
