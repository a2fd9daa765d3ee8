/**
 * VTT format: WebVTT as a row of the table of formats.
 * @module
 */
import type { TrackFormat } from '../track/track-format.ts';
import { readVtt } from './read-vtt.ts';
import { writeVtt } from './write-vtt.ts';

/** WebVTT. */
export const VTT_FORMAT: TrackFormat = {
  title: 'WebVTT',
  extensions: ['vtt', 'webvtt'],
  holds: new Set([
    'bold',
    'italic',
    'underline',
    'speaker',
    'classes',
    'language',
    'ruby',
    'word-times',
    'anchor',
    'position',
    'width',
    'vertical',
    'region',
    'id',
    'milliseconds',
    'lines',
    'overlaps',
  ]),
  sniff: (head) => /^WEBVTT(?:\s|$)/.test(head),
  read: readVtt,
  write: writeVtt,
};
