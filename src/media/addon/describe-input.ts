/**
 * Describe input: what is in a file, in the words of ffprobe's JSON writer, so that one reader serves both.
 * @module
 */
import { framesWanted } from '../first-frames.ts';
import type { RawProbe, RawStream } from '../raw-probe.ts';
import { type AddonLibrary, AV, type AvStream } from './addon-library.ts';
import { firstFrameTimes } from './first-frame-times.ts';
import { audioStreams, openInput } from './open-input.ts';

/** Looks into a file; what FFmpeg has to say about it goes to stderr. Throws Error with FFmpeg's words. */
export function describeInput(av: AddonLibrary, path: string): RawProbe {
  av.Log.setLevel(AV.logWarning);
  const input = openInput(av, path);
  const subtitles = input.streams.filter(({ codecpar }) => codecpar.codecType === AV.mediaSubtitle);
  const streams = [
    ...audioStreams(input).map((stream) => describeStream(av, stream)),
    ...subtitles.map((stream) => describeSubtitle(av, stream)),
  ];
  const format = {
    format_name: input.iformat?.name ?? '',
    ...time('start_time', input.startTime, 1e-6),
    ...time('duration', input.duration, 1e-6),
  };
  const raw = { format, streams };
  const frames = framesWanted(raw) === 0 ? [] : firstFrameTimes(av, input);
  input.closeInputSync();
  return { ...raw, frames };
}

function describeStream(av: AddonLibrary, stream: AvStream): RawStream {
  const { codecpar, timeBase, disposition } = stream;
  const { channelLayout } = codecpar;
  const tick = timeBase.num / timeBase.den;
  return {
    index: stream.index,
    codec_type: 'audio',
    codec_name: av.avGetCodecName(codecpar.codecId) ?? 'unknown',
    channels: channelLayout.nbChannels,
    channel_layout:
      channelLayout.order === 0 ? 'unknown' : (av.avChannelLayoutDescribe(channelLayout) ?? 'unknown'),
    sample_rate: String(codecpar.sampleRate),
    ...time('start_time', stream.startTime, tick),
    ...time('duration', stream.duration, tick),
    tags: tagsOf(stream),
    disposition: { default: disposition & AV.dispositionDefault },
  };
}

function describeSubtitle(av: AddonLibrary, stream: AvStream): RawStream {
  return {
    codec_type: 'subtitle',
    codec_name: av.avGetCodecName(stream.codecpar.codecId) ?? 'unknown',
    tags: tagsOf(stream),
    disposition: { forced: (stream.disposition & AV.dispositionForced) === 0 ? 0 : 1 },
  };
}

function tagsOf({ metadata }: AvStream): Readonly<Record<string, string>> {
  const tags = ['language', 'DURATION'].flatMap((name) => {
    const value = metadata?.get(name);
    return value == null ? [] : [[name, value] as const];
  });
  return Object.fromEntries(tags);
}

/** Seconds with six decimals, as ffprobe prints them; nothing for a time that is not known. */
function time<K extends string>(name: K, ticks: bigint, tick: number): { [key in K]?: string } {
  if (ticks === AV.noTime) return {};
  return { [name]: (Number(ticks) * tick).toFixed(6) } as { [key in K]?: string };
}
