/**
 * Netflix: reading speeds and line lengths by language. One row makes four profiles: for adults, for the deaf and hard
 * of hearing (`-sdh`), for children, and for both.
 *
 * Source  SubtitleEdit's quality checker for Netflix (read 2026-08-22), which holds files to these figures. Where an older
 *         page of Netflix's own differs (English 17 a second), the checker's newer figure stands.
 * @module
 */

/** Characters a second that no cue may exceed. */
export interface NetflixSpeeds {
  readonly adult: number;
  readonly sdh: number;
  readonly children: number;
  readonly childrenSdh: number;
}

/** What one language has that differs from most. */
export interface NetflixLanguage {
  readonly name: string;
  readonly speeds?: NetflixSpeeds;
  readonly maxLineChars?: number;
  /** Where the length of a line is not from the checker. */
  readonly lineSource?: { readonly title: string; readonly url: string };
  readonly isFullWidth?: boolean;
  readonly minDurationMs?: number;
}

/** Speeds of all languages that have none of their own. */
export const COMMON_SPEEDS: NetflixSpeeds = { adult: 17, sdh: 20, children: 13, childrenSdh: 17 };

/** By ISO 639-1 code. */
export const NETFLIX_LANGUAGES: Readonly<Record<string, NetflixLanguage>> = {
  en: { name: 'English', speeds: { adult: 20, sdh: 20, children: 17, childrenSdh: 17 } },
  de: { name: 'German' },
  fr: { name: 'French' },
  es: { name: 'Spanish' },
  it: { name: 'Italian' },
  pt: { name: 'Portuguese' },
  nl: { name: 'Dutch' },
  sv: { name: 'Swedish' },
  da: { name: 'Danish' },
  pl: { name: 'Polish' },
  ru: {
    name: 'Russian',
    maxLineChars: 39,
    lineSource: {
      title: 'Netflix Russian Timed Text Style Guide, an older copy',
      url: 'https://backlothelp.netflix.com/hc/en-us/articles/215346638-Russian-Timed-Text-Style-Guide',
    },
  },
  ar: { name: 'Arabic', speeds: { adult: 20, sdh: 23, children: 17, childrenSdh: 20 } },
  he: { name: 'Hebrew' },
  hi: { name: 'Hindi', speeds: { adult: 22, sdh: 25, children: 18, childrenSdh: 20 } },
  ja: {
    name: 'Japanese',
    speeds: { adult: 4, sdh: 7, children: 4, childrenSdh: 7 },
    maxLineChars: 13,
    isFullWidth: true,
    minDurationMs: 500,
  },
  zh: {
    name: 'Chinese',
    speeds: { adult: 9, sdh: 11, children: 7, childrenSdh: 9 },
    maxLineChars: 16,
    isFullWidth: true,
  },
  ko: {
    name: 'Korean',
    speeds: { adult: 12, sdh: 14, children: 9, childrenSdh: 11 },
    maxLineChars: 16,
    isFullWidth: true,
  },
  th: { name: 'Thai', maxLineChars: 35 },
};
