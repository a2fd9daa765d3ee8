/**
 * LRC format: lyrics as a row of the table of formats.
 * @module
 */
import type { TrackFormat } from '../track/track-format.ts';
import { readLrc } from './read-lrc.ts';
import { writeLrc } from './write-lrc.ts';

/** LRC. */
export const LRC_FORMAT: TrackFormat = {
  title: 'LRC',
  extensions: ['lrc'],
  holds: new Set(['word-times', 'title', 'lines']),
  sniff: (head) => /^[ \t]*\[\d{1,5}:\d{1,2}(?:[.:]\d{1,3})?\]/m.test(head),
  read: readLrc,
  write: writeLrc,
};
