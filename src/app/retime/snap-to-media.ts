/**
 * Snap to media: a track's cues to the shots of a film, by the figures of a profile.
 *
 * Throws  UsageError E_USAGE (no such profile, or one without shots), what finding shots throws.
 * @module
 */
import { UsageError } from '../../kernel/index.ts';
import {
  allProfiles,
  findProfile,
  type SubtitleProfile,
  type SubtitleTrack,
  snapToShots,
} from '../../subtitles/index.ts';
import type { Supervision } from '../events.ts';
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

/** Refuses a profile that cannot be snapped by. Before the media is looked at. */
export function checkSnap({ profile = 'default' }: SnapWish): SubtitleProfile {
  const found = findProfile(profile);
  if (found === undefined) {
    const names = allProfiles().map(({ name }) => name);
    throw new UsageError('E_USAGE', `There is no profile "${profile}"; there are ${names.join(', ')}.`, {
      hint: 'offscribe retime IN --snap-to MEDIA --profile default',
    });
  }
  if (found.limits.shotSnapMs > 0) return found;
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
  const { name, limits } = checkSnap(request);
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
