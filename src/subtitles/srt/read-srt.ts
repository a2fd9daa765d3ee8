/**
 * Read SRT: SubRip text as a track, and as bare cues.
 *
 * In/out  Text -> cues (integer ms, by start).
 * Total   never throws, linear time; what it passes over is named with its line.
 * Source  no formal standard; rules READ1 to READ5 and SRT6 to SRT9 in ../SPEC.md; checked against ffmpeg and pysubs2.
 * @module
 */
import { isBlank, trimSpaces } from '../clean-text.ts';
import { collectCues, type ParsedCues } from '../read/parsed-cues.ts';
import type { ParsedTrack } from '../track/track-format.ts';
import { scanSrt } from './scan-srt.ts';
import { formatSrtText, parseSrtText } from './srt-markup.ts';

/** Cues of SubRip text. Markup is left in their lines as it is. */
export function parseSrt(text: string): ParsedCues {
  const { cues, problems } = scanSrt(text);
  const raw = cues.map(({ line, startMs, endMs, lines }) => {
    return { line, startMs, endMs, lines: lines.map((each) => trimSpaces(each)) };
  });
  return collectCues(raw, problems);
}

/** What a reader must look at, or a writer would write in another way. */
const NOT_PLAIN = /[<{]|(?!\n)\p{Cc}|-->|^\s|\p{Cs}/mu;

/**
 * Reads SubRip text. `native.srt` of a cue: `text`, where its markup says more than its runs and its place do;
 * `tail`, what stands behind its times.
 */
export function readSrt(text: string): ParsedTrack {
  const scanned = scanSrt(text);
  const raw = scanned.cues.map(({ line, startMs, endMs, lines, tail }) => {
    const times = { line, startMs, endMs };
    const source = lines.join('\n');
    if (tail === '' && !NOT_PLAIN.test(source)) {
      return { line, startMs, endMs, lines: lines.filter((each) => !isBlank(each)) };
    }
    const parsed = parseSrtText(source);
    const isAllSaid = formatSrtText(parsed) === source;
    const native = { ...(isAllSaid ? {} : { text: source }), ...(tail === '' ? {} : { tail }) };
    return { ...times, ...parsed, ...(isAllSaid && tail === '' ? {} : { native: { srt: native } }) };
  });
  const { cues, problems } = collectCues(raw, scanned.problems);
  return { track: { cues }, problems };
}
