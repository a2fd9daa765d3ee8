/**
 * Layout warning: the sentence that tells of cues which could not keep to the rules of their house.
 * @module
 */
import { type Cue, notesOf, type SubtitleProfile } from '../subtitles/index.ts';

/** For example "2 of 171 cues are too fast to read at 20 characters a second; cue 106: it is said at 23 ..."; or none. */
export function layoutWarnings(cues: readonly Cue[], { limits }: SubtitleProfile): readonly string[] {
  const notes = notesOf(cues, limits);
  const fast = notes.filter(({ rule }) => rule === 'reading-speed');
  const short = notes.filter(({ rule }) => rule === 'min-duration');
  return [
    tell(fast, cues, `too fast to read at ${limits.maxSpeed} characters a second`),
    tell(short, cues, `shown for less than ${limits.minDurationMs} ms`),
  ].flatMap((sentence) => sentence ?? []);
}

function tell(notes: ReturnType<typeof notesOf>, cues: readonly Cue[], what: string): string | undefined {
  const [first] = notes;
  if (first === undefined) return undefined;
  const are = notes.length === 1 ? 'is' : 'are';
  return `${notes.length} of ${cues.length} cues ${are} ${what}; cue ${first.cue}: ${first.cause}.`;
}
