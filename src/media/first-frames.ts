/**
 * First frames: where the first sample of a track that comes out of the decoder lies in time.
 *
 * A container's start of a track counts priming (AAC) or pre-skip (Opus) that the decoder takes off, except where the track
 * starts at 0: only the first decoded frame tells. It is looked at where the clock matters and the start is not 0.
 * @module
 */
import type { RawProbe } from './raw-probe.ts';

/** Packets of each audio track that are decoded: priming is three at most. */
export const FIRST_PACKETS = 8;

/** Formats that store priming or pre-skip beside their timestamps. */
const PRIMED = ['mov', 'matroska'];

/** Number of audio tracks whose first frames should be looked at: all of a file, or none. */
export function framesWanted({ format, streams = [] }: RawProbe): number {
  const names = (format?.format_name ?? '').split(',');
  const audio = streams.filter(({ codec_type }) => codec_type === 'audio');
  const isLate = audio.some(({ start_time }) => Number(start_time ?? 0) !== 0);
  return isLate && names.some((name) => PRIMED.includes(name)) ? audio.length : 0;
}

/** Seconds at which the first frame of a stream begins; undefined where none was looked at. */
export function firstFrameSec(
  { frames = [] }: RawProbe,
  streamIndex: number | undefined,
): number | undefined {
  const first = frames.find(({ stream_index }) => stream_index === streamIndex);
  const seconds = Number.parseFloat(first?.best_effort_timestamp_time ?? '');
  return Number.isFinite(seconds) ? seconds : undefined;
}
