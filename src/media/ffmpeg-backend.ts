/**
 * ffmpeg backend: the machine's ffmpeg and ffprobe.
 * @module
 */
import { SAMPLE_RATE_HZ } from '../kernel/index.ts';
import { runProgram, streamProgram } from '../platform/index.ts';
import type { DecodeJob } from './addon/decode-input.ts';
import { type FfmpegTools, inputOptions } from './ffmpeg-tools.ts';
import type { MediaBackend } from './media-backend.ts';
import { ffmpegMissing } from './media-errors.ts';

const ENTRIES = [
  'format=format_name,duration,start_time',
  'stream=codec_type,codec_name,channels,channel_layout,sample_rate,start_time,duration',
  'stream_tags=language,DURATION',
  'stream_disposition=default,forced',
].join(':');

/** Runs these tools. */
export function ffmpegBackend({ ffmpeg, ffprobe }: FfmpegTools): MediaBackend {
  return {
    name: 'ffmpeg',
    probe: async (path, signal) => {
      const args = ['-v', 'warning', '-of', 'json', '-show_entries', ENTRIES, ...inputOptions(path)];
      const result = await runProgram(ffprobe, args, signal);
      // 126 and 127 come from a broken wrapper or missing libraries, -1 from a program that did not even start.
      if ([-1, 126, 127].includes(result.exitCode)) throw ffmpegMissing(`${ffprobe} does not run.`);
      return result;
    },
    decode: async (job, signal) => await streamProgram(ffmpeg, decodeArguments(job), signal),
  };
}

function decodeArguments({ path, track, filters }: DecodeJob): string[] {
  return [
    ...['-nostdin', '-hide_banner', '-nostats', '-v', 'repeat+verbose', ...inputOptions(path)],
    ...['-map', `0:a:${track}`, '-vn', '-sn', '-dn', '-af', filters.join(',')],
    ...['-ac', '1', '-ar', String(SAMPLE_RATE_HZ), '-f', 'f32le', '-'],
  ];
}
