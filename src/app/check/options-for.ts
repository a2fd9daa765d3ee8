/**
 * Options for a check: the figures of a profile, and where the media has speech and shots.
 *
 * Throws  what opening media and finding shots throw, but for media without a picture; CancelledError.
 * @module
 */
import { secondsToMs, toAppError } from '../../kernel/index.ts';
import type { CheckOptions, Span, SubtitleProfile } from '../../subtitles/index.ts';
import type { Supervision } from '../events.ts';
import { hearSpeech } from '../mux/hear-speech.ts';
import type { Wiring } from '../wiring.ts';
import type { CheckSubtitlesRequest } from './subtitle-check.ts';

/** Where it is done, and where sentences for the user go. */
interface Surroundings {
  readonly wiring: Wiring;
  readonly supervision: Supervision;
  readonly notes: string[];
}

/** What to hold cues to. */
export async function optionsFor(
  { media, frameRate }: Pick<CheckSubtitlesRequest, 'media' | 'frameRate'>,
  { limits }: SubtitleProfile,
  surroundings: Surroundings,
): Promise<CheckOptions> {
  const own = frameRate === undefined ? limits : { ...limits, frameRate };
  if (media === undefined) return { limits: own };
  const speech = await speechOf(media, surroundings);
  const shots = limits.shotSnapMs === 0 ? undefined : await shotsOf(media, surroundings);
  return {
    limits: frameRate === undefined ? { ...limits, frameRate: shots?.frameRate ?? limits.frameRate } : own,
    ...(speech === undefined ? {} : { speech }),
    ...(shots === undefined ? {} : { shots: shots.cuts.map(secondsToMs) }),
  };
}

async function speechOf(
  media: string,
  { wiring, supervision, notes }: Surroundings,
): Promise<readonly Span[] | undefined> {
  try {
    const regions = await hearSpeech(media, wiring, supervision);
    if (regions === undefined) {
      notes.push('Cues were not compared with the speech: offscribe models pull silero-vad');
    }
    return regions?.map(({ start, end }) => {
      return { startMs: secondsToMs(Math.max(0, start)), endMs: secondsToMs(Math.max(0, end)) };
    });
  } catch (error) {
    if (toAppError(error).code !== 'E_MEDIA_NO_AUDIO') throw error;
    notes.push(`Cues were not compared with the speech: ${media} has no sound.`);
    return undefined;
  }
}

/** Cuts in seconds, and the video's own frame rate; undefined where there is no picture, or nothing to look at it with. */
async function shotsOf(
  media: string,
  { wiring: { env }, supervision: { signal, report }, notes }: Surroundings,
): Promise<{ readonly cuts: readonly number[]; readonly frameRate?: number } | undefined> {
  const { findShots } = await import('../../media/index.ts');
  const startedMs = performance.now();
  report({ type: 'start', file: media });
  try {
    return await findShots(media, {
      env,
      signal,
      onProgress: (doneSec) =>
        report({ type: 'progress', file: media, doneSec, wallSec: (performance.now() - startedMs) / 1000 }),
    });
  } catch (error) {
    const { code, message } = toAppError(error);
    if (code === 'E_RUNTIME_MISSING') notes.push(`Cues were not compared with the shots: ${message}`);
    else if (code !== 'E_MEDIA_NO_PICTURE') throw error;
    return undefined;
  }
}
