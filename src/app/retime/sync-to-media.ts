/**
 * Sync to media: a track moved to where its words are heard in a medium.
 *
 * Throws  what planning, loading models, opening media and transcribing throw; InputError E_SYNC_UNCERTAIN,
 *         E_RETIME_IMPOSSIBLE.
 * @module
 */
import { secondsToMs } from '../../kernel/index.ts';
import { type SubtitleTrack, type SyncedTrack, syncTrack } from '../../subtitles/index.ts';
import { type DecodingOptions, planDecoding } from '../decoding.ts';
import type { Supervision } from '../events.ts';
import { announceChoice, openSession } from '../session.ts';
import { transcribeMedia } from '../transcribe-media.ts';
import type { Wiring } from '../wiring.ts';
import { named, type SteppedTrack, stepped } from './retime-step.ts';

/** Media to listen to, and how. */
export interface SyncWish extends Omit<DecodingOptions, 'task' | 'wordTimes'> {
  readonly media: string;
  readonly audioTrack?: string | undefined;
}

/** Where it is done. */
interface Surroundings {
  readonly wiring: Wiring;
  readonly supervision: Supervision;
}

/** Listens, and moves the track. */
export async function syncToMedia(
  track: SubtitleTrack,
  wish: SyncWish,
  { wiring, supervision }: Surroundings,
): Promise<SteppedTrack> {
  const catalogue = await wiring.catalogue();
  const wishes = { ...wish, task: 'transcribe', wordTimes: true };
  const decoding = await planDecoding(wishes, { catalogue, engines: wiring.engines });
  for (const message of decoding.notes) supervision.report({ type: 'note', message });
  const { openMedia } = await import('../../media/index.ts');
  const options = { env: wiring.env, signal: supervision.signal };
  const { media: file, audioTrack } = wish;
  const media = await openMedia(file, audioTrack === undefined ? options : { ...options, track: audioTrack });
  const session = await openSession(decoding, wiring, supervision);
  try {
    announceChoice(decoding, supervision);
    const { transcript } = await transcribeMedia(session, { media, file, span: {} }, supervision);
    const words = transcript.segments.flatMap((segment) => segment.words ?? []);
    const heard = words.map(({ text, start }) => ({ text, startMs: secondsToMs(start) }));
    return told(syncTrack(track, heard, transcript.language));
  } finally {
    await session.close();
  }
}

function told(synced: SyncedTrack): SteppedTrack {
  const { words, matchedShare, points, offsetMs, driftMsPerMinute, jumps, p95Ms, leftOut } = synced;
  const percent = Math.round(100 * matchedShare);
  const what = `${percent} % of ${words} words heard; ${jumps.length} jumps; 95 of 100 cues within ${p95Ms} ms`;
  const { track, step } = stepped('sync', what, synced);
  const notes = [
    ...step.notes,
    `The first cue moves by ${signed(offsetMs)} s; drift ${driftMsPerMinute} ms a minute.`,
    ...jumps.map(({ atMs, byMs }) => `From ${(atMs / 1000).toFixed(3)} s on ${signed(byMs)} s.`),
    ...(leftOut.length === 0 ? [] : [`${named(leftOut)} left out: this audio does not have them.`]),
  ];
  const figures = { words, matchedShare: Number(matchedShare.toFixed(4)), points, offsetMs };
  return { track, step: { ...step, notes, facts: { ...figures, driftMsPerMinute, jumps, p95Ms, leftOut } } };
}

function signed(ms: number): string {
  return `${ms < 0 ? '' : '+'}${(ms / 1000).toFixed(3)}`;
}
