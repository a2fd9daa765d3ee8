/**
 * ffmpeg backend: the machine's ffmpeg and ffprobe.
 * @module
 */
import { SAMPLE_RATE_HZ } from '../kernel/index.ts';
import { type ProgramResult, runProgram, streamProgram } from '../platform/index.ts';
import type { DecodeJob } from './addon/decode-input.ts';
import { type FfmpegTools, inputOptions } from './ffmpeg-tools.ts';
import { FIRST_PACKETS, framesWanted } from './first-frames.ts';
import type { MediaBackend } from './media-backend.ts';
import { ffmpegMissing } from './media-errors.ts';

const ENTRIES = [
  'format=format_name,duration,start_time',
  'stream=index,codec_type,codec_name,channels,channel_layout,sample_rate,start_time,duration',
  'stream_tags=language,DURATION',
  'stream_disposition=default,forced',
].join(':');
const FRAME_ENTRIES = 'frame=stream_index,best_effort_timestamp_time';

/** Runs these tools. */
export function ffmpegBackend({ ffmpeg, ffprobe }: FfmpegTools): MediaBackend {
  const show = async (
    entries: string,
    options: readonly string[],
    { path, signal }: Looked,
  ): Promise<ProgramResult> => {
    const args = [
      '-v',
      'warning',
      '-of',
      'json',
      '-show_entries',
      entries,
      ...options,
      ...inputOptions(path),
    ];
    const result = await runProgram(ffprobe, args, signal);
    // 126 and 127 come from a broken wrapper or missing libraries, -1 from a program that did not even start.
    if ([-1, 126, 127].includes(result.exitCode)) throw ffmpegMissing(`${ffprobe} does not run.`);
    return result;
  };
  return {
    name: 'ffmpeg',
    probe: async (path, signal) => {
      const result = await show(ENTRIES, [], { path, signal });
      if (result.exitCode !== 0) return result;
      const raw = JSON.parse(result.stdout);
      const wanted = framesWanted(raw);
      if (wanted === 0) return result;
      const interval = `%+#${wanted * FIRST_PACKETS}`;
      const options = ['-select_streams', 'a', '-read_intervals', interval];
      const { exitCode, stdout } = await show(FRAME_ENTRIES, options, { path, signal });
      if (exitCode !== 0) return result;
      return { ...result, stdout: JSON.stringify({ ...raw, ...JSON.parse(stdout) }) };
    },
    decode: async (job, signal) => await streamProgram(ffmpeg, decodeArguments(job), signal),
  };
}

interface Looked {
  readonly path: string;
  readonly signal: AbortSignal | undefined;
}

function decodeArguments({ path, track, filters }: DecodeJob): string[] {
  return [
    ...['-nostdin', '-hide_banner', '-nostats', '-v', 'repeat+verbose', ...inputOptions(path)],
    ...['-map', `0:a:${track}`, '-vn', '-sn', '-dn', '-af', filters.join(',')],
    ...['-ac', '1', '-ar', String(SAMPLE_RATE_HZ), '-f', 'f32le', '-'],
  ];
}
