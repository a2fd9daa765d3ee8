/**
 * Netflix profiles, made from their table: `netflix-en`, `netflix-en-sdh`, `netflix-en-children`, `netflix-en-children-sdh`.
 * @module
 */
import { DEFAULT_PROFILE } from './default.data.ts';
import {
  COMMON_SPEEDS,
  NETFLIX_LANGUAGES,
  type NetflixLanguage,
  type NetflixSpeeds,
} from './netflix.data.ts';
import type { ProfileLimits, ProfileSource, SubtitleProfile } from './profile.ts';

/** Of the most that is allowed: what layout aims at, so that a cue a little too full still passes. */
const WISHED_SHARE = 0.85;

const AUDIENCES: readonly {
  readonly suffix: string;
  readonly title: string;
  readonly key: keyof NetflixSpeeds;
}[] = [
  { suffix: '', title: 'adults', key: 'adult' },
  { suffix: '-sdh', title: 'the deaf and hard of hearing', key: 'sdh' },
  { suffix: '-children', title: 'children', key: 'children' },
  { suffix: '-children-sdh', title: 'deaf and hard of hearing children', key: 'childrenSdh' },
];

const GENERAL: ProfileSource = {
  title: 'Netflix Timed Text Style Guide: general requirements and subtitle timing',
  url: 'https://partnerhelp.netflixstudios.com/hc/en-us/articles/215758617',
  evidence: 'secondary',
  figures: [
    'maxLines',
    'maxDurationMs',
    'minGapFrames',
    'chainBelowMs',
    'maxTrailMs',
    'maxLeadMs',
    'maxLateMs',
  ],
};

const CHECKER: ProfileSource = {
  title: 'SubtitleEdit, its quality checker for Netflix',
  url: 'https://github.com/SubtitleEdit/subtitleedit/tree/main/src/libse/NetflixQualityCheck',
  evidence: 'secondary',
};

/** All of them, language by language. */
export function netflixProfiles(): readonly SubtitleProfile[] {
  return Object.entries(NETFLIX_LANGUAGES).flatMap(([code, language]) =>
    AUDIENCES.map(({ suffix, title, key }) => ({
      name: `netflix-${code}${suffix}`,
      version: 1,
      title: `Netflix, ${language.name}, for ${title}`,
      sources: sourcesOf(language),
      limits: limitsOf(language, (language.speeds ?? COMMON_SPEEDS)[key]),
    })),
  );
}

function limitsOf(language: NetflixLanguage, maxSpeed: number): ProfileLimits {
  const { maxLineChars = 42, minDurationMs = 833, isFullWidth = false } = language;
  return {
    ...DEFAULT_PROFILE.limits,
    counting: isFullWidth ? 'full-width' : 'graphemes',
    maxLineChars,
    minDurationMs,
    maxSpeed,
    wishedSpeed: Math.round(maxSpeed * WISHED_SHARE * 10) / 10,
  };
}

function sourcesOf({ lineSource }: NetflixLanguage): readonly ProfileSource[] {
  const held: readonly (keyof ProfileLimits)[] = ['maxSpeed', 'minDurationMs', 'shotSnapMs', 'counting'];
  const ours: ProfileSource = { title: 'Offscribe', evidence: 'ours', figures: ['wishedSpeed', 'frameRate'] };
  if (lineSource === undefined) return [GENERAL, { ...CHECKER, figures: ['maxLineChars', ...held] }, ours];
  const line: ProfileSource = { ...lineSource, evidence: 'stated', figures: ['maxLineChars'] };
  return [GENERAL, line, { ...CHECKER, figures: held }, ours];
}
