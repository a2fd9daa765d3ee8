/**
 * Houses: profiles that are one of a kind, each as what it changes in the default one.
 * @module
 */
import type { ProfileLimits, SubtitleProfile } from './profile.ts';

/** A profile as its differences from `default`. */
export interface HouseProfile extends Omit<SubtitleProfile, 'limits'> {
  readonly limits: Partial<ProfileLimits>;
}

const BBC_GUIDELINES = {
  title: 'BBC Subtitle Guidelines 1.2',
  url: 'https://www.bbc.co.uk/accessibility/forproducts/guides/subtitles/',
} as const;

/** In order of their names. */
export const HOUSES: readonly HouseProfile[] = [
  {
    name: 'bbc',
    version: 1,
    title: 'BBC: gaps of a second or none, subtitles that may linger',
    sources: [
      {
        ...BBC_GUIDELINES,
        evidence: 'stated',
        figures: [
          'maxLineChars',
          'maxLines',
          'minGapFrames',
          'chainBelowMs',
          'maxTrailMs',
          'maxLeadMs',
          'maxLateMs',
        ],
      },
      {
        title: 'Offscribe: 160 to 180 words a minute of 6 characters each, space included',
        evidence: 'ours',
        figures: ['wishedSpeed', 'maxSpeed'],
      },
      {
        title: 'Offscribe',
        evidence: 'ours',
        figures: ['counting', 'minDurationMs', 'maxDurationMs', 'frameRate', 'shotSnapMs'],
      },
    ],
    limits: {
      maxLineChars: 37,
      wishedSpeed: 16,
      maxSpeed: 18,
      minGapFrames: 0,
      frameRate: 25,
      chainBelowMs: 1000,
      maxTrailMs: 1500,
      maxLeadMs: 1500,
      maxLateMs: 2000,
      shotSnapMs: 0,
    },
  },
  {
    name: 'children',
    version: 1,
    title: 'Programmes for children',
    sources: [
      {
        title:
          'SubtitleEdit, its quality checker for Netflix: 13 a second for children, 17 with sounds described',
        url: 'https://github.com/SubtitleEdit/subtitleedit/tree/main/src/libse/NetflixQualityCheck',
        evidence: 'secondary',
        figures: ['wishedSpeed', 'maxSpeed'],
      },
      { title: 'Offscribe: a longer look at short cues', evidence: 'ours', figures: ['minDurationMs'] },
      { title: 'As in `default`', evidence: 'secondary' },
    ],
    limits: { wishedSpeed: 13, maxSpeed: 17, minDurationMs: 1000 },
  },
  {
    name: 'ebu-tt-d',
    version: 1,
    title: 'European broadcasters: lines that teletext holds, 25 frames a second',
    sources: [
      {
        title:
          'Teletext lines hold 37 to 40 characters; broadcasters that deliver EBU-TT-D state their own figures',
        evidence: 'secondary',
        figures: ['maxLineChars', 'maxLines', 'frameRate'],
      },
      {
        title: 'Houses of the Netherlands and Denmark: 120 ms between cues, 15 characters a second',
        evidence: 'secondary',
        figures: ['minGapFrames', 'wishedSpeed'],
      },
      {
        title: 'EBU-TT-D is a format and states no reading speed: the rest is our choice',
        evidence: 'ours',
      },
    ],
    limits: {
      maxLineChars: 37,
      wishedSpeed: 15,
      maxSpeed: 17,
      minDurationMs: 1000,
      minGapFrames: 3,
      frameRate: 25,
    },
  },
  {
    name: 'shorts-9x16',
    version: 1,
    title: 'Upright video on telephones: short lines, quick cues',
    sources: [
      {
        ...BBC_GUIDELINES,
        evidence: 'stated',
        figures: ['maxLineChars', 'maxLines'],
      },
      {
        title: 'Common practice of short videos: up to 25 characters a second',
        evidence: 'secondary',
        figures: ['maxSpeed'],
      },
      { title: 'Offscribe: cues change with the speech', evidence: 'ours' },
    ],
    limits: {
      maxLineChars: 25,
      maxLines: 3,
      wishedSpeed: 20,
      maxSpeed: 25,
      minDurationMs: 500,
      maxDurationMs: 4000,
      frameRate: 30,
      maxTrailMs: 250,
    },
  },
];
