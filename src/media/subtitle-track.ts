/**
 * Subtitle tracks: the subtitles that a media file holds already, as far as ffprobe tells.
 * @module
 */

/** One subtitle track of a media file. */
export interface SubtitleTrack {
  /** ffmpeg's name of the codec, for example `subrip` or `hdmv_pgs_subtitle`. */
  readonly codec: string;
  /** As written in the file: ISO 639-2 or BCP 47; absent when unknown (`und`). */
  readonly language?: string;
  /** Whether it translates only what is said in another language than the film's. */
  readonly isForced: boolean;
}

/** A stream in ffprobe's JSON, as far as it matters here. */
export interface RawSubtitle {
  readonly codec_type?: string;
  readonly codec_name?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly disposition?: { readonly forced?: number };
}

/** The subtitle tracks among all streams. */
export function subtitleTracks(streams: readonly RawSubtitle[]): readonly SubtitleTrack[] {
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
