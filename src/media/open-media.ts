/**
 * Open media: finds out what a file is and which track to use, then decodes it as often as asked.
 *
 * ffmpeg decodes everything where it is installed; without it WAV, FLAC, MP3 and Ogg (Vorbis, Opus) are decoded
 * in-process. A file without a single sample is an error, also a valid WAV of length 0: an empty recording is a loss
 * that must be seen, not an empty transcript.
 * Throws  InputError E_MEDIA_NOT_FOUND, E_MEDIA_UNDECODABLE, E_MEDIA_NO_AUDIO; NotReadyError E_RUNTIME_MISSING;
 *         CancelledError.
 * @module
 */
import { SAMPLE_RATE_HZ, throwIfCancelled } from '../kernel/index.ts';
import type { Environment } from '../platform/index.ts';
import { type AudioTrack, chooseTrack } from './audio-track.ts';
import { decodeWithFfmpeg, type FfmpegDecode } from './ffmpeg-decode.ts';
import { type FfmpegTools, findFfmpeg } from './ffmpeg-tools.ts';
import { isAnyOf, mediaClockOffset, probeMedia } from './ffprobe.ts';
import { decodeInProcess, type SoundFile } from './in-process-decode.ts';
import { describeLosses } from './losses.ts';
import { ffmpegMissing, undecodable } from './media-errors.ts';
import { SilenceWatch } from './silence-watch.ts';
import { type Sniffed, sniffMedia } from './sniff.ts';

/** What a full pass found. */
export interface DecodeReport {
  readonly samples: number;
  /** Sentences for the user: damage, with the lost span in words. */
  readonly warnings: readonly string[];
}

/** A media file whose audio can be decoded. Holds no resources between passes. */
export interface OpenMedia {
  readonly path: string;
  readonly decoder: 'ffmpeg' | 'in-process';
  readonly tracks: readonly AudioTrack[];
  /** The one that `pcm` decodes. */
  readonly track: AudioTrack;
  /** Length of the file, where it is known; may be an estimate. */
  readonly durationSec?: number;
  /** Seconds to add to audio time to reach the media clock. */
  readonly offsetSec: number;
  /** 16 kHz mono pieces in [-1, 1] from the first sample of the track; each call decodes from the start. */
  pcm(signal: AbortSignal): AsyncIterable<Float32Array>;
  /** Complete after a full pass of `pcm`; until then what the pass before it found. */
  readonly report: DecodeReport;
}

/** How to open. */
export interface OpenMediaOptions {
  /** Read: PATH, PATHEXT, OFFSCRIBE_FFMPEG. */
  readonly env: Environment;
  /** 0-based number among the audio tracks, or a language code. */
  readonly track?: string;
  readonly signal?: AbortSignal;
}

/** Opens a local file; the path is never taken as a URL. */
export async function openMedia(path: string, options: OpenMediaOptions): Promise<OpenMedia> {
  const sniffed = await sniffMedia(path);
  throwIfCancelled(options.signal);
  const tools = await findFfmpeg(options.env);
  if (tools !== undefined) return await openWithFfmpeg({ path, sniffed, tools }, options);
  return openInProcess(path, sniffed, options);
}

interface FfmpegFile {
  readonly path: string;
  readonly sniffed: Sniffed;
  readonly tools: FfmpegTools;
}

async function openWithFfmpeg(
  { path, sniffed, tools }: FfmpegFile,
  options: OpenMediaOptions,
): Promise<OpenMedia> {
  const probe = await probeMedia(path, tools, options.signal);
  const track = chooseTrack(probe.tracks, options.track, path);
  // ffprobe takes a WAV's length from the file size; only the header knows what was there before it was cut off.
  const claimedSec = sniffed.kind === 'wav' ? sniffed.facts.claimedSec : track.claimedSec;
  const offsetSec = mediaClockOffset(probe, track);
  const decode: FfmpegDecode = { path, tools, probe, track };
  // MP3 has no timestamps: what is lost in the middle of it moves the rest, and only its size tells the two apart.
  const isTimed = !isAnyOf(probe.format, ['mp3', 'flac']);
  return makeOpenMedia(
    { path, decoder: 'ffmpeg', tracks: probe.tracks, track, offsetSec, durationSec: probe.durationSec },
    async function* (signal, finish) {
      const silence = new SilenceWatch();
      const source = decodeWithFfmpeg(decode, signal);
      const end = yield* watch(source, silence);
      const decodedSec = end.samples / SAMPLE_RATE_HZ;
      const fromTheEnd = isTimed || probe.isCutOff || end.damagedPlaces === 0;
      const silenced = end.damagedPlaces > 0 && isTimed ? silence.spans : [];
      const { damagedPlaces } = end;
      finish(
        end.samples,
        describeLosses({ claimedSec, decodedSec, fromTheEnd, offsetSec, damagedPlaces, silenced }),
      );
    },
  );
}

/** Passes pieces on while `silence` looks at them; returns what the source returns. */
async function* watch<T>(
  source: AsyncGenerator<Float32Array, T, undefined>,
  silence: SilenceWatch,
): AsyncGenerator<Float32Array, T, undefined> {
  for (;;) {
    const next = await source.next();
    if (next.done) return next.value;
    silence.add(next.value);
    yield next.value;
  }
}

function openInProcess(path: string, sniffed: Sniffed, options: OpenMediaOptions): OpenMedia {
  const sound = requireSound(path, sniffed);
  const { claimedSec, claimedBytes, ...shape } = sound.facts;
  const tracks = [{ index: 0, startSec: 0, ...shape }];
  const track = chooseTrack(tracks, options.track, path);
  const isCutOff =
    sound.kind === 'wav' || (claimedBytes !== undefined && sound.fileBytes - sound.audioAt < claimedBytes);
  return makeOpenMedia(
    { path, decoder: 'in-process', tracks, track, offsetSec: 0, durationSec: claimedSec },
    async function* (signal, finish) {
      const { samples, damagedPlaces } = yield* decodeInProcess(path, sound, signal);
      const fromTheEnd = isCutOff || damagedPlaces === 0;
      const decodedSec = samples / SAMPLE_RATE_HZ;
      finish(samples, describeLosses({ claimedSec, decodedSec, fromTheEnd, offsetSec: 0, damagedPlaces }));
    },
  );
}

/** The file as one that can be decoded without ffmpeg. */
function requireSound(path: string, sniffed: Sniffed): SoundFile {
  if (sniffed.kind === 'text') throw undecodable(path, 'it holds text, not audio or video.');
  if (sniffed.kind === 'other') {
    throw ffmpegMissing(
      `${path} needs ffmpeg, which is not installed; without it only WAV, FLAC, MP3 and Ogg can be decoded.`,
    );
  }
  if (sniffed.kind === 'wav' && sniffed.header.encoding === undefined) {
    throw ffmpegMissing(
      `${path} is a WAV file with compressed audio, which needs ffmpeg, and that is not installed.`,
    );
  }
  return sniffed;
}

interface MediaFacts {
  readonly path: string;
  readonly decoder: OpenMedia['decoder'];
  readonly tracks: readonly AudioTrack[];
  readonly track: AudioTrack;
  readonly offsetSec: number;
  readonly durationSec: number | undefined;
}

type Pass = (
  signal: AbortSignal,
  finish: (samples: number, warnings: readonly string[]) => void,
) => AsyncGenerator<Float32Array, void, undefined>;

function makeOpenMedia(facts: MediaFacts, pass: Pass): OpenMedia {
  let report: DecodeReport = { samples: 0, warnings: [] };
  const { durationSec, ...rest } = facts;
  return {
    ...rest,
    ...(durationSec === undefined ? {} : { durationSec }),
    pcm: (signal) =>
      pass(signal, (samples, warnings) => {
        report = { samples, warnings };
      }),
    get report() {
      return report;
    },
  };
}
