/**
 * Run ffmpeg: one that writes a file, to its end, and never beyond ours.
 *
 * End     cancelling kills it at once; so does the end of this process, by whatever: a shell in front of it waits for its
 *         own standard input to end, which ffmpeg itself would not notice.
 * Throws  CancelledError. How ffmpeg ended is a result.
 * @module
 */
import { type Environment, type GroupResult, runGroup } from '../../platform/index.ts';

/** Runs its arguments; the end of standard input is the end of what it runs. */
const WATCH = [
  'exec 3<&0',
  '"$@" </dev/null 3<&- & child=$!',
  '{ cat <&3 >/dev/null; kill -9 "$child"; } 2>/dev/null &',
  'wait "$child"',
].join('\n');

/** Who runs it, and until when. */
export interface FfmpegRun {
  readonly ffmpeg: string;
  readonly env: Environment;
  readonly signal?: AbortSignal | undefined;
}

/** Runs ffmpeg with these arguments. */
export async function runFfmpeg(
  args: readonly string[],
  { ffmpeg, env, signal }: FfmpegRun,
): Promise<GroupResult> {
  const isPosix = process.platform !== 'win32';
  const program = isPosix
    ? { file: '/bin/sh', args: ['-c', WATCH, 'sh', ffmpeg, ...args], env }
    : { file: ffmpeg, args, env };
  return await runGroup(program, { signal });
}
