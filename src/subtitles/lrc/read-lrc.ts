/**
 * Read LRC: the lyrics of a song as a track.
 *
 * In/out  Text -> cues (integer ms, by start). A cue ends as the next line starts; a line without words only ends.
 * Total   never throws, linear time; what it passes over is named with its line.
 * Source  no formal standard; rules LRC1 to LRC6 in ../SPEC.md.
 * @module
 */
import { isBlank, trimSpaces } from '../clean-text.ts';
import { type ReadProblem, splitLines } from '../read/parsed-cues.ts';
import type { TrackCue } from '../track/track.ts';
import type { ParsedTrack } from '../track/track-format.ts';
import { offsetOf, parseLrcTag, tagValue } from './lrc-tags.ts';
import { formatLrcText, parseLrcText, splitStamps } from './lrc-text.ts';

/** How long the last line stands where the file does not say. */
const LAST_MS = 5000;

/** Reads LRC text. `native.lrc` of the track: `tags`, the lines of its head; of a cue: `text`, where it says more. */
export function readLrc(text: string): ParsedTrack {
  const tags: string[] = [];
  const problems: ReadProblem[] = [];
  const stamped: { startMs: number; text: string }[] = [];
  splitLines(text).forEach((line, index) => {
    const { stampsMs, rest } = splitStamps(line);
    if (stampsMs.length > 0)
      for (const startMs of stampsMs) stamped.push({ startMs, text: trimSpaces(rest) });
    else if (parseLrcTag(line) !== undefined) tags.push(line.trim());
    else if (!isBlank(line)) problems.push({ line: index + 1, what: 'a line has no time' });
  });
  const offsetMs = offsetOf(tags);
  const shifted = stamped.map((line) => ({ ...line, startMs: Math.max(0, line.startMs - offsetMs) }));
  const cues = cuesOf(
    shifted.sort((a, b) => a.startMs - b.startMs),
    offsetMs,
  );
  const title = tagValue(tags, 'ti');
  return {
    track: {
      cues,
      ...(title === undefined ? {} : { title }),
      ...(tags.length > 0 ? { native: { lrc: { tags: tags.join('\n') } } } : {}),
    },
    problems,
  };
}

/** Lines of one time are one cue. */
function cuesOf(lines: readonly { startMs: number; text: string }[], offsetMs: number): TrackCue[] {
  const groups: { startMs: number; texts: string[] }[] = [];
  for (const { startMs, text } of lines) {
    const last = groups.at(-1);
    if (last?.startMs === startMs) last.texts.push(text);
    else groups.push({ startMs, texts: [text] });
  }
  return groups.flatMap(({ startMs, texts }, index) => {
    const source = texts.filter((text) => text !== '').join('\n');
    const parsed = parseLrcText(source, offsetMs);
    if (parsed.lines.length === 0) return [];
    const endMs = groups[index + 1]?.startMs ?? startMs + LAST_MS;
    const isAllSaid = formatLrcText(parsed, offsetMs) === source;
    return [{ startMs, endMs, ...parsed, ...(isAllSaid ? {} : { native: { lrc: { text: source } } }) }];
  });
}
