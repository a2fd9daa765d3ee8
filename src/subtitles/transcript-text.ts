/**
 * Transcript text: what was said, as plain text.
 * @module
 */
import { cleanLine, isBlank } from './clean-text.ts';
import { joinsWithoutSpace } from './scripts.ts';

/** Whatever has a text. */
interface Texted {
  readonly text: string;
}

/** The segments' texts joined: by a space, or by nothing where the writing has no spaces. */
export function transcriptText(segments: readonly Texted[]): string {
  return segmentLines(segments).reduce((text, line) => {
    const joint = text === '' || joinsWithoutSpace(text, line) ? '' : ' ';
    return text + joint + line;
  }, '');
}

/** One clean line for each segment that says something. */
export function segmentLines(segments: readonly Texted[]): string[] {
  return segments.map((segment) => cleanLine(segment.text)).filter((line) => !isBlank(line));
}
