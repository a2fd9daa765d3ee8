/**
 * SRT markup: the tags that players read in SubRip text, as marks of runs and back.
 *
 * Source  no formal standard; rules SRT6 to SRT9 in ../SPEC.md; checked against ffmpeg `htmlsubtitles.c`.
 * @module
 */
import { namedColor } from '../track/colors.ts';
import { oneLine, runsOf, type StyledText, styledText, type Tag, writeTagged } from '../track/styled-text.ts';
import type { Place, TextMarks, TextRun } from '../track/track.ts';

/** Tags that are markup, codes of ASS, and styles of MicroDVD. What else looks like one is text. */
const MARKUP = /<(\/?)(b|i|u|s|font)((?:\s[^<>]*)?)>|<br\s*\/?>|\{(?:\\|[CcFfoPSsYy]:)[^{}\n]*\}/gi;
const ATTRIBUTE = /\b(color|face)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi;
const MARKS = { b: 'bold', i: 'italic', u: 'underline', s: 'strikeout' } as const;
const MARK_TAGS = Object.entries(MARKS);
/** The older code `\a` counts as SSA does. */
const OLD_ANCHORS: Readonly<Record<string, Place['anchor']>> = {
  1: 1,
  2: 2,
  3: 3,
  5: 7,
  6: 8,
  7: 9,
  9: 4,
  10: 5,
  11: 6,
};

/** Text of a cue, and where it stands. */
export interface SrtText extends StyledText {
  readonly place?: Place;
}

interface OpenTag {
  readonly name: string;
  readonly marks: TextMarks;
}

/** Reads the text of a cue; lines are separated by LF. */
export function parseSrtText(source: string): SrtText {
  if (!/[<{]/.test(source)) return styledText([{ text: source }]);
  const pieces: TextRun[] = [];
  const open: OpenTag[] = [];
  let marks: TextMarks = {};
  let anchor: Place['anchor'];
  let at = 0;
  for (const found of source.matchAll(MARKUP)) {
    const [whole, slash, tag, attributes] = found;
    if (found.index > at) pieces.push({ text: source.slice(at, found.index), marks });
    at = found.index + whole.length;
    if (whole.startsWith('{')) anchor ??= anchorOf(whole);
    else if (tag === undefined) pieces.push({ text: '\n' });
    else
      marks = turnTag(open, { isEnd: slash === '/', name: tag.toLowerCase(), attributes: attributes ?? '' });
  }
  pieces.push({ text: source.slice(at), marks });
  return { ...styledText(pieces), ...(anchor === undefined ? {} : { place: { anchor } }) };
}

/** Writes the text of a cue. Nothing that `text` holds starts another cue. */
export function formatSrtText(text: SrtText): string {
  const anchor = text.place?.anchor;
  if (anchor === undefined && text.runs === undefined)
    return withoutArrow(text.lines.map(oneLine).join('\n'));
  const code = anchor === undefined ? '' : `{\\an${anchor}}`;
  const tagged = writeTagged(runsOf(text), tagsOf, (run) => oneLine(run.text));
  return `${code}${withoutArrow(tagged)}`;
}

/** SubRip cannot escape anything, and readers take a line with times and this arrow for a new cue. */
export function withoutArrow(line: string): string {
  return line.replaceAll('-->', '→');
}

/** Deeper nesting than any file has; a hostile one must not make each tag cost the more. */
const MAX_OPEN_TAGS = 32;

interface TurnedTag {
  readonly isEnd: boolean;
  readonly name: string;
  readonly attributes: string;
}

function turnTag(open: OpenTag[], { isEnd, name, attributes }: TurnedTag): TextMarks {
  if (!isEnd) {
    if (open.length < MAX_OPEN_TAGS) open.push({ name, marks: marksOf(name, attributes) });
  } else {
    const opened = open.findLastIndex((tag) => tag.name === name);
    if (opened >= 0) open.splice(opened, 1);
  }
  return Object.assign({}, ...open.map((tag) => tag.marks));
}

function marksOf(name: string, attributes: string): TextMarks {
  if (name !== 'font') return { [MARKS[name as keyof typeof MARKS]]: true };
  const marks: { color?: string; font?: string } = {};
  for (const [, key, double, single, bare] of attributes.matchAll(ATTRIBUTE)) {
    const value = double ?? single ?? bare ?? '';
    if (key?.toLowerCase() === 'face') marks.font = value;
    else {
      const color = namedColor(value);
      if (color !== undefined) marks.color = color;
    }
  }
  return marks;
}

function anchorOf(code: string): Place['anchor'] {
  const [, anchor] = /\\an([1-9])/.exec(code) ?? [];
  if (anchor !== undefined) return Number(anchor) as Place['anchor'];
  return OLD_ANCHORS[/\\a(\d{1,2})/.exec(code)?.[1] ?? ''];
}

function tagsOf({ marks = {} }: TextRun): Tag[] {
  const tags: Tag[] = [];
  const { color, font } = marks;
  if (color !== undefined || font !== undefined) {
    const face = font === undefined ? '' : ` face="${oneLine(font).replace(/["<>]/g, '')}"`;
    tags.push({
      open: `<font${color === undefined ? '' : ` color="${color}"`}${face}>`,
      close: '</font>',
    });
  }
  for (const [tag, mark] of MARK_TAGS) {
    if (marks[mark] === true) tags.push({ open: `<${tag}>`, close: `</${tag}>` });
  }
  return tags;
}
