/**
 * Units: a cue's text as the words between which it may be broken, and cues made of them again, with their styles.
 *
 * Words are never changed: a unit is a stretch of a line, and only spaces at line breaks come and go.
 * @module
 */
import type { CueWord } from '../../cue.ts';
import { splitUnspaced } from '../../layout/tokens.ts';
import type { Counting } from '../../profiles/profile.ts';
import { textLength } from '../../profiles/text-length.ts';
import { hasUnspacedScript, joinsWithoutSpace } from '../../scripts.ts';
import type { TextRun, TrackCue } from '../../track/track.ts';

/** A word with its punctuation, or a part of writing without spaces. */
export interface Unit {
  readonly text: string;
  /** Where it stands: its line, and UTF-16 units of it. */
  readonly line: number;
  readonly from: number;
  readonly to: number;
  /** Length of the space between this unit and the one before it, where both are on one line; 0: there is none. */
  readonly space: number;
  /** As the profile counts. */
  readonly length: number;
}

/** All white space but that which holds words together. */
const WORD = /(?:\S|[\u00a0\u2007\u202f])+/gu;

/** The units of a cue's lines, in order. */
export function unitsOf(lines: readonly string[], counting: Counting): Unit[] {
  const units: Unit[] = [];
  for (const [line, text] of lines.entries()) {
    for (const { index, 0: word } of text.matchAll(WORD)) {
      const before = units.at(-1);
      const spaceBefore =
        before === undefined || before.line === line || !joinsWithoutSpace(before.text, word);
      let from = index;
      for (const part of partsOf(word)) {
        const length = textLength(part, counting);
        units.push({
          text: part,
          line,
          from,
          to: from + part.length,
          length,
          space: spaceBefore && from === index ? textLength(' ', counting) : 0,
        });
        from += part.length;
      }
    }
  }
  return units;
}

/** Length of units `from` to `to` (exclusive) on one line. */
export function lengthOf(units: readonly Unit[], from: number, to: number): number {
  let sum = 0;
  for (let at = from; at < to; at += 1)
    sum += (units[at]?.length ?? 0) + (at > from ? (units[at]?.space ?? 0) : 0);
  return sum;
}

/** The text of a cue with some of its units, line by line. */
export function withLines(cue: TrackCue, lines: readonly (readonly Unit[])[]): TrackCue {
  const { runs, words, ...rest } = cue;
  const text = lines.map((units) => units.map((unit, at) => spaceOf(unit, at) + unit.text).join(''));
  return {
    ...rest,
    lines: text,
    ...(runs === undefined ? {} : { runs: lines.map((units) => runsOfLine(units, runs)) }),
    ...(words === undefined ? {} : { words: wordsOfLines(lines, words) }),
  };
}

function partsOf(word: string): readonly string[] {
  return hasUnspacedScript(word) ? splitUnspaced(word) : [word];
}

function spaceOf(unit: Unit, at: number): string {
  return at > 0 && unit.space > 0 ? ' ' : '';
}

function runsOfLine(units: readonly Unit[], runs: readonly (readonly TextRun[])[]): TextRun[] {
  const line: TextRun[] = [];
  for (const [at, unit] of units.entries()) {
    const before = units[at - 1];
    // A space that was there already keeps its style; one that a line break was takes that of the word before it.
    const isKept = before?.line === unit.line && unit.from - before.to === spaceOf(unit, at).length;
    const last = line.at(-1);
    if (last !== undefined && !isKept)
      line[line.length - 1] = { ...last, text: last.text + spaceOf(unit, at) };
    const from = isKept && before !== undefined ? before.to : unit.from;
    for (const run of sliceRuns(runs[unit.line] ?? [], from, unit.to)) addRun(line, run);
  }
  return line;
}

function addRun(line: TextRun[], run: TextRun): void {
  const last = line.at(-1);
  if (last === undefined || run.startMs !== undefined || !isSame(last, run)) line.push(run);
  else line[line.length - 1] = { ...last, text: last.text + run.text };
}

function isSame(left: TextRun, right: TextRun): boolean {
  return left.marks === right.marks || JSON.stringify(left.marks ?? {}) === JSON.stringify(right.marks ?? {});
}

/** Of a line's runs, the part from `from` to `to`. */
function sliceRuns(runs: readonly TextRun[], from: number, to: number): TextRun[] {
  let at = 0;
  return runs.flatMap((run) => {
    const [start, end] = [at, at + run.text.length];
    at = end;
    const text = run.text.slice(Math.max(0, from - start), Math.max(0, to - start));
    if (end <= from || start >= to || text === '') return [];
    // A karaoke time belongs to where the run begins.
    const { startMs, ...plain } = run;
    return [{ ...plain, ...(startMs !== undefined && start >= from ? { startMs } : {}), text }];
  });
}

function wordsOfLines(lines: readonly (readonly Unit[])[], words: readonly CueWord[]): CueWord[] {
  return lines.flatMap((units, line) => {
    let at = 0;
    return units.flatMap((unit, index) => {
      const shift = at + spaceOf(unit, index).length - unit.from;
      at += spaceOf(unit, index).length + unit.text.length;
      return words
        .filter((word) => word.line === unit.line && word.from >= unit.from && word.from < unit.to)
        .map((word) => ({ ...word, line, from: word.from + shift, to: Math.min(word.to, unit.to) + shift }));
    });
  });
}
