/**
 * Add-on library: the part of node-av that is used here, as types. It is no dependency of this package, so its own types are
 * not at hand; everything is FFmpeg's own C interface under longer names.
 *
 * Errors  functions that give a number give a negative one when they fail, as in C.
 * @module
 */

/** A rational number, as FFmpeg's `AVRational`. */
export interface AvRational {
  readonly num: number;
  readonly den: number;
}

/** FFmpeg's `AVChannelLayout`; order 0 means that nobody knows which loudspeaker a channel is for. */
export interface AvChannelLayout {
  readonly nbChannels: number;
  readonly order: number;
  readonly mask: bigint;
}

/** FFmpeg's `AVDictionary`. */
export interface AvDictionary {
  get(key: string): string | null;
}

/** FFmpeg's `AVCodecParameters`. */
export interface AvCodecParameters {
  readonly codecType: number;
  readonly codecId: number;
  readonly channels: number;
  readonly sampleRate: number;
  readonly channelLayout: AvChannelLayout;
}

/** FFmpeg's `AVStream`; times in its own time base. */
export interface AvStream {
  readonly index: number;
  readonly codecpar: AvCodecParameters;
  readonly timeBase: AvRational;
  readonly startTime: bigint;
  readonly duration: bigint;
  readonly disposition: number;
  readonly metadata: AvDictionary | null;
  discard: number;
}

/** FFmpeg's `AVPacket`. */
export interface AvPacket {
  readonly streamIndex: number;
  readonly flags: number;
  alloc(): void;
  unref(): void;
}

/** FFmpeg's `AVFrame`. */
export interface AvFrame {
  pts: bigint;
  channelLayout: AvChannelLayout;
  readonly nbSamples: number;
  readonly format: number;
  readonly sampleRate: number;
  readonly flags: number;
  readonly decodeErrorFlags: number;
  readonly data: readonly Uint8Array[] | null;
  alloc(): void;
  unref(): void;
}

/** FFmpeg's `AVFormatContext`; times in microseconds. */
export interface AvFormatContext {
  readonly iformat: { readonly name: string | null; readonly flags: number } | null;
  readonly startTime: bigint;
  readonly duration: bigint;
  readonly streams: readonly AvStream[];
  openInputSync(url: string, format: null, options: AvDictionary): number;
  findStreamInfoSync(options: null): number;
  readFrameSync(packet: AvPacket): number;
  closeInputSync(): void;
}

/** FFmpeg's `AVCodec`. */
export interface AvCodec {
  readonly name: string | null;
}

/** FFmpeg's `AVCodecContext`. */
export interface AvCodecContext {
  pktTimebase: AvRational;
  allocContext3(codec: AvCodec): void;
  parametersToContext(parameters: AvCodecParameters): number;
  open2Sync(codec: AvCodec, options: null): number;
  sendPacketSync(packet: AvPacket | null): number;
  receiveFrameSync(frame: AvFrame): number;
}

/** FFmpeg's `AVFilterContext`. */
export interface AvFilterContext {
  link(pad: number, to: AvFilterContext, toPad: number): number;
  buffersrcAddFrameSync(frame: AvFrame | null): number;
  buffersinkGetFrameSync(frame: AvFrame): number;
}

/** FFmpeg's `AVFilter`. */
export interface AvFilter {
  readonly name: string | null;
}

/** FFmpeg's `AVFilterGraph`. */
export interface AvFilterGraph {
  alloc(): void;
  free(): void;
  createFilter(filter: AvFilter, name: string, options: string | null): AvFilterContext | null;
  configSync(): number;
}

/** node-av, as far as it is used: its folder `lib`. */
export interface AddonLibrary {
  readonly FormatContext: new () => AvFormatContext;
  readonly CodecContext: new () => AvCodecContext;
  readonly FilterGraph: new () => AvFilterGraph;
  readonly Packet: new () => AvPacket;
  readonly Frame: new () => AvFrame;
  readonly Codec: { findDecoder(id: number): AvCodec | null };
  readonly Filter: { getByName(name: string): AvFilter | null };
  readonly Dictionary: { fromObject(options: Readonly<Record<string, string>>): AvDictionary };
  readonly Log: { setLevel(level: number): void };
  readonly FFmpegError: {
    strerror(code: number): string;
    /** The number that a system's error has here. */
    AVERROR(name: string): number;
  };
  avGetCodecName(id: number): string | null;
  avGetSampleFmtName(format: number): string | null;
  avChannelLayoutDescribe(layout: AvChannelLayout): string | null;
  avChannelLayoutDefault(channels: number): AvChannelLayout;
}

/** Values of FFmpeg's constants; they are part of its interface and do not change. */
export const AV = {
  logWarning: 24,
  logVerbose: 40,
  mediaAudio: 1,
  mediaSubtitle: 3,
  discardAll: 48,
  dispositionDefault: 1,
  dispositionForced: 0x40,
  packetCorrupt: 2,
  frameCorrupt: 1,
  /** A demuxer whose timestamps may jump (AVFMT_TS_DISCONT). */
  timesMayJump: 0x200,
  noTime: -(2n ** 63n),
  /** `-MKTAG('E','O','F',' ')`. */
  endOfFile: -541_478_725,
} as const;
