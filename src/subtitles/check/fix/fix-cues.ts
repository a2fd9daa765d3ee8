/**
 * Fix cues: mends what can be mended without touching a word.
 *
 * Holds   the words and their order; in-times, but of cues that were cut out of a longer one. Doing it twice changes
 *         nothing more.
 * @module
 */
import { isBlank } from '../../clean-text.ts';
import type { TextRun } from '../../track/track.ts';
import { type FiledCue, prepareSubject, type Subject } from '../subject.ts';
import { checkLineSplits } from '../syntax-rules.ts';
import { checkBalance, checkLineCount, checkLineLength, isDialogue } from '../text-rules.ts';
import { fixTimes } from './fix-times.ts';
import { rebreak } from './rebreak.ts';
import { splitCue } from './split-cue.ts';
import { unitsOf, withLines } from './units.ts';

/** Each round can make room for the next; more than a few have never been needed. */
const MAX_ROUNDS = 8;
/** Controls that stand between words, and those that stand anywhere. */
const CONTROL_SPACE = /[\v\f\r\n\u0085\u2028\u2029]/gu;
const CONTROL = /[^\P{Cc}\t]|[\ufeff\ufff9-\ufffb]/gu;

/** The mended cues, by start; `number` and `line` are those of the cue that they were. */
export function fixCues(subject: Subject): FiledCue[] {
  let cues = subject.cues
    .map(({ length: _, lengths: __, ...cue }) => cleanCue(cue))
    .filter(({ lines }) => !lines.every(isBlank));
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const before = cues;
    // Texts first: a cue that is too long for its words is cut, not cut short.
    const texts = cues.flatMap((cue) => fixText(cue, subject));
    cues = fixTimes(
      texts.sort((a, b) => a.startMs - b.startMs),
      subject,
    );
    if (cues.length === before.length && cues.every((cue, at) => isSame(cue, before[at]))) break;
  }
  return cues;
}

/** Takes out what nobody can read, and lines that are blank. */
function cleanCue(cue: FiledCue): FiledCue {
  if (cue.lines.every((text) => !isBlank(text) && withoutControls(text) === text)) return cue;
  const kept = cue.lines.flatMap((text, at) => (isBlank(text) ? [] : [at]));
  // Places of words within their lines no longer hold.
  const { words: _, runs, lines, ...rest } = cue;
  const cleanRuns = (line: readonly TextRun[] = []): TextRun[] =>
    line.map((run) => ({ ...run, text: withoutControls(run.text) }));
  return {
    ...rest,
    lines: kept.map((at) => withoutControls(lines[at] ?? '')),
    ...(runs === undefined ? {} : { runs: kept.map((at) => cleanRuns(runs[at])) }),
  };
}

function withoutControls(text: string): string {
  return text.replace(CONTROL_SPACE, ' ').replace(CONTROL, '');
}

function fixText(cue: FiledCue, subject: Subject): readonly FiledCue[] {
  const { limits } = subject;
  const alone = prepareSubject([cue], subject);
  const [measured] = alone.cues;
  if (measured === undefined) return [cue];
  const isOver = [...checkLineCount(alone), ...checkLineLength(alone)].length > 0;
  const isLong = cue.endMs - cue.startMs > limits.maxDurationMs && measured.length > limits.maxLineChars;
  const isUgly = [...checkLineSplits(alone), ...checkBalance(alone)].length > 0;
  if (!isOver && !isLong && !isUgly) return [cue];
  const units = unitsOf(cue.lines, limits.counting);
  const lines = isDialogue(cue) ? undefined : rebreak(units, subject);
  if (isLong || (isOver && lines === undefined)) {
    const parts = splitCue(cue, subject);
    if (parts !== undefined) return parts.map((part) => ({ ...part, ...originOf(cue) }));
  }
  return lines === undefined ? [cue] : [{ ...withLines(cue, lines), ...originOf(cue) }];
}

function originOf({ number, line }: FiledCue): Pick<FiledCue, 'number' | 'line'> {
  return { number, ...(line === undefined ? {} : { line }) };
}

function isSame(left: FiledCue, right: FiledCue | undefined): boolean {
  return (
    right !== undefined &&
    left.startMs === right.startMs &&
    left.endMs === right.endMs &&
    left.lines.length === right.lines.length &&
    left.lines.every((line, at) => line === right.lines[at])
  );
}
