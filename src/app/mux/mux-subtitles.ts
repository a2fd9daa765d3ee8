/**
 * Mux subtitles: cues into a copy of their media, read back from it, and compared with the speech, before anyone sees it.
 *
 * Order   all that can be refused is refused before anything is written; the file appears in its place when every track
 *         came out as it went in and none stands beside the speech. Nothing is left of one that did not.
 * Throws  UsageError E_USAGE; InputError E_MEDIA_NOT_FOUND, E_MEDIA_UNDECODABLE, E_MEDIA_NO_AUDIO, E_CUE_INVALID,
 *         E_OUTPUT_EXISTS, E_OUTPUT_UNWRITABLE, E_MUX_FAILED, E_SUBTITLE_SHIFTED; NotReadyError E_RUNTIME_MISSING;
 *         StoreError E_DISK_FULL; CancelledError.
 * @module
 */
import { type SpeechRegion, throwIfCancelled, UsageError } from '../../kernel/index.ts';
import type { ContainerName, MuxDraft, MuxSource } from '../../media/index.ts';
import { formatSrt, type SyncReceipt } from '../../subtitles/index.ts';
import type { Supervision } from '../events.ts';
import { checkMediaPaths } from '../media-paths.ts';
import type { Wiring } from '../wiring.ts';
import { hearSpeech } from './hear-speech.ts';
import { inspectDraft, type MuxedTrack, type MuxJob } from './inspect-draft.ts';
import { checkMuxPlace } from './mux-place.ts';
import { languageNotes, type MuxTrack, readTracks } from './mux-tracks.ts';
import { trackText } from './track-text.ts';

/** What to put where. */
export interface MuxSubtitlesRequest {
  readonly media: string;
  readonly tracks: readonly MuxTrack[];
  /** The file to write; its ending says the container. Default: `<stem>.<ending>` in `folder`, in the input's container. */
  readonly output?: string | undefined;
  /** Default: the current folder. */
  readonly folder?: string | undefined;
  readonly overwrite?: boolean | undefined;
  /** Draws one track into the picture, the default one or the first; the others are put in as tracks. */
  readonly burnIn?: boolean | undefined;
  /** Where somebody speaks, on the media clock; default: it is listened for, if the detector's model is here. */
  readonly speech?: readonly SpeechRegion[] | undefined;
  /** Whether the file at the output's path may be replaced though `overwrite` is off; default: never. */
  readonly isOwn?: ((path: string) => Promise<boolean>) | undefined;
  /** Called with the finished file, which is still at `draft`, before it appears at `path`. */
  readonly onReady?: ((file: { readonly draft: string; readonly path: string }) => Promise<void>) | undefined;
}

/** What came of it. */
export interface MuxOutcome {
  /** Absolute; absent when no track has a cue, and nothing was written. */
  readonly path?: string;
  readonly container?: ContainerName;
  readonly tracks: readonly MuxedTrack[];
  /** The receipt of the first track. */
  readonly receipt?: SyncReceipt;
  /** Sentences for the user. */
  readonly notes: readonly string[];
}

/** What a request is about, found to be possible. */
type MuxPlan = Pick<MuxJob, 'source' | 'target' | 'container'>;

/** Refuses what can be refused before there are any cues. */
export async function checkMux(
  request: Omit<MuxSubtitlesRequest, 'tracks'>,
  wiring: Wiring,
  { signal }: Pick<Supervision, 'signal'>,
): Promise<MuxPlan> {
  const { media } = request;
  checkMediaPaths([media]);
  const { chooseTarget, openForMux, CONTAINERS } = await import('../../media/index.ts');
  const source = await openForMux(media, { env: wiring.env, signal });
  const target = chooseTarget(media, source.layout, request);
  if (request.burnIn === true) requirePicture(media, source);
  await checkPlace(target.path, request);
  return { source, target, container: CONTAINERS[target.container] };
}

async function checkPlace(
  path: string,
  { media, overwrite = false, isOwn }: Pick<MuxSubtitlesRequest, 'media' | 'overwrite' | 'isOwn'>,
): Promise<void> {
  const mayReplace = overwrite || (await isOwn?.(path)) === true;
  await checkMuxPlace(path, { media, overwrite: mayReplace });
}

/** Puts subtitles into a copy of one media file. */
export async function muxSubtitles(
  request: MuxSubtitlesRequest,
  wiring: Wiring,
  supervision: Supervision,
): Promise<MuxOutcome> {
  const { media } = request;
  const { tracks, notes } = await readTracks(request.tracks, request.burnIn === true);
  const { source, target, container } = await checkMux(request, wiring, supervision);
  if (tracks.length === 0) {
    return { tracks: [], notes: [...notes, 'No track has a cue: no file was written.'] };
  }
  const hasSound = source.layout.streams.some(({ kind }) => kind === 'audio');
  const heard = hasSound ? (request.speech ?? (await hearSpeech(media, wiring, supervision))) : undefined;
  const job: MuxJob = { media, tracks, source, target, container, speech: heard ?? [] };
  const draft = await writeDraft(job, wiring, supervision);
  try {
    const muxed = await inspectDraft(job, draft, supervision.signal);
    await checkPlace(target.path, request);
    throwIfCancelled(supervision.signal);
    await request.onReady?.({ draft: draft.path, path: target.path });
    await draft.publish();
    return {
      path: target.path,
      container: target.container,
      tracks: muxed,
      ...(muxed[0] === undefined ? {} : { receipt: muxed[0].receipt }),
      notes: [...notes, ...target.notes, ...draft.plan.notes, ...(await languageNotes(tracks, container))],
    };
  } finally {
    await draft.discard();
  }
}

async function writeDraft(
  { media, tracks, source, target, container }: MuxJob,
  { env }: Wiring,
  { signal }: Supervision,
): Promise<MuxDraft> {
  const { draftMux } = await import('../../media/index.ts');
  const soft = tracks.filter(({ isBurned }) => !isBurned);
  const burned = tracks.find(({ isBurned }) => isBurned);
  const request = {
    media,
    layout: source.layout,
    container: target.container,
    output: target.path,
    tracks: soft.map((track) => ({ ...track, text: trackText(track.cues, container) })),
    burned: burned === undefined ? undefined : formatSrt(burned.cues),
  };
  return await draftMux(request, { tools: source.tools, env, signal });
}

function requirePicture(media: string, { layout }: MuxSource): void {
  if (layout.streams.some(({ kind, isPicture }) => kind === 'video' && !isPicture)) return;
  throw new UsageError('E_USAGE', `${media} has no picture that subtitles could be burned into.`, {
    hint: `offscribe subtitle ${JSON.stringify(media)} --mux   (puts them in as a track)`,
  });
}
