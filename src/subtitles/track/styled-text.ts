/**
 * Styled text: pieces of marked text as the lines and runs of a cue, and back as text between tags.
 * @module
 */
import { isBlank, trimSpaces, trimSpacesEnd, trimSpacesStart } from '../clean-text.ts';
import type { TextMarks, TextRun } from './track.ts';

/** The text of a cue. */
export interface StyledText {
  readonly lines: readonly string[];
  /** Absent where all of it is plain. */
  readonly runs?: readonly (readonly TextRun[])[];
}

/** A tag around a run, as written. */
export interface Tag {
  readonly open: string;
  readonly close: string;
  /** Belongs to one run, and is shared with no other. */
  readonly isSingle?: true;
}

interface RunManner {
  readonly marks: TextMarks | undefined;
  readonly startMs?: number;
}

type Run = { -readonly [Key in keyof TextRun]: TextRun[Key] };

/** The lines of `pieces`, whose texts may hold LF; lines are trimmed, blank ones left out, equal neighbours joined. */
export function styledText(pieces: readonly TextRun[]): StyledText {
  const [first] = pieces;
  if (pieces.length === 1 && first !== undefined && first.startMs === undefined && !hasMarks(first.marks)) {
    return { lines: plainLines(first.text) };
  }
  const kept = runLines(pieces)
    .map(trimLine)
    .filter((line) => !isBlank(textOf(line)));
  const isPlain = kept.every((line) =>
    line.every((run) => run.marks === undefined && run.startMs === undefined),
  );
  return { lines: kept.map(textOf), ...(isPlain ? {} : { runs: kept }) };
}

function plainLines(text: string): string[] {
  return text
    .split('\n')
    .map(trimSpaces)
    .filter((line) => !isBlank(line));
}

function runLines(pieces: readonly TextRun[]): Run[][] {
  const lines: Run[][] = [[]];
  let startMs: number | undefined;
  for (const { text, marks, startMs: begins } of pieces) {
    startMs = begins ?? startMs;
    for (const [index, part] of text.split('\n').entries()) {
      if (index > 0) lines.push([]);
      if (part === '') continue;
      // White space is not said: the time belongs to the word behind it.
      const time = isBlank(part) ? undefined : startMs;
      if (time !== undefined) startMs = undefined;
      addRun(lines.at(-1) ?? [], part, time === undefined ? { marks } : { marks, startMs: time });
    }
  }
  return lines;
}

/** The runs of a text: its own, or each line as one plain run. */
export function runsOf({ lines, runs }: StyledText): readonly (readonly TextRun[])[] {
  return runs ?? lines.map((text) => [{ text }]);
}

/** Whether two texts say the same in the same manner at the same times. */
export function isSameText(left: StyledText, right: StyledText): boolean {
  if (left.lines.length !== right.lines.length) return false;
  if (!left.lines.every((line, index) => line === right.lines[index])) return false;
  if (left.runs === undefined && right.runs === undefined) return true;
  return isSameBy(runsOf(left), runsOf(right), (one, other) => isSameBy(one, other, isSameRun));
}

function isSameRun(left: TextRun, right: TextRun): boolean {
  return left.text === right.text && left.startMs === right.startMs && hasSameMarks(left.marks, right.marks);
}

function isSameBy<T>(
  left: readonly T[],
  right: readonly T[],
  isSame: (one: T, other: T) => boolean,
): boolean {
  return left.length === right.length && left.every((one, index) => isSame(one, right[index] as T));
}

/** Lines joined by LF, each run between its tags; neighbours share those that their lists begin with alike. */
export function writeTagged(
  lines: readonly (readonly TextRun[])[],
  tagsOf: (run: TextRun) => readonly Tag[],
  textOfRun: (run: TextRun) => string,
): string {
  const parts: string[] = [];
  let open: readonly Tag[] = [];
  const close = (tags: readonly Tag[]): number => {
    const differs = open.findIndex((tag, index) => tag.isSingle === true || tag.open !== tags[index]?.open);
    const shared = differs < 0 ? open.length : differs;
    for (const tag of open.slice(shared).reverse()) parts.push(tag.close);
    return shared;
  };
  lines.forEach((line, index) => {
    line.forEach((run, at) => {
      const tags = tagsOf(run);
      const shared = close(tags);
      if (at === 0 && index > 0) parts.push('\n');
      for (const tag of tags.slice(shared)) parts.push(tag.open);
      open = tags;
      parts.push(textOfRun(run));
    });
  });
  close([]);
  return parts.join('');
}

const BREAKS_LINES = /(?!\t)\p{Cc}|\p{Cs}/u;

/** A text that stands in a file without breaking its lines. */
export function oneLine(text: string): string {
  if (!BREAKS_LINES.test(text)) return text;
  return text.replace(/(?!\t)\p{Cc}/gu, ' ').replace(/\p{Cs}/gu, '\ufffd');
}

function addRun(line: Run[], text: string, { marks, startMs }: RunManner): void {
  const last = line.at(-1);
  if (last !== undefined && startMs === undefined && isSameMarks(last.marks, marks)) {
    last.text += text;
    return;
  }
  line.push({
    text,
    ...(hasMarks(marks) ? { marks } : {}),
    ...(startMs === undefined ? {} : { startMs }),
  });
}

function trimLine(line: readonly Run[]): readonly Run[] {
  let [from, to] = [0, line.length];
  for (let first = line[from]; first !== undefined; first = line[++from]) {
    first.text = trimSpacesStart(first.text);
    if (first.text !== '') break;
  }
  for (let last = line[to - 1]; to > from && last !== undefined; last = line[--to - 1]) {
    last.text = trimSpacesEnd(last.text);
    if (last.text !== '') break;
  }
  return from === 0 && to === line.length ? line : line.slice(from, to);
}

function textOf(line: readonly TextRun[]): string {
  return line.map(({ text }) => text).join('');
}

function hasMarks(marks: TextMarks | undefined): marks is TextMarks {
  return marks !== undefined && Object.keys(marks).length > 0;
}

/** Ruby belongs to its own base, so two of them never join. */
function isSameMarks(left: TextMarks | undefined, right: TextMarks | undefined): boolean {
  if (left === right) return left?.ruby === undefined;
  if (left?.ruby !== undefined || right?.ruby !== undefined) return false;
  return hasSameMarks(left, right);
}

const NO_MARKS: TextMarks = {};

function hasSameMarks(left = NO_MARKS, right = NO_MARKS): boolean {
  return left === right || (hasMarksOf(left, right) && hasMarksOf(right, left));
}

/** Whether `marks` has all that `wanted` has. */
function hasMarksOf(marks: TextMarks, wanted: TextMarks): boolean {
  for (const key of Object.keys(wanted) as (keyof TextMarks)[]) {
    if (key === 'classes') {
      if (!isSameBy(marks.classes ?? [], wanted.classes ?? [], Object.is)) return false;
    } else if (marks[key] !== wanted[key]) return false;
  }
  return true;
}
