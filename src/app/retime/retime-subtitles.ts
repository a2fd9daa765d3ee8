/**
 * Retime subtitles: a subtitle file with other times, in the format that its name asks for.
 *
 * Order   frame rate, anchors, shift, sync, snap, whatever the order on the command line: each works on what the one
 *         before it made.
 * Throws  UsageError E_USAGE; InputError E_SUBTITLES_UNREADABLE, E_RETIME_IMPOSSIBLE, E_SYNC_UNCERTAIN, E_OUTPUT_EXISTS,
 *         E_OUTPUT_UNWRITABLE, and what looking at the media throws; StoreError E_DISK_FULL; CancelledError.
 * @module
 */
import { throwIfCancelled, UsageError } from '../../kernel/index.ts';
import {
  type Anchor,
  anchorMap,
  type KnownFormat,
  parseFrameRate,
  rateMap,
  retimeTrack,
  type SubtitleTrack,
  shiftMap,
  writeTrack,
} from '../../subtitles/index.ts';
import type { Supervision } from '../events.ts';
import { writeOutputs } from '../outputs.ts';
import type { Wiring } from '../wiring.ts';
import { readSubtitles } from './read-subtitles.ts';
import { checkRetimePlace, planRetimePlace } from './retime-place.ts';
import { type RetimeStep, type SteppedTrack, stepped } from './retime-step.ts';
import { snapProfile, snapToMedia } from './snap-to-media.ts';
import { type SyncWish, syncToMedia } from './sync-to-media.ts';

/** What to do to which file. */
export interface RetimeRequest {
  readonly input: string;
  /** A file or a folder; default: `<stem>.retimed.<ending>` in the current folder. `-`: nothing is written. */
  readonly output?: string | undefined;
  /** Frames a second as people write them, both or neither. */
  readonly fromFps?: string | undefined;
  readonly toFps?: string | undefined;
  readonly anchors?: readonly Anchor[] | undefined;
  readonly shiftMs?: number | undefined;
  /** Media whose words cues are brought to. */
  readonly sync?: SyncWish | undefined;
  /** Media whose shots cues snap to, by this profile's figures; a name or a TOML file. */
  readonly snapTo?: string | undefined;
  readonly profile?: string | undefined;
  readonly overwrite?: boolean | undefined;
}

/** What came of it. */
export interface RetimeOutcome {
  readonly format: KnownFormat;
  /** Absolute; absent when nothing was to be written. */
  readonly path?: string;
  readonly text: string;
  readonly cues: number;
  readonly steps: readonly RetimeStep[];
  readonly warnings: readonly string[];
}

/** Retimes one file. */
export async function retimeSubtitles(
  request: RetimeRequest,
  wiring: Wiring,
  supervision: Supervision,
): Promise<RetimeOutcome> {
  const steps = plainSteps(request);
  if (request.snapTo !== undefined) await snapProfile(request);
  const read = await readSubtitles(request.input);
  const place = await planRetimePlace(request, read.format);
  if (place.path !== undefined) await checkRetimePlace(place.path, request);
  let track = read.track;
  const done: RetimeStep[] = [];
  const take = (stepped: SteppedTrack): void => {
    track = stepped.track;
    done.push(stepped.step);
  };
  for (const step of steps) take(step(track));
  if (request.sync !== undefined) take(await syncToMedia(track, request.sync, { wiring, supervision }));
  if (request.snapTo !== undefined) take(await snapToMedia(track, request, { wiring, supervision }));
  const { text, losses } = writeTrack(track, place.format);
  const { path } = place;
  if (path !== undefined) {
    await writeOutputs([{ path, content: text }], async () => {
      throwIfCancelled(supervision.signal);
      await checkRetimePlace(path, request);
    });
  }
  return {
    format: place.format,
    ...(path === undefined ? {} : { path }),
    text,
    cues: track.cues.length,
    steps: done,
    warnings: [
      ...read.warnings,
      ...losses.map(({ what, count }) => `${place.format} cannot hold ${what} (${count}).`),
    ],
  };
}

type PlainStep = (track: SubtitleTrack) => SteppedTrack;

/** The steps that need no media, in order. Refuses wishes that do not go together. */
function plainSteps(request: RetimeRequest): readonly PlainStep[] {
  const { fromFps, toFps, anchors = [], shiftMs, snapTo, sync } = request;
  const refused = (message: string, flags: string): UsageError => {
    const file = request.input === '-' ? 'IN' : JSON.stringify(request.input);
    return new UsageError('E_USAGE', message, { hint: `offscribe retime ${file} ${flags}` });
  };
  if ((fromFps === undefined) !== (toFps === undefined)) {
    throw refused('--from-fps and --to-fps go together.', '--from-fps 25 --to-fps 23.976');
  }
  if (fromFps !== undefined && anchors.length > 0) {
    throw refused('--anchor and --from-fps both say how fast time goes.', '--from-fps 25 --to-fps 23.976');
  }
  const steps: PlainStep[] = [];
  if (fromFps !== undefined && toFps !== undefined) {
    const map = rateMap(parseFrameRate(fromFps, '--from-fps'), parseFrameRate(toFps, '--to-fps'));
    const what = `frame rate ${fromFps} to ${toFps}`;
    steps.push((track) => stepped('frame-rate', what, retimeTrack(track, map)));
  }
  if (anchors.length > 0) {
    const map = anchorMap(anchors);
    const what = anchors.length === 1 ? '1 anchor' : `${anchors.length} anchors`;
    steps.push((track) => stepped('anchors', what, retimeTrack(track, map)));
  }
  if (shiftMs !== undefined) {
    const what = `${shiftMs < 0 ? '' : '+'}${(shiftMs / 1000).toFixed(3)} s`;
    steps.push((track) => stepped('shift', what, retimeTrack(track, shiftMap(shiftMs))));
  }
  if (steps.length > 0 || sync !== undefined || snapTo !== undefined) return steps;
  throw refused('Nothing was asked for.', '--shift 1.5');
}
