/**
 * Track and transcript: cues laid out from what was said, and what was said out of cues.
 *
 * Throws  InputError E_CUE_INVALID (a segment whose times are not finite).
 * @module
 */
import { secondsToMs, type Transcript } from '../../kernel/index.ts';
import { cleanLine, isBlank } from '../clean-text.ts';
import type { Cue, CueWord } from '../cue.ts';
import { joinsWithoutSpace } from '../scripts.ts';
import type { SubtitleTrack, TrackCue } from '../track/track.ts';
import { asTranscript, type SpokenSegment, type SpokenTranscript, type SpokenWord } from './spoken.ts';

/**
 * The transcript as a track; `layOut` makes its cues, and is told where the speaker changes, ms. Each cue has the speaker
 * whose words it begins with.
 */
export function trackOf(
  spoken: SpokenTranscript,
  layOut: (transcript: Transcript, turns: readonly number[]) => readonly Cue[],
): SubtitleTrack {
  const cues = layOut(asTranscript(spoken), turnsIn(spoken.segments));
  const language =
    spoken.language === undefined || spoken.language === 'und' ? {} : { language: spoken.language };
  return { cues: withSpeakers(cues, spoken.segments), ...language };
}

function turnsIn(segments: readonly SpokenSegment[]): readonly number[] {
  const ordered = [...segments].sort((one, other) => one.start - other.start);
  return ordered
    .filter(({ speaker }, index) => index > 0 && speaker !== ordered[index - 1]?.speaker)
    .map(({ start }) => secondsToMs(start));
}

/** Every word is in one cue, in order (LAY1), so that characters tell which segment a cue begins in. */
function withSpeakers(cues: readonly Cue[], segments: readonly SpokenSegment[]): readonly TrackCue[] {
  if (segments.every(({ speaker }) => speaker === undefined)) return cues;
  const ordered = [...segments].sort((one, other) => one.start - other.start);
  let [index, passed, at] = [0, 0, 0];
  return cues.map((cue): TrackCue => {
    let length = visibleChars(ordered[index]?.text ?? '');
    while (index < ordered.length - 1 && at >= passed + length) {
      passed += length;
      index += 1;
      length = visibleChars(ordered[index]?.text ?? '');
    }
    at += visibleChars(cue.lines.join(''));
    const speaker = ordered[index]?.speaker;
    return speaker === undefined ? cue : { ...cue, speaker };
  });
}

function visibleChars(text: string): number {
  return text.replace(/[\s\p{C}]+/gu, '').length;
}

/** The track as a transcript: a segment a cue, its lines joined; words where the cue knows their times. */
export function transcriptOf({ cues, language }: SubtitleTrack): SpokenTranscript {
  return {
    ...(language === undefined ? {} : { language: language.split('-')[0]?.toLowerCase() ?? language }),
    segments: cues.map((cue): SpokenSegment => {
      const text = joinLines(cue.lines);
      const words = cue.words === undefined ? [] : wordsOf(cue.lines, cue.words);
      const spells = words.map((word) => word.text).join('') === text;
      return {
        start: cue.startMs / 1000,
        end: cue.endMs / 1000,
        text,
        ...(words.length > 0 && spells ? { words } : {}),
        ...(cue.speaker === undefined ? {} : { speaker: cue.speaker }),
      };
    }),
  };
}

function joinLines(lines: readonly string[]): string {
  return lines.reduce((text, line) => {
    return text === '' ? line : `${text}${joinsWithoutSpace(text, line) ? '' : ' '}${line}`;
  }, '');
}

/** Words with what stands before them in their line. */
function wordsOf(lines: readonly string[], words: readonly CueWord[]): SpokenWord[] {
  return words.map(({ line, to, startMs, endMs }, index) => {
    const before = words[index - 1];
    const text = lines[line] ?? '';
    const begin = before?.line === line ? before.to : 0;
    const isNewLine = before !== undefined && before.line !== line;
    const joint = isNewLine && !joinsWithoutSpace(lines[line - 1] ?? '', text) ? ' ' : '';
    const isLast = words[index + 1]?.line !== line;
    return {
      text: joint + text.slice(begin, isLast ? text.length : to),
      start: startMs / 1000,
      end: endMs / 1000,
    };
  });
}

/** Rows of a table: one a segment, as openai-whisper writes them. */
export function rowsOf({ segments }: SpokenTranscript): {
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
  readonly speaker?: string | undefined;
}[] {
  return segments.map(({ start, end, text, speaker }) => ({
    startMs: secondsToMs(start),
    endMs: secondsToMs(end),
    text: isBlank(text) ? '' : cleanLine(text),
    speaker,
  }));
}
