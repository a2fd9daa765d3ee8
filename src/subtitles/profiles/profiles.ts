/**
 * Profiles: all that come with the program, by name.
 * @module
 */
import { DEFAULT_PROFILE } from './default.data.ts';
import { HOUSES } from './houses.data.ts';
import { netflixProfiles } from './netflix.ts';
import type { SubtitleProfile } from './profile.ts';

/** Made at the first question. */
let known: ReadonlyMap<string, SubtitleProfile> | undefined;

/** Every profile, `default` first. */
export function allProfiles(): readonly SubtitleProfile[] {
  return [...byName().values()];
}

/** The profile of that name, or undefined. */
export function findProfile(name: string): SubtitleProfile | undefined {
  return byName().get(name);
}

function byName(): ReadonlyMap<string, SubtitleProfile> {
  known ??= new Map(
    [
      DEFAULT_PROFILE,
      ...HOUSES.map((house) => ({ ...house, limits: { ...DEFAULT_PROFILE.limits, ...house.limits } })),
      ...netflixProfiles(),
    ].map((profile) => [profile.name, profile]),
  );
  return known;
}
