/**
 * SRT format: SubRip as a row of the table of formats.
 * @module
 */
import type { TrackFormat } from '../track/track-format.ts';
import { readSrt } from './read-srt.ts';
import { writeSrt } from './write-srt.ts';

const SRT_TIMES = /^[ \t]*(?:\d{1,6}:)?\d{1,2}:\d{1,2}(?:[,.]\d{1,3})?[ \t]*-->/m;

/** SubRip. */
export const SRT_FORMAT: TrackFormat = {
  title: 'SubRip',
  extensions: ['srt'],
  holds: new Set([
    'bold',
    'italic',
    'underline',
    'strikeout',
    'color',
    'font',
    'anchor',
    'milliseconds',
    'lines',
    'overlaps',
  ]),
  sniff: (head) => SRT_TIMES.test(head),
  read: readSrt,
  write: writeSrt,
};
