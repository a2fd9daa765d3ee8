/**
 * Decode input: one audio track of a file to 16 kHz mono f32, as the ffmpeg program would do it.
 *
 * Complaints  about packets and frames go to `complain` in the words of the ffmpeg program; what FFmpeg itself says goes to
 *             stderr. Damage ends nothing: what can be decoded is.
 * Throws      Error with FFmpeg's words, when nothing of the track can be decoded at all.
 * @module
 */
import { type AddonLibrary, AV, type AvFormatContext, type AvFrame, type AvStream } from './addon-library.ts';
import { AudioFilter } from './audio-filter.ts';
import { FrameClock } from './frame-clock.ts';
import { audioStreams, openDecoder, openInput } from './open-input.ts';

/** What to decode. */
export interface DecodeJob {
  readonly path: string;
  /** 0-based among the audio tracks. */
  readonly track: number;
  /** Filters of FFmpeg before the change to 16 kHz mono, each as `name=options`. */
  readonly filters: readonly string[];
}

/** Yields the samples, as bytes. */
export function* decodeInput(
  av: AddonLibrary,
  job: DecodeJob,
  complain: (line: string) => void,
): Generator<Uint8Array, void, undefined> {
  av.Log.setLevel(AV.logVerbose);
  const input = openInput(av, job.path);
  const stream = audioStreams(input)[job.track];
  if (stream === undefined) throw new Error(`there is no audio track ${job.track}`);
  for (const other of input.streams) if (other.index !== stream.index) other.discard = AV.discardAll;
  const filter = new AudioFilter(av, job.filters);
  const clock = new FrameClock(stream.timeBase, ((input.iformat?.flags ?? 0) & AV.timesMayJump) !== 0);
  for (const frame of decodedFrames(av, { input, stream }, complain)) {
    const { nbSamples: samples, sampleRate: rateHz } = frame;
    // A frame without either is damage that the decoder let pass.
    if (samples <= 0 || rateHz <= 0) continue;
    const pts = frame.pts === AV.noTime ? undefined : frame.pts;
    frame.pts = BigInt(clock.place({ pts, samples, rateHz }));
    yield* filter.push(frame);
  }
  yield* filter.finish();
  input.closeInputSync();
}

interface Track {
  readonly input: AvFormatContext;
  readonly stream: AvStream;
}

/** Yields one frame over and over, each time with other content. */
function* decodedFrames(
  av: AddonLibrary,
  { input, stream }: Track,
  complain: (line: string) => void,
): Generator<AvFrame, void, undefined> {
  const decoder = openDecoder(av, stream);
  const needsMore = av.FFmpegError.AVERROR('EAGAIN');
  const packet = new av.Packet();
  packet.alloc();
  const frame = new av.Frame();
  frame.alloc();
  for (;;) {
    const code = input.readFrameSync(packet);
    if (code < 0) {
      if (code !== AV.endOfFile) complain(`Reading ended: ${av.FFmpegError.strerror(code)}`);
      break;
    }
    if (packet.streamIndex === stream.index) {
      if (packet.flags & AV.packetCorrupt) complain('corrupt input packet');
      const sent = decoder.sendPacketSync(packet);
      if (sent < 0) complain(`Error while decoding: ${av.FFmpegError.strerror(sent)}`);
      yield* received();
    }
    packet.unref();
  }
  decoder.sendPacketSync(null);
  yield* received();

  function* received(): Generator<AvFrame, void, undefined> {
    for (;;) {
      const code = decoder.receiveFrameSync(frame);
      if (code < 0) {
        if (code !== AV.endOfFile && code !== needsMore)
          complain(`Error while decoding: ${av.FFmpegError.strerror(code)}`);
        return;
      }
      if (frame.decodeErrorFlags !== 0 || frame.flags & AV.frameCorrupt) complain('corrupt decoded frame');
      yield frame;
      frame.unref();
    }
  }
}
