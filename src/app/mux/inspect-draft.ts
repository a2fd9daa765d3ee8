/**
 * Inspect draft: a file with subtitles in it, looked at as a player would, before anyone else sees it.
 *
 * Throws  InputError E_MUX_FAILED (media or cues are not what went in), E_SUBTITLE_SHIFTED; CancelledError.
 * @module
 */
import { InputError, type SpeechRegion } from '../../kernel/index.ts';
import type { Container, MuxDraft, MuxSource, MuxTarget } from '../../media/index.ts';
import { type Cue, compareCues, judgeSync, type SyncReceipt } from '../../subtitles/index.ts';
import type { ReadyTrack } from './mux-tracks.ts';
import { readTrackText, trackText } from './track-text.ts';

/** Largest difference between a time that was written and the one that is read, ms. */
const TOLERANCE_MS = 2;

/** A track as it stands in the file. */
export interface MuxedTrack {
  /** BCP 47; `und` where none was given. */
  readonly language: string;
  readonly title?: string;
  readonly isDefault: boolean;
  readonly isForced: boolean;
  /** Whether it was drawn into the picture. */
  readonly isBurned: boolean;
  readonly cues: number;
  /** Largest difference between a time written and read, ms; 0 for one that is burned in. */
  readonly worstMs: number;
  readonly receipt: SyncReceipt;
}

/** What was to be written, and what it is compared with. */
export interface MuxJob {
  readonly media: string;
  readonly tracks: readonly ReadyTrack[];
  readonly source: MuxSource;
  readonly target: MuxTarget;
  readonly container: Container;
  readonly speech: readonly SpeechRegion[];
}

/** Looks at a draft as a player would; throws when it is not what it should be. */
export async function inspectDraft(
  job: MuxJob,
  draft: MuxDraft,
  signal: AbortSignal,
): Promise<readonly MuxedTrack[]> {
  const { flawOfCopy, muxFailed } = await import('../../media/index.ts');
  const { media, target, source, tracks } = job;
  const soft = tracks.filter(({ isBurned }) => !isBurned);
  const flaw = flawOfCopy(source.layout, draft, soft.length);
  if (flaw !== undefined) throw muxFailed({ media, output: target.path }, flaw);
  const muxed: MuxedTrack[] = [];
  for (const track of tracks) {
    const place = draft.plan.subtitles + soft.indexOf(track);
    const read = track.isBurned
      ? { cues: track.cues, worstMs: 0 }
      : await readBack(job, track, { draft, place, signal });
    const receipt = judgeSync(read.cues, job.speech);
    if (receipt.verdict === 'shifted') throw shifted(job, track, receipt);
    muxed.push({
      language: track.language,
      ...(track.title === undefined ? {} : { title: track.title }),
      isDefault: track.isDefault === true,
      isForced: track.isForced === true,
      isBurned: track.isBurned,
      cues: track.cues.length,
      worstMs: read.worstMs,
      receipt,
    });
  }
  return muxed;
}

interface ReadBack {
  readonly cues: readonly Cue[];
  readonly worstMs: number;
}

/** One track taken out of the draft again and compared with what went in. */
async function readBack(
  { media, target, source, container }: MuxJob,
  track: ReadyTrack,
  {
    draft,
    place,
    signal,
  }: { readonly draft: MuxDraft; readonly place: number; readonly signal: AbortSignal },
): Promise<ReadBack> {
  const { muxFailed, readTextTrack } = await import('../../media/index.ts');
  const at = { path: draft.path, output: target.path, layout: draft.layout, place };
  const { form, text } = await readTextTrack(at, source.tools, signal);
  const cues = readTrackText(text, form);
  const written = readTrackText(trackText(track.cues, container), container.textForm);
  const textAlone = container.textCodec === 'mov_text';
  const { difference, worstMs } = compareCues(written, cues, { toleranceMs: TOLERANCE_MS, textAlone });
  if (difference === undefined) return { cues, worstMs };
  throw muxFailed(
    { media, output: target.path },
    `read back, the ${track.language} track differs: ${difference}.`,
  );
}

function shifted({ media, target }: MuxJob, { language }: ReadyTrack, receipt: SyncReceipt): InputError {
  return new InputError(
    'E_SUBTITLE_SHIFTED',
    `${target.path} was not written: the ${language} subtitles do not stand where the speech is. ${receipt.reason}`,
    {
      hint: `offscribe transcribe ${JSON.stringify(media)} -f srt   (hears it anew; compare the times)`,
      details: { ...receipt },
    },
  );
}
