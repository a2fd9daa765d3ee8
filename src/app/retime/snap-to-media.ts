/**
 * Snap to media: a track's cues to the shots of a film, by the figures of a profile.
 *
 * Throws  UsageError E_USAGE (a profile without shots), E_PROFILE_UNKNOWN, E_PROFILE_INVALID; what finding shots throws.
 * @module
 */
import { SETTINGS, UsageError } from '../../kernel/index.ts';
import { type SubtitleProfile, type SubtitleTrack, snapToShots } from '../../subtitles/index.ts';
import type { Supervision } from '../events.ts';
import { chooseProfile } from '../profiles/choose-profile.ts';
import type { Wiring } from '../wiring.ts';
import { named, type SteppedTrack } from './retime-step.ts';

/** Where it is done. */
interface Surroundings {
  readonly wiring: Pick<Wiring, 'env'>;
  readonly supervision: Supervision;
}

/** Media whose shots are meant, and the name of a profile. */
interface SnapWish {
  readonly snapTo?: string | undefined;
  readonly profile?: string | undefined;
}

/** The profile to snap by, which must have a rule for shots. Before the media is looked at. */
export async function snapProfile({
  profile = SETTINGS.profile.default,
}: SnapWish): Promise<SubtitleProfile> {
  const chosen = await chooseProfile(profile);
  if (chosen.limits.shotSnapMs > 0) return chosen;
  throw new UsageError('E_USAGE', `The profile ${profile} has no rule for shots.`, {
    hint: 'offscribe retime IN --snap-to MEDIA --profile default',
  });
}

/** Snaps a track. */
export async function snapToMedia(
  track: SubtitleTrack,
  request: SnapWish,
  { wiring, supervision }: Surroundings,
): Promise<SteppedTrack> {
  const { name, limits } = await snapProfile(request);
  const media = request.snapTo ?? '';
  const { findShots } = await import('../../media/index.ts');
  const { signal, report } = supervision;
  const startedMs = performance.now();
  report({ type: 'start', file: media });
  const { cuts, frameRate = limits.frameRate } = await findShots(media, {
    env: wiring.env,
    signal,
    onProgress: (doneSec) =>
      report({ type: 'progress', file: media, doneSec, wallSec: (performance.now() - startedMs) / 1000 }),
  });
  const cutsMs = cuts.map((sec) => sec * 1000);
  const snapped = snapToShots(track, cutsMs, { ...limits, frameRate });
  const { moved, largestMs, inCues, outCues, left } = snapped;
  return {
    track: snapped.track,
    step: {
      step: 'snap',
      what: `${cuts.length} cuts at ${frameRate.toFixed(3)} frames a second, ${name}`,
      moved,
      largestMs,
      notes: left.length === 0 ? [] : [`${named(left)} near a cut stay: no room or too short.`],
      facts: {
        cuts: cuts.length,
        frameRate: Number(frameRate.toFixed(3)),
        inCues,
        outCues,
        left: left.length,
      },
    },
  };
}
