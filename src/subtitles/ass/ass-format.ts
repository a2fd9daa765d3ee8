/**
 * ASS format: ASS and SSA as rows of the table of formats.
 * @module
 */
import type { TrackFormat } from '../track/track-format.ts';
import { readAss } from './read-ass.ts';
import { writeAss, writeSsa } from './write-ass.ts';

const HELD = [
  'bold',
  'italic',
  'underline',
  'strikeout',
  'color',
  'font',
  'speaker',
  'word-times',
  'anchor',
  'position',
  'style',
  'title',
  'track-language',
  'lines',
  'overlaps',
  'hidden',
] as const;

/** Advanced SubStation Alpha. */
export const ASS_FORMAT: TrackFormat = {
  title: 'ASS',
  extensions: ['ass'],
  holds: new Set(HELD),
  sniff: (head) => /^[ \t]*\[v4\++ styles\+?\]/im.test(head) || /^\s*\[script info\]/i.test(head),
  read: readAss,
  write: writeAss,
};

/** SubStation Alpha. */
export const SSA_FORMAT: TrackFormat = {
  title: 'SSA',
  extensions: ['ssa'],
  holds: new Set(HELD),
  sniff: (head) => /^[ \t]*\[v4 styles\]/im.test(head),
  read: readAss,
  write: writeSsa,
};
