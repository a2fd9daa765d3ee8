/**
 * ffprobe: what is in a media file, and where its audio lies on the media clock.
 *
 * Throws  InputError E_MEDIA_UNDECODABLE, NotReadyError E_RUNTIME_MISSING (ffprobe itself does not run), CancelledError.
 * Source  ffprobe's JSON writer; container clocks as in the muxers' specifications (ISO 14496-12, RFC 9559, ISO 13818-1).
 * @module
 */
import { throwIfCancelled } from '../kernel/index.ts';
import type { ProgramResult } from '../platform/index.ts';
import type { AudioTrack } from './audio-track.ts';
import { firstFrameSec } from './first-frames.ts';
import type { MediaBackend } from './media-backend.ts';
import { undecodable } from './media-errors.ts';
import type { RawProbe, RawStream } from './raw-probe.ts';
import { type SubtitleTrack, subtitleTracks } from './subtitle-track.ts';

/** An audio track and what only ffprobe knows of it. */
export interface ProbedTrack extends AudioTrack {
  /** Seconds of audio that the file claims for it; absent where the claim is an estimate. */
  readonly claimedSec?: number;
  /** Whether ffmpeg knows which loudspeaker each channel is for. */
  readonly hasLayout: boolean;
}

/** What ffprobe found. */
export interface Probe {
  /** ffmpeg's demuxer names, for example `mov,mp4,m4a,3gp,3g2,mj2`. */
  readonly format: string;
  readonly durationSec?: number;
  /** Earliest start of any stream: the zero of ffmpeg's output times. */
  readonly startSec: number;
  readonly tracks: readonly ProbedTrack[];
  readonly subtitles: readonly SubtitleTrack[];
  /** Whether the file says of itself that its end is missing. */
  readonly isCutOff: boolean;
}

/** Formats whose clock starts at 0 by definition: a track that starts later starts late for the viewer too. */
export const ZERO_BASED = ['mov', 'matroska', 'avi'];
/** Sound files without a clock of their own: the first sample is time 0, whatever encoder delay ffmpeg reports. */
const CLOCKLESS = [
  'wav',
  'w64',
  'flac',
  'mp3',
  'ogg',
  'aac',
  'loas',
  'ac3',
  'eac3',
  'dts',
  'amr',
  'aiff',
  'au',
  'caf',
];
/** What a start may lie before zero by rounding alone: a tick of Matroska's clock. */
const CLOCK_TICK_SEC = 0.001;
/** Formats whose stated length of a track is exact, unless ffprobe says that it had to estimate. */
const EXACT_LENGTHS = ['mov', 'matroska', 'flac', 'mp3', 'wav', 'w64'];

/** Looks into a file. */
export async function probeMedia(path: string, backend: MediaBackend, signal?: AbortSignal): Promise<Probe> {
  let result: ProgramResult;
  try {
    result = await backend.probe(path, signal);
  } catch (error) {
    throwIfCancelled(signal);
    throw error;
  }
  if (result.exitCode !== 0)
    throw undecodable(path, probeReason(result.stderr), { decoderOutput: result.stderr });
  const raw: RawProbe = JSON.parse(result.stdout);
  return readProbe(raw, result.stderr);
}

function probeReason(stderr: string): string {
  if (/not on whitelist/i.test(stderr)) {
    return 'it is a playlist, an image or another format that Offscribe does not open.';
  }
  if (/moov atom not found/i.test(stderr)) {
    return 'it has no index (moov atom); either the recording was cut off before it was finished, or it is no video file.';
  }
  return 'ffmpeg does not recognise it as audio or video.';
}

/** The parts of ffprobe's answer that matter. `stderr` at level warning says which durations are guesses. */
function readProbe(raw: RawProbe, stderr: string): Probe {
  const format = raw.format?.format_name ?? '';
  const startSec = toSeconds(raw.format?.start_time) ?? 0;
  const durationSec = toSeconds(raw.format?.duration);
  const isEstimated = /Estimating duration from bitrate/i.test(stderr);
  const streams = (raw.streams ?? []).filter((stream) => stream.codec_type === 'audio');
  const tracks = streams.map((stream, index): ProbedTrack => {
    const language = stream.tags?.['language'];
    const claimedSec = isEstimated ? undefined : claimedLength(stream, format);
    return {
      index,
      codec: stream.codec_name ?? 'unknown',
      ...(language === undefined || language === 'und' ? {} : { language }),
      channels: stream.channels ?? 0,
      sampleRateHz: Number(stream.sample_rate ?? 0),
      startSec: firstFrameSec(raw, stream.index) ?? toSeconds(stream.start_time) ?? startSec,
      isDefault: stream.disposition?.default === 1,
      ...(claimedSec === undefined ? {} : { claimedSec }),
      hasLayout: !['', 'unknown'].includes(stream.channel_layout ?? ''),
    };
  });
  const isCutOff = /filesize and duration do not match|ended prematurely|partial file/i.test(stderr);
  const subtitles = subtitleTracks(raw.streams ?? []);
  const base = { format, startSec, tracks, subtitles, isCutOff };
  return durationSec === undefined ? base : { ...base, durationSec };
}

/** Seconds of audio that the file itself claims for a stream. */
function claimedLength(stream: RawStream, format: string): number | undefined {
  if (!isAnyOf(format, EXACT_LENGTHS)) return undefined;
  const length = toSeconds(stream.duration);
  if (length !== undefined) return length;
  // Matroska writes the end of each track, not its length, and as a clock time.
  const clock = /^(\d+):(\d+):([\d.]+)$/.exec(stream.tags?.['DURATION'] ?? '');
  if (clock === null) return undefined;
  const endSec = Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3]);
  return endSec - (toSeconds(stream.start_time) ?? 0);
}

/** Where the samples of a track lie on the media clock. */
export interface ClockPlace {
  /** Seconds to add to audio time to reach the media clock; never negative. */
  readonly offsetSec: number;
  /** Seconds of audio in front of the clock's zero, which no player plays: they are left out. */
  readonly leadSec: number;
}

/** The place of a track. */
export function placeOnClock(probe: Probe, track: AudioTrack): ClockPlace {
  if (isAnyOf(probe.format, CLOCKLESS)) return { offsetSec: 0, leadSec: 0 };
  const zero = isAnyOf(probe.format, ZERO_BASED) ? 0 : probe.startSec;
  const offsetSec = track.startSec - zero;
  if (offsetSec >= 0) return { offsetSec, leadSec: 0 };
  return { offsetSec: 0, leadSec: -offsetSec > CLOCK_TICK_SEC ? -offsetSec : 0 };
}

/** Whether a demuxer's comma-separated names include one of `names`. */
export function isAnyOf(format: string, names: readonly string[]): boolean {
  return format.split(',').some((name) => names.includes(name));
}

function toSeconds(text: string | undefined): number | undefined {
  const seconds = Number.parseFloat(text ?? '');
  return Number.isFinite(seconds) ? seconds : undefined;
}
