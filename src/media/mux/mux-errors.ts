/**
 * Mux errors: how ffmpeg's words become ours, in one place.
 * @module
 */
import { dirname } from 'node:path';
import { InputError, NotReadyError, StoreError } from '../../kernel/index.ts';
import type { GroupResult } from '../../platform/index.ts';
import { endInWords } from '../../platform/index.ts';
import { ffmpegHint, ffmpegMissing, quotePath } from '../media-errors.ts';

/** Lines of ffmpeg that say what a whole run came to, and nothing of why. */
const EMPTY_WORDS = /^(Conversion failed!|Error writing trailer|Last message repeated|\s*$)/;

/** E_RUNTIME_MISSING: only the ffmpeg program writes media. */
export function muxerMissing(media: string): NotReadyError {
  return new NotReadyError(
    'E_RUNTIME_MISSING',
    `Subtitles can be put into ${media} only by ffmpeg, and that is not installed (the media add-on only reads).`,
    { hint: ffmpegHint() },
  );
}

/** What went wrong with one file, and where it was to go. */
export interface MuxFailure {
  readonly media: string;
  readonly output: string;
  /** As people call the container. */
  readonly title: string;
}

/** E_MUX_FAILED; `reason` is a full sentence. */
export function muxFailed(
  { media, output }: Pick<MuxFailure, 'media' | 'output'>,
  reason: string,
  ffmpegOutput = '',
): InputError {
  const said = ffmpegOutput.trim().slice(-2000);
  return new InputError('E_MUX_FAILED', `${output} was not written: ${reason}`, {
    hint: `ffprobe -hide_banner ${quotePath(media)}   (shows what is in it; an output ending in .mkv takes nearly everything)`,
    ...(said === '' ? {} : { details: { ffmpegOutput: said } }),
  });
}

/** E_DISK_FULL: there was no room for the file. */
export function diskFull(output: string, cause?: unknown): StoreError {
  return new StoreError('E_DISK_FULL', `The disk that holds ${output} is full; nothing was written.`, {
    hint: `df -h ${quotePath(dirname(output))}   (free some space, or use -o another-folder)`,
    ...(cause === undefined ? {} : { cause }),
  });
}

/** The error for an ffmpeg that failed. */
export function failureOf(failure: MuxFailure, end: GroupResult): Error {
  const { exitCode, stderr } = end;
  if (end.failure !== undefined || exitCode === 126 || exitCode === 127) {
    return ffmpegMissing(`ffmpeg does not run (${end.failure?.message ?? stderr.trim()}).`);
  }
  if (/No space left on device|Disk quota exceeded/i.test(stderr)) {
    return diskFull(failure.output);
  }
  const words = stderr.split('\n').filter((line) => !EMPTY_WORDS.test(line));
  // ffmpeg names the part of it that speaks, and where it lies in memory.
  const last = words.at(-1)?.replace(/^\[[^\]]*\]\s*/, '') ?? endInWords(end);
  return muxFailed(failure, `ffmpeg cannot make it a ${failure.title} file (${last.trim()}).`, stderr);
}
