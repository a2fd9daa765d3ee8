/**
 * SBV format: YouTube's SBV as a row of the table of formats.
 * @module
 */
import type { TrackFormat } from '../track/track-format.ts';
import { readSbv } from './read-sbv.ts';
import { writeSbv } from './write-sbv.ts';

const FIRST_LINE = /^\s*\d{1,6}:\d{1,2}:\d{1,2}\.\d{1,3},\d{1,6}:\d{1,2}:\d{1,2}\.\d{1,3}[ \t]*(?:[\r\n]|$)/;

/** YouTube SBV. */
export const SBV_FORMAT: TrackFormat = {
  title: 'SBV',
  extensions: ['sbv'],
  holds: new Set(['milliseconds', 'lines', 'overlaps']),
  sniff: (head) => FIRST_LINE.test(head),
  read: readSbv,
  write: writeSbv,
};
