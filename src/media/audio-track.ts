/**
 * Audio tracks: what one is, and which of several is meant by a number or a language.
 * @module
 */
import { InputError } from '../kernel/index.ts';
import { quotePath } from './media-errors.ts';

/** One audio track of a media file. */
export interface AudioTrack {
  /** 0-based among the audio tracks, as in `--audio-track` and in ffmpeg's `0:a:N`. */
  readonly index: number;
  /** ffmpeg's name of the codec, for example `aac`. */
  readonly codec: string;
  /** As written in the file: ISO 639-2 or BCP 47; absent when unknown (`und`). */
  readonly language?: string;
  readonly channels: number;
  readonly sampleRateHz: number;
  /** Container time of the first sample, seconds; may be negative or start at any clock value. */
  readonly startSec: number;
  /** Whether the file marks it as the one to play. */
  readonly isDefault?: boolean;
}

/**
 * The track that `wanted` names: a 0-based number, or a language code of any kind (`de`, `ger`, `deu`, `de-AT`).
 * Without one: the first that the file marks as default, else the first.
 * Throws InputError E_MEDIA_NO_AUDIO, listing what there is.
 */
export function chooseTrack<T extends AudioTrack>(
  tracks: readonly T[],
  wanted: string | undefined,
  path: string,
): T {
  const chosen = findTrack(tracks, wanted?.trim());
  if (chosen !== undefined) return chosen;
  const hint = `offscribe transcribe ${quotePath(path)} --audio-track 0`;
  if (tracks.length === 0) {
    throw new InputError('E_MEDIA_NO_AUDIO', `${path} has no audio track.`, {
      hint: `ffprobe -hide_banner ${quotePath(path)}   (shows what is in it)`,
    });
  }
  const list = tracks.map(describeTrack).join('; ');
  throw new InputError('E_MEDIA_NO_AUDIO', `${path} has no audio track ${wanted}; it has ${list}.`, {
    hint,
    details: { wanted: wanted ?? '', tracks: tracks.map(describeTrack) },
  });
}

function findTrack<T extends AudioTrack>(tracks: readonly T[], wanted: string | undefined): T | undefined {
  if (wanted === undefined) return tracks.find((track) => track.isDefault) ?? tracks[0];
  if (/^\d+$/.test(wanted)) return tracks.find((track) => track.index === Number(wanted));
  const language = primaryLanguage(wanted);
  if (language === undefined) return undefined;
  return tracks.find((track) => primaryLanguage(track.language) === language);
}

/**
 * The shortest code of a language, without region or script; undefined when it is not a language code.
 * `Intl` knows that `deu` and `ger` both are `de` (CLDR's alias table).
 */
export function primaryLanguage(code: string | undefined): string | undefined {
  if (code === undefined || !/^[a-z]{2,3}([-_][a-z0-9]+)*$/i.test(code)) return undefined;
  return Intl.getCanonicalLocales(code.split(/[-_]/)[0])[0]?.split('-')[0];
}

/** `0 (aac, 2 channels, eng)`. */
function describeTrack(track: AudioTrack): string {
  const channels =
    track.channels === 1 ? 'mono' : track.channels === 2 ? 'stereo' : `${track.channels} channels`;
  const language = track.language === undefined ? [] : [track.language];
  return `${track.index} (${[track.codec, channels, ...language].join(', ')})`;
}
