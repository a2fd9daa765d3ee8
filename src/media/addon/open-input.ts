/**
 * Open input: a file in the add-on's FFmpeg, with the same limits as for the ffmpeg program, and decoders for its tracks.
 * @module
 */
import { type InputLimits, inputLimits } from '../ffmpeg-tools.ts';
import {
  type AddonLibrary,
  AV,
  type AvCodecContext,
  type AvFormatContext,
  type AvStream,
} from './addon-library.ts';

/** Opens a file and looks at its streams. Throws Error with FFmpeg's words. */
export function openInput(av: AddonLibrary, path: string): AvFormatContext {
  const { url, protocols, formats }: InputLimits = inputLimits(path);
  const input = new av.FormatContext();
  const options = av.Dictionary.fromObject({ protocol_whitelist: protocols, format_whitelist: formats });
  const code = input.openInputSync(url, null, options);
  if (code < 0) throw new Error(av.FFmpegError.strerror(code));
  const found = input.findStreamInfoSync(null);
  if (found < 0) throw new Error(av.FFmpegError.strerror(found));
  return input;
}

/** The audio streams, in the order in which they are numbered. */
export function audioStreams(input: AvFormatContext): readonly AvStream[] {
  return input.streams.filter(({ codecpar }) => codecpar.codecType === AV.mediaAudio);
}

/** A decoder for a track. Throws Error with FFmpeg's words. */
export function openDecoder(av: AddonLibrary, { codecpar, timeBase }: AvStream): AvCodecContext {
  const codec = av.Codec.findDecoder(codecpar.codecId);
  if (codec === null) throw new Error(`there is no decoder for ${av.avGetCodecName(codecpar.codecId)}`);
  const decoder = new av.CodecContext();
  decoder.allocContext3(codec);
  for (const step of [
    () => decoder.parametersToContext(codecpar),
    () => {
      // By it the decoder knows how much of the first and the last frame is padding.
      decoder.pktTimebase = timeBase;
      return decoder.open2Sync(codec, null);
    },
  ]) {
    const code = step();
    if (code < 0) throw new Error(av.FFmpegError.strerror(code));
  }
  return decoder;
}
