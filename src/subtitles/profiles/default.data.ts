/**
 * Default profile: what most houses that subtitle for adults agree on, where nobody asked for the rules of one of them.
 * @module
 */
import type { SubtitleProfile } from './profile.ts';

/** Two lines of 42; layout aims at 17 characters a second and never goes beyond 20. */
export const DEFAULT_PROFILE: SubtitleProfile = {
  name: 'default',
  version: 1,
  title: 'Default: what most broadcasters and streaming services accept',
  sources: [
    {
      title: 'Netflix Timed Text Style Guide, general requirements and English',
      url: 'https://partnerhelp.netflixstudios.com/hc/en-us/articles/215758617',
      evidence: 'secondary',
      figures: [
        'maxLineChars',
        'maxLines',
        'maxSpeed',
        'minDurationMs',
        'maxDurationMs',
        'minGapFrames',
        'chainBelowMs',
        'maxTrailMs',
      ],
    },
    {
      title: 'Offscribe',
      evidence: 'ours',
      figures: ['counting', 'wishedSpeed', 'frameRate', 'maxLeadMs', 'maxLateMs', 'shotSnapMs'],
    },
  ],
  limits: {
    counting: 'graphemes',
    maxLineChars: 42,
    maxLines: 2,
    wishedSpeed: 17,
    maxSpeed: 20,
    minDurationMs: 833,
    maxDurationMs: 7000,
    minGapFrames: 2,
    frameRate: 24,
    chainBelowMs: 500,
    maxTrailMs: 500,
    maxLeadMs: 125,
    maxLateMs: 125,
    shotSnapMs: 500,
  },
};
