/**
 * Write ASS text: runs with marks and times as the text of an event.
 *
 * Source  "SubStation Alpha v4.00+ script format", appendix A (override codes).
 * @module
 */
import { oneLine, runsOf } from '../track/styled-text.ts';
import type { TextMarks, TextRun } from '../track/track.ts';
import { escapeAss } from './ass-codes.ts';
import { anchorNumber, assColorDigits } from './ass-values.ts';
import type { AssSetting, AssText } from './read-ass-text.ts';

/** What the writer needs to know beside the reader's setting. */
export interface AssWriteSetting extends AssSetting {
  readonly endMs: number;
}

const SWITCHES = [
  ['b', 'bold'],
  ['i', 'italic'],
  ['u', 'underline'],
  ['s', 'strikeout'],
] as const;

/** Writes the text of an event. */
export function formatAssText(text: AssText, setting: AssWriteSetting): string {
  const lines = runsOf(text);
  const lengths = syllables(lines.flat(), setting);
  let codes = placeCodes(text, setting);
  let marks: TextMarks = {};
  const parts: string[] = [];
  lines.forEach((line, index) => {
    if (index > 0) parts.push('\\N');
    for (const run of line) {
      if (run.startMs !== undefined) codes += lengths.shift() ?? '';
      codes += markCodes(marks, run.marks ?? {}, setting.base);
      marks = run.marks ?? {};
      parts.push(codes === '' ? '' : `{${codes}}`, escapeAss(oneLine(run.text)));
      codes = '';
    }
  });
  return parts.join('');
}

function placeCodes({ place = {} }: AssText, { flavour, canvas }: AssSetting): string {
  const { anchor, x, y } = place;
  const code = flavour === 'ass' ? '\\an' : '\\a';
  const anchored = anchor === undefined ? '' : `${code}${anchorNumber(anchor, flavour)}`;
  if (x === undefined && y === undefined) return anchored;
  const [left, top] = [((x ?? 50) * canvas.width) / 100, ((y ?? 100) * canvas.height) / 100];
  return `${anchored}\\pos(${Number(left.toFixed(3))},${Number(top.toFixed(3))})`;
}

/** Codes of the timed runs, in hundredths of a second; a rest in front of the first is a syllable without text. */
function syllables(runs: readonly TextRun[], { startMs, endMs }: AssWriteSetting): string[] {
  const starts = runs.flatMap((run) => (run.startMs === undefined ? [] : [run.startMs]));
  const at = (ms: number): number => Math.round((ms - startMs) / 10);
  return starts.map((start, index) => {
    const length = Math.max(0, at(starts[index + 1] ?? endMs) - at(start));
    const rest = index === 0 && at(start) > 0 ? `\\k${at(start)}` : '';
    return `${rest}\\k${length}`;
  });
}

function markCodes(from: TextMarks, to: TextMarks, base: TextMarks): string {
  let codes = '';
  for (const [code, mark] of SWITCHES) {
    const [was, is] = [from[mark] ?? base[mark] ?? false, to[mark] ?? base[mark] ?? false];
    if (was !== is) codes += `\\${code}${is ? 1 : 0}`;
  }
  if (from.font !== to.font) codes += `\\fn${oneLine(to.font ?? '').replace(/[\\{}(),]/g, ' ')}`;
  if (from.color !== to.color) {
    codes += to.color === undefined ? '\\c' : `\\c&H${assColorDigits(to.color).slice(2)}&`;
  }
  return codes;
}
