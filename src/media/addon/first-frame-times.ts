/**
 * First frame times: the first frame that each audio track gives, in the words of ffprobe's JSON writer.
 * @module
 */
import { FIRST_PACKETS } from '../first-frames.ts';
import type { RawFrame } from '../raw-probe.ts';
import {
  type AddonLibrary,
  AV,
  type AvCodecContext,
  type AvFormatContext,
  type AvStream,
} from './addon-library.ts';
import { audioStreams, openDecoder } from './open-input.ts';

interface Track {
  readonly stream: AvStream;
  readonly decoder: AvCodecContext;
}

/** Reads and decodes the first packets of an opened file; a track that gives no frame is left out. */
export function firstFrameTimes(av: AddonLibrary, input: AvFormatContext): readonly RawFrame[] {
  const tracks = new Map(tracksOf(av, input).map((track) => [track.stream.index, track]));
  const packet = new av.Packet();
  packet.alloc();
  const found: RawFrame[] = [];
  let packetsLeft = tracks.size * FIRST_PACKETS;
  while (tracks.size > 0 && packetsLeft > 0 && input.readFrameSync(packet) >= 0) {
    const track = tracks.get(packet.streamIndex);
    if (track !== undefined) {
      packetsLeft--;
      track.decoder.sendPacketSync(packet);
      const seconds = frameSec(av, track);
      if (seconds !== undefined) {
        found.push({ stream_index: packet.streamIndex, best_effort_timestamp_time: seconds.toFixed(6) });
        tracks.delete(packet.streamIndex);
      }
    }
    packet.unref();
  }
  return found;
}

/** Tracks with a decoder: one whose codec is unknown gives no frames. */
function tracksOf(av: AddonLibrary, input: AvFormatContext): readonly Track[] {
  return audioStreams(input).flatMap((stream) => {
    try {
      return [{ stream, decoder: openDecoder(av, stream) }];
    } catch {
      return [];
    }
  });
}

/** Time of the next frame that a decoder has ready. */
function frameSec(av: AddonLibrary, { decoder, stream }: Track): number | undefined {
  const frame = new av.Frame();
  frame.alloc();
  if (decoder.receiveFrameSync(frame) < 0) return undefined;
  const { pts } = frame;
  frame.unref();
  return pts === AV.noTime ? undefined : (Number(pts) * stream.timeBase.num) / stream.timeBase.den;
}
