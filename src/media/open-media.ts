/**
 * Open media: finds out what a file is and which track to use, then decodes it as often as asked.
 *
 * Order   WAV of 16 kHz mono in-process, since whatever decodes it gives the very samples that are in it; else the machine's
 *         ffmpeg; else the media add-on in OFFSCRIBE_HOME, if it is ready; else WAV, FLAC, MP3 and Ogg (Vorbis, Opus)
 *         in-process. The add-on goes before the in-process decoders because it is FFmpeg too: gaps, damage and more
 *         than two channels give what the machine's ffmpeg would have given.
 * Empty   a file without a single sample is an error, also a valid WAV of length 0: an empty recording is a loss that must
 *         be seen, not an empty transcript.
 * Throws  InputError E_MEDIA_NOT_FOUND, E_MEDIA_UNDECODABLE, E_MEDIA_NO_AUDIO; NotReadyError E_RUNTIME_MISSING;
 *         CancelledError.
 * @module
 */
import { SAMPLE_RATE_HZ, secondsToSamples, throwIfCancelled } from '../kernel/index.ts';
import { type Environment, offscribeHome, statIfPresent } from '../platform/index.ts';
import { addonBackend } from './addon/addon-backend.ts';
import { addonsFolder } from './addon/addon-places.ts';
import { inspectAddon } from './addon/inspect-addon.ts';
import { type AudioTrack, chooseTrack } from './audio-track.ts';
import { ffmpegBackend } from './ffmpeg-backend.ts';
import { decodeWithFfmpeg, type FfmpegDecode } from './ffmpeg-decode.ts';
import { findFfmpeg } from './ffmpeg-tools.ts';
import { isAnyOf, placeOnClock, probeMedia } from './ffprobe.ts';
import { decodeInProcess, type SoundFile } from './in-process-decode.ts';
import { describeLosses } from './losses.ts';
import type { MediaBackend } from './media-backend.ts';
import { decoderMissing, undecodable } from './media-errors.ts';
import { checkSampleRate } from './sample-rate.ts';
import { SilenceWatch } from './silence-watch.ts';
import { type Sniffed, sniffMedia } from './sniff.ts';
import type { SubtitleTrack } from './subtitle-track.ts';

/** Streams without timestamps, as ffmpeg names them. */
const UNTIMED = ['mp3', 'aac', 'ac3', 'eac3', 'dts', 'amr'];
/** A gap's length in the output may differ from what was filled by resampling. */
const ROUNDING_SEC = 0.05;

/** What a full pass found. */
export interface DecodeReport {
  readonly samples: number;
  /** Sentences for the user: damage, with the lost span in words. */
  readonly warnings: readonly string[];
}

/** A media file whose audio can be decoded. Holds no resources between passes. */
export interface OpenMedia {
  readonly path: string;
  readonly decoder: MediaBackend['name'] | 'in-process';
  readonly tracks: readonly AudioTrack[];
  /** Subtitles in the file; none where it was not FFmpeg that looked. */
  readonly subtitles: readonly SubtitleTrack[];
  /** The one that `pcm` decodes. */
  readonly track: AudioTrack;
  /** Length of the file, where it is known; may be an estimate. */
  readonly durationSec?: number;
  /** Seconds to add to audio time to reach the media clock. */
  readonly offsetSec: number;
  /** 16 kHz mono pieces in [-1, 1] from the track's first sample that is not before time 0; each call starts there. */
  pcm(signal: AbortSignal): AsyncIterable<Float32Array>;
  /** Complete after a full pass of `pcm`; until then what the pass before it found. */
  readonly report: DecodeReport;
}

/** How to open. */
export interface OpenMediaOptions {
  /** Read: PATH, PATHEXT, OFFSCRIBE_FFMPEG, OFFSCRIBE_HOME and what stands for it. */
  readonly env: Environment;
  /** 0-based number among the audio tracks, or a language code. */
  readonly track?: string;
  readonly signal?: AbortSignal;
}

/** Opens a local file; the path is never taken as a URL. */
export async function openMedia(path: string, options: OpenMediaOptions): Promise<OpenMedia> {
  const sniffed = await sniffMedia(path);
  throwIfCancelled(options.signal);
  // Refused before ffmpeg sees it: playlists are text, and name other files or addresses to open.
  if (sniffed.kind === 'text') throw undecodable(path, 'it holds text, not audio or video.');
  if ('facts' in sniffed) checkSampleRate(path, sniffed.facts.sampleRateHz);
  if (isPlain(sniffed)) return openInProcess(path, sniffed, options);
  const backend = await findBackend(options.env);
  if (backend !== undefined) return await openWithBackend({ path, sniffed, backend }, options);
  return openInProcess(path, requireSound(path, sniffed), options);
}

async function findBackend(env: Environment): Promise<MediaBackend | undefined> {
  const tools = await findFfmpeg(env);
  if (tools !== undefined) return ffmpegBackend(tools);
  const home = offscribeHome(env);
  // Where none was ever made nothing is asked of the package, which an application's bundler may have taken apart.
  if ((await statIfPresent(addonsFolder(home))) === undefined) return undefined;
  const { state, folder } = await inspectAddon(home);
  return state === 'ready' ? addonBackend(folder, env) : undefined;
}

/** What is left when text has been refused. */
type MediaContent = Exclude<Sniffed, { kind: 'text' }>;

interface BackendFile {
  readonly path: string;
  readonly sniffed: MediaContent;
  readonly backend: MediaBackend;
}

async function openWithBackend(
  { path, sniffed, backend }: BackendFile,
  options: OpenMediaOptions,
): Promise<OpenMedia> {
  const probe = await probeMedia(path, backend, options.signal);
  const track = chooseTrack(probe.tracks, options.track, path);
  // 0 is what ffprobe says of a codec that it does not know.
  if (track.sampleRateHz !== 0) checkSampleRate(path, track.sampleRateHz);
  // ffprobe takes a WAV's length from the file's size and an MP3's without the encoder's delay: the header knows better.
  const facts = 'facts' in sniffed ? sniffed.facts : undefined;
  const { offsetSec, leadSec } = placeOnClock(probe, track);
  const wholeSec = facts?.claimedSec ?? track.claimedSec;
  const claimedSec = wholeSec === undefined ? undefined : wholeSec - leadSec;
  const durationSec = facts?.claimedSec ?? facts?.lengthSec ?? probe.durationSec;
  return makeOpenMedia(
    {
      ...{ path, decoder: backend.name, tracks: probe.tracks, subtitles: probe.subtitles },
      ...{ track, offsetSec, durationSec },
    },
    async function* (signal, finish) {
      const silence = new SilenceWatch();
      const leadSamples = secondsToSamples(leadSec);
      const onPiece = (pcm: Float32Array): void => silence.add(pcm);
      const decode: FfmpegDecode = { path, backend, track, leadSamples, onPiece };
      const end = yield* decodeWithFfmpeg(decode, signal);
      const { damagedPlaces, filledSec, droppedSec } = end;
      const isCutOff = facts?.isCutOff === true || probe.isCutOff || end.isCutOff;
      // Without timestamps a loss in the middle moves the rest, and looks like a missing end.
      const fromTheEnd = isCutOff || damagedPlaces === 0 || !isAnyOf(probe.format, UNTIMED);
      const silenced = silence.spans.filter((gap) => gap.endSec - gap.startSec < filledSec + ROUNDING_SEC);
      const decodedSec = end.samples / SAMPLE_RATE_HZ;
      const span = { claimedSec, decodedSec, fromTheEnd, isCutOff, offsetSec, damagedPlaces };
      const losses = describeLosses({ ...span, droppedSec, silenced: filledSec > 0 ? silenced : [] });
      finish(end.samples, losses);
    },
  );
}

function openInProcess(path: string, sound: SoundFile, options: OpenMediaOptions): OpenMedia {
  const { codec, channels, sampleRateHz, claimedSec, lengthSec } = sound.facts;
  const tracks = [{ index: 0, startSec: 0, codec, channels, sampleRateHz }];
  const track = chooseTrack(tracks, options.track, path);
  const durationSec = claimedSec ?? lengthSec;
  return makeOpenMedia(
    { path, decoder: 'in-process', tracks, subtitles: [], track, offsetSec: 0, durationSec },
    async function* (signal, finish) {
      const { samples, damagedPlaces } = yield* decodeInProcess(path, sound, signal);
      const { isCutOff } = sound.facts;
      const fromTheEnd = isCutOff === true || damagedPlaces === 0;
      const decodedSec = samples / SAMPLE_RATE_HZ;
      const span = { claimedSec, decodedSec, fromTheEnd, isCutOff, offsetSec: 0, damagedPlaces };
      finish(samples, describeLosses(span));
    },
  );
}

/** Whether nothing need be decoded: a program more would take its start, and 50 MB. */
function isPlain(sniffed: MediaContent): sniffed is Extract<Sniffed, { kind: 'wav' }> {
  if (sniffed.kind !== 'wav' || sniffed.header.encoding === undefined) return false;
  return sniffed.facts.channels === 1 && sniffed.facts.sampleRateHz === SAMPLE_RATE_HZ;
}

/** The file as one that can be decoded without ffmpeg. */
function requireSound(path: string, sniffed: MediaContent): SoundFile {
  if (sniffed.kind === 'other') {
    throw decoderMissing(
      `${path} needs ffmpeg, which is not installed; without it only WAV, FLAC, MP3 and Ogg can be decoded.`,
    );
  }
  if (sniffed.kind === 'wav' && sniffed.header.encoding === undefined) {
    throw decoderMissing(
      `${path} is a WAV file with compressed audio, which needs ffmpeg, and that is not installed.`,
    );
  }
  return sniffed;
}

interface MediaFacts {
  readonly path: string;
  readonly decoder: OpenMedia['decoder'];
  readonly tracks: readonly AudioTrack[];
  readonly subtitles: readonly SubtitleTrack[];
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
