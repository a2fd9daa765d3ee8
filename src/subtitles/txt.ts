/**
 * TXT: a transcript as plain text, one line a segment. Nothing said, an empty file.
 * @module
 */

import { segmentLines } from './transcript-text.ts';
import type { SpokenTranscript } from './transcripts/spoken.ts';

/** One line for each segment that says something, each ended by LF. */
export function formatTxt(transcript: SpokenTranscript): string {
  return segmentLines(transcript.segments)
    .map((line) => `${line}\n`)
    .join('');
}
