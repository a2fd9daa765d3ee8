/**
 * ffmpeg decode: one audio track to 16 kHz mono PCM, streamed from the standard output of a program with FFmpeg in it.
 *
 * Gaps in the timestamps become silence and overlaps are trimmed (`aresample=async=1`), so that later words keep their
 * times; the first sample is the track's start, not before. Stereo becomes the mean of both; more channels are mixed by
 * ffmpeg's standard matrix (centre strongest, no low-frequency channel), or by the mean where the layout is unknown.
 * Throws  InputError E_MEDIA_UNDECODABLE when no sample comes out, CancelledError.
 * @module
 */
import { clampPcm } from '../audio/index.ts';
import { SAMPLE_RATE_HZ, throwIfCancelled } from '../kernel/index.ts';
import type { ProbedTrack } from './ffprobe.ts';
import type { MediaBackend } from './media-backend.ts';
import { undecodable } from './media-errors.ts';

/** A decode as it goes on. */
export interface FfmpegDecode {
  readonly path: string;
  readonly backend: MediaBackend;
  readonly track: ProbedTrack;
  /** Samples (16 kHz) in front of the clock's zero; they are left out and not counted. Default 0. */
  readonly leadSamples?: number;
  /** Sees every piece before it is handed on. */
  readonly onPiece?: (pcm: Float32Array) => void;
}

/** How ffmpeg ended. */
export interface FfmpegEnd {
  readonly samples: number;
  /** Lines in which ffmpeg said that a packet could not be decoded. */
  readonly damagedPlaces: number;
  readonly isCutOff: boolean;
  /** Seconds of silence that ffmpeg put where timestamps jump: damage, or a gap in the recording. May be Infinity. */
  readonly filledSec: number;
  /** Seconds of audio that ffmpeg left out where timestamps jump back: it overlaps what came before. */
  readonly droppedSec: number;
}

/** Yields the pieces; returns how it ended. */
export async function* decodeWithFfmpeg(
  decode: FfmpegDecode,
  signal: AbortSignal,
): AsyncGenerator<Float32Array, FfmpegEnd, undefined> {
  throwIfCancelled(signal);
  const { path, track, backend } = decode;
  const program = await backend.decode({ path, track: track.index, filters: filtersFor(track) }, signal);
  const joiner = new SampleJoiner();
  let samples = 0;
  let lead = decode.leadSamples ?? 0;
  let isDrained = false;
  try {
    for await (const bytes of program.stdout) {
      throwIfCancelled(signal);
      const decoded = clampPcm(joiner.push(bytes));
      const pcm = decoded.subarray(Math.min(lead, decoded.length));
      lead -= decoded.length - pcm.length;
      samples += pcm.length;
      if (pcm.length === 0) continue;
      decode.onPiece?.(pcm);
      yield pcm;
    }
    isDrained = true;
  } catch (error) {
    throwIfCancelled(signal);
    throw error;
  } finally {
    // Not after a full pass: it would take the exit code from an ffmpeg that is about to end by itself.
    if (!isDrained) program.stop();
  }
  const { exitCode, stderr, crash } = await program.ended;
  throwIfCancelled(signal);
  if (crash !== undefined) {
    const seconds = (samples / SAMPLE_RATE_HZ).toFixed(1);
    throw undecodable(path, `its decoder ${crash} after ${seconds} s of audio.`, { decoderOutput: stderr });
  }
  if (samples === 0) {
    const reason = `no audio came out of track ${track.index} (${track.codec}).`;
    throw undecodable(path, reason, { decoderOutput: stderr });
  }
  const complaints = stderr.match(/^.*(Error while decoding|Error submitting packet|corrupt).*$/gim) ?? [];
  const isCutOff = /ended prematurely|partial file/i.test(stderr);
  const damagedPlaces = complaints.length + (exitCode > 0 ? 1 : 0);
  return { samples, isCutOff, damagedPlaces, ...bridged(stderr, track.sampleRateHz) };
}

/** A `stderr` of this length may be the tail of a longer one. */
const LONG_STDERR = 60_000;

/**
 * Sums what the resampler says when it bridges a gap (in samples at the track's own rate) or an overlap (in samples of the
 * output). Only said at level verbose, and of silence in steps of 16384, which without `repeat` would be folded into "last
 * message repeated": a gap of five minutes fills the tail that is kept, and nobody knows what was said before it.
 */
function bridged(stderr: string, sampleRateHz: number): Pick<FfmpegEnd, 'filledSec' | 'droppedSec'> {
  const sum = (pattern: RegExp): number =>
    [...stderr.matchAll(pattern)].reduce((total, found) => total + Number(found[1]), 0);
  const filledSec = sum(/adding (\d+) audio samples of silence/g) / sampleRateHz;
  const droppedSec = sum(/discarding (\d+) audio samples/g) / SAMPLE_RATE_HZ;
  const isTail = filledSec > 0 && stderr.length > LONG_STDERR;
  return { filledSec: isTail ? Infinity : filledSec, droppedSec };
}

function filtersFor({ channels, hasLayout }: ProbedTrack): string[] {
  const share = Array.from({ length: channels }, (_, channel) => `${1 / channels}*c${channel}`);
  const mean = hasLayout || channels <= 2 ? [] : [`pan=mono|c0=${share.join('+')}`];
  return [...mean, 'aresample=async=1'];
}

/** Bytes in pieces of any length to whole little-endian floats. */
class SampleJoiner {
  #rest: Uint8Array = new Uint8Array(0);

  push(bytes: Uint8Array): Float32Array {
    const total = this.#rest.length + bytes.length;
    const joined = new Uint8Array(total);
    joined.set(this.#rest);
    joined.set(bytes, this.#rest.length);
    const count = Math.floor(total / 4);
    this.#rest = joined.slice(count * 4);
    return new Float32Array(joined.buffer, 0, count);
  }
}
