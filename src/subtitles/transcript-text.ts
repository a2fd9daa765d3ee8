/**
 * Transcript text: what was said, as plain text.
 * @module
 */
import type { Segment } from '../kernel/index.ts';
import { cleanLine, isBlank } from './clean-text.ts';
import { joinsWithoutSpace } from './scripts.ts';

/** The segments' texts joined: by a space, or by nothing where the writing has no spaces. */
export function transcriptText(segments: readonly Segment[]): string {
  return segmentLines(segments).reduce((text, line) => {
    const joint = text === '' || joinsWithoutSpace(text, line) ? '' : ' ';
    return text + joint + line;
  }, '');
}

/** One clean line for each segment that says something. */
export function segmentLines(segments: readonly Segment[]): string[] {
  return segments.map((segment) => cleanLine(segment.text)).filter((line) => !isBlank(line));
}
