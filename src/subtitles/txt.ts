/**
 * TXT: a transcript as plain text, one line a segment. Nothing said, an empty file.
 * @module
 */
import type { Transcript } from '../kernel/index.ts';
import { segmentLines } from './transcript-text.ts';

/** One line for each segment that says something, each ended by LF. */
export function formatTxt(transcript: Transcript): string {
  return segmentLines(transcript.segments)
    .map((line) => `${line}\n`)
    .join('');
}
