/**
 * Read SRT: SubRip text as a track, and as bare cues.
 *
 * In/out  Text -> cues (integer ms, by start).
 * Total   never throws, linear time; what it passes over is named with its line.
 * Source  no formal standard; rules READ1 to READ5 and SRT6 to SRT9 in ../SPEC.md; checked against ffmpeg and pysubs2.
 * @module
 */
import { isBlank, trimSpaces } from '../clean-text.ts';
import type { Cue } from '../cue.ts';
import { CueCollector, type ParsedCues } from '../read/parsed-cues.ts';
import type { TrackCue } from '../track/track.ts';
import type { ParsedTrack } from '../track/track-format.ts';
import { type ScannedSrt, scanSrt } from './scan-srt.ts';
import { formatSrtText, parseSrtText } from './srt-markup.ts';

/** Cues of SubRip text. Markup is left in their lines as it is. */
export function parseSrt(text: string): ParsedCues {
  const collector = new CueCollector<Cue>();
  const problems = scanSrt(text, ({ line, startMs, endMs, lines }) => {
    collector.add(line, { startMs, endMs, lines: lines.map(trimSpaces) });
  });
  return collector.finish(problems);
}

/** What a reader must look at, or a writer would write in another way. */
const NOT_PLAIN = /[<{]|(?!\n)\p{Cc}|-->|^\s|\p{Cs}/mu;

/**
 * Reads SubRip text. `native.srt` of a cue: `text`, where its markup says more than its runs and its place do;
 * `tail`, what stands behind its times.
 */
export function readSrt(text: string): ParsedTrack {
  const collector = new CueCollector<TrackCue>();
  const passedOver = scanSrt(text, (scanned) => collector.add(scanned.line, cueOf(scanned)));
  const { cues, problems } = collector.finish(passedOver);
  return { track: { cues }, problems };
}

function cueOf({ startMs, endMs, lines, tail }: ScannedSrt): TrackCue {
  const source = lines.join('\n');
  if (tail === '' && !NOT_PLAIN.test(source)) {
    return { startMs, endMs, lines: lines.some(isBlank) ? lines.filter((each) => !isBlank(each)) : lines };
  }
  const parsed = parseSrtText(source);
  const isAllSaid = formatSrtText(parsed) === source;
  const cue = { startMs, endMs, ...parsed };
  if (isAllSaid && tail === '') return cue;
  const native = { ...(isAllSaid ? {} : { text: source }), ...(tail === '' ? {} : { tail }) };
  return { ...cue, native: { srt: native } };
}
