/**
 * Check copy: whether the media in a draft is the media of the input, at the same times. Pure.
 * @module
 */
import { isAnyOf, ZERO_BASED } from '../ffprobe.ts';
import type { MuxDraft } from './draft-mux.ts';
import type { MediaLayout, MediaStream } from './media-layout.ts';

/**
 * How far a stream's start may move, seconds: encoder delays are told in one container and not in the other, and video
 * without times for its frames gets them from the order of decoding.
 */
const MAY_MOVE_SEC: Readonly<Record<string, number>> = { audio: 0.1, video: 0.3 };

/** What is wrong with the copy, as a full sentence; undefined when nothing is. */
export function flawOfCopy(
  input: MediaLayout,
  { layout, plan }: Pick<MuxDraft, 'layout' | 'plan'>,
  newTracks: number,
): string | undefined {
  for (const kind of ['video', 'audio', 'subtitle']) {
    const wanted = ofKind(plan.kept, kind);
    const copies = ofKind(layout.streams, kind);
    const count = wanted.length + (kind === 'subtitle' ? newTracks : 0);
    if (copies.length !== count) {
      return `it has ${copies.length} ${kind} tracks where ${count} were expected.`;
    }
    const zero = isAnyOf(input.format, ZERO_BASED) ? 0 : input.startSec;
    for (const [index, stream] of wanted.entries()) {
      const movedSec = (copies[index]?.startSec ?? 0) - ((stream.startSec ?? zero) - zero);
      if (Math.abs(movedSec) > (MAY_MOVE_SEC[kind] ?? Number.POSITIVE_INFINITY)) {
        return `${kind} track ${index} starts ${movedSec.toFixed(3)} s away from where it was.`;
      }
    }
  }
  return undefined;
}

function ofKind(streams: readonly MediaStream[], kind: string): MediaStream[] {
  return streams.filter((stream) => stream.kind === kind && !stream.isPicture);
}
