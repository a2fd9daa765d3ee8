/**
 * TTML formats: TTML and its profiles as rows of the table of formats. One reader reads them all.
 * @module
 */
import type { Feature } from '../track/losses.ts';
import type { TrackFormat } from '../track/track-format.ts';
import { readTtml } from './read-ttml.ts';
import { EBU_TT_D } from './write-head.ts';
import { formatTtml } from './write-ttml.ts';

/** Where a document begins, whatever prefix it has for TTML. */
const ROOT = /<(?:[\w.-]+:)?tt[\s/>]/;

/** Not: classes, times inside cues, comments with times. */
const HELD: readonly Feature[] = [
  'bold',
  'italic',
  'underline',
  'strikeout',
  'color',
  'background',
  'font',
  'speaker',
  'language',
  'ruby',
  'anchor',
  'position',
  'width',
  'vertical',
  'style',
  'region',
  'id',
  'title',
  'track-language',
  'milliseconds',
  'lines',
  'overlaps',
];

/** EBU-TT-D knows neither ruby nor text that is struck out. */
const HELD_BY_EBU: readonly Feature[] = HELD.filter(
  (feature) => feature !== 'ruby' && feature !== 'strikeout',
);

/** TTML of the W3C, any version and any profile. */
export const TTML_FORMAT: TrackFormat = {
  title: 'TTML',
  extensions: ['ttml', 'dfxp', 'xml'],
  holds: new Set(HELD),
  sniff: (head) => ROOT.test(head),
  read: readTtml,
  write: (track) => formatTtml(track, 'ttml'),
};

/** IMSC 1.1, text profile; also read: IMSC 1.0 to 1.3. */
export const IMSC_FORMAT: TrackFormat = {
  title: 'IMSC 1.1 text',
  extensions: ['imsc.ttml', 'imsc.xml', 'imsc'],
  holds: new Set(HELD),
  sniff: (head) => ROOT.test(head) && /ttml\/profile\/imsc1[.\d]*\/text/.test(head),
  read: readTtml,
  write: (track) => formatTtml(track, 'imsc'),
};

/** EBU-TT-D v1.0.1. */
export const EBU_TT_D_FORMAT: TrackFormat = {
  title: 'EBU-TT-D',
  extensions: ['ebu-tt-d.xml', 'ebuttd.xml', 'ebuttd'],
  holds: new Set(HELD_BY_EBU),
  sniff: (head) => ROOT.test(head) && head.includes(EBU_TT_D.replace(/\d{4}-\d\d$/, '')),
  read: readTtml,
  write: (track) => formatTtml(track, 'ebu-tt-d'),
};
