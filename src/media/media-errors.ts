/**
 * Media errors: the sentences and hints for files that cannot be used, built in one place.
 * @module
 */
import { InputError, NotReadyError } from '../kernel/index.ts';
import { addonSupport } from './addon/addon-support.ts';

/** How to install ffmpeg here. */
const FFMPEG_HINTS: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  darwin: 'brew install ffmpeg',
  win32: 'winget install ffmpeg',
};

/** E_MEDIA_NOT_FOUND: nothing there, a folder, or not ours to read; `reason` ends the sentence. */
export function notFound(path: string, reason: string, cause?: unknown): InputError {
  return new InputError('E_MEDIA_NOT_FOUND', `${path} ${reason}.`, {
    hint: `${process.platform === 'win32' ? 'dir' : 'ls -ld'} ${quotePath(path)}`,
    ...(cause === undefined ? {} : { cause }),
  });
}

/** What is known about bytes that would not decode. */
export interface UndecodableFacts {
  /** What the decoder printed; goes into `details`, never alone into the message. */
  readonly decoderOutput?: string;
  readonly cause?: unknown;
}

/** E_MEDIA_UNDECODABLE; `reason` is a full sentence without the path. */
export function undecodable(path: string, reason: string, facts: UndecodableFacts = {}): InputError {
  const output = facts.decoderOutput?.trim().slice(-2000);
  return new InputError('E_MEDIA_UNDECODABLE', `${path} cannot be decoded: ${reason}`, {
    hint: `ffprobe -hide_banner ${quotePath(path)}   (shows what is in it)`,
    ...(facts.cause === undefined ? {} : { cause: facts.cause }),
    ...(output ? { details: { decoderOutput: output } } : {}),
  });
}

/** E_RUNTIME_MISSING: an ffmpeg that was named or found does not run; `reason` is a full sentence. */
export function ffmpegMissing(reason: string): NotReadyError {
  return new NotReadyError('E_RUNTIME_MISSING', reason, { hint: ffmpegHint() });
}

/** E_RUNTIME_MISSING: only FFmpeg could decode this, and there is none; `reason` is a full sentence. */
export function decoderMissing(reason: string): NotReadyError {
  const { supported } = addonSupport();
  const hint = supported ? `offscribe bootstrap --media   (or: ${ffmpegHint()})` : ffmpegHint();
  return new NotReadyError('E_RUNTIME_MISSING', reason, { hint });
}

/** E_RUNTIME_MISSING: the media add-on is there and does not load. */
export function addonBroken(decoderOutput: string): NotReadyError {
  return new NotReadyError('E_RUNTIME_MISSING', 'The media add-on does not load.', {
    hint: 'offscribe bootstrap --media --force',
    details: { decoderOutput: decoderOutput.trim().slice(-2000) },
  });
}

/** The command that installs ffmpeg on this system. */
export function ffmpegHint(): string {
  return FFMPEG_HINTS[process.platform] ?? 'sudo apt-get install ffmpeg';
}

/** A path as one shell word. */
export function quotePath(path: string): string {
  if (/^[\w./+@%=:,-]+$/.test(path) && !path.startsWith('-')) return path;
  const safe = path.startsWith('-') ? `./${path}` : path;
  return process.platform === 'win32' ? `"${safe}"` : `'${safe.replaceAll("'", `'\\''`)}'`;
}
