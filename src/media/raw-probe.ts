/**
 * Raw probe: ffprobe's JSON, as far as it is read; whoever runs FFmpeg answers in this form.
 *
 * Source  ffprobe's JSON writer (fftools/ffprobe.c).
 * @module
 */

/** A stream in ffprobe's JSON. */
export interface RawStream {
  /** 0-based among all streams. */
  readonly index?: number;
  readonly codec_type?: string;
  readonly codec_name?: string;
  readonly channels?: number;
  readonly channel_layout?: string;
  readonly sample_rate?: string;
  readonly start_time?: string;
  readonly duration?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly disposition?: { readonly default?: number; readonly forced?: number };
}

/** ffprobe's JSON, as far as it is read. */
export interface RawProbe {
  readonly streams?: readonly RawStream[];
  readonly format?: {
    readonly format_name?: string;
    readonly duration?: string;
    readonly start_time?: string;
  };
  /** The first frames of the audio tracks, where they were looked at. */
  readonly frames?: readonly RawFrame[];
}

/** A decoded frame in ffprobe's JSON. */
export interface RawFrame {
  readonly stream_index?: number;
  readonly best_effort_timestamp_time?: string;
}
