/**
 * VTT markup: the text of a WebVTT cue as runs with marks, and back.
 *
 * Source  W3C WebVTT, sections 4.2.2 (cue text) and 6.4 (its parsing).
 * @module
 */

import { formatTimestamp } from '../timestamp.ts';
import { oneLine, runsOf, type StyledText, styledText, type Tag, writeTagged } from '../track/styled-text.ts';
import type { TextMarks, TextRun } from '../track/track.ts';
import { unescapeVtt, type VttToken, vttTokens } from './vtt-tokens.ts';

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const MARKS = { b: 'bold', i: 'italic', u: 'underline' } as const;
const TAGS = new Set(['b', 'c', 'i', 'lang', 'ruby', 'u', 'v']);
/** Colours of text that WebVTT has classes for. */
const COLOR_CLASSES: Readonly<Record<string, string>> = {
  '#ffffff': 'white',
  '#00ff00': 'lime',
  '#00ffff': 'cyan',
  '#ff0000': 'red',
  '#ffff00': 'yellow',
  '#ff00ff': 'magenta',
  '#0000ff': 'blue',
  '#000000': 'black',
};
/** Deeper nesting than any file has; a hostile one must not make each tag cost the more. */
const MAX_OPEN_TAGS = 32;

/** Text of a cue, and who says all of it. */
export interface VttText extends StyledText {
  readonly speaker?: string;
}

interface OpenTag {
  readonly name: string;
  readonly marks: TextMarks;
}

/** Reads the text of a cue; lines are separated by LF. */
export function parseVttText(source: string): VttText {
  if (!/[<&]/.test(source)) return styledText([{ text: source }]);
  const reader = new MarkupReader();
  for (const token of vttTokens(source)) reader.take(token);
  return withSpeaker(reader.pieces);
}

/** Writes the text of a cue. */
export function formatVttText(text: VttText): string {
  const { speaker } = text;
  return writeTagged(
    runsOf(text),
    (run) => tagsOf(run, speaker),
    ({ text: words, startMs }) => {
      const said = escapeVtt(oneLine(words));
      // `:past` and `:future` match elements alone, and not bare text.
      return startMs === undefined ? said : `<${formatTimestamp(startMs, '.')}><c>${said}</c>`;
    },
  );
}

/** No `<` can open a tag, no `&` an entity, and no `-->` can stand in the text. */
export function escapeVtt(text: string): string {
  return text.replace(/[&<>]/g, (character) => ESCAPES[character] ?? character);
}

class MarkupReader {
  readonly pieces: TextRun[] = [];
  readonly #open: OpenTag[] = [];
  #marks: TextMarks = {};
  #startMs: number | undefined;
  /** First of the pieces that the reading aid now being read belongs to. */
  #base = 0;
  #aid: string | undefined;

  take(token: VttToken): void {
    if (token.kind === 'time') this.#startMs = token.ms;
    else if (token.kind === 'start') this.#start(token);
    else if (token.kind === 'end') this.#end(token.name);
    else if (this.#aid !== undefined) this.#aid += token.text;
    else {
      const timed = this.#startMs === undefined ? {} : { startMs: this.#startMs };
      this.#startMs = undefined;
      this.pieces.push({ text: token.text, marks: this.#marks, ...timed });
    }
  }

  #start({ name, classes, annotation }: VttToken & { readonly kind: 'start' }): void {
    if (name === 'ruby') this.#base = this.pieces.length;
    const isMeant = name === 'rt' ? this.#isOpen('ruby') : TAGS.has(name);
    if (!isMeant || this.#open.length >= MAX_OPEN_TAGS) return;
    if (name === 'rt') this.#aid = '';
    this.#open.push({ name, marks: marksOf(name, annotation, classes) });
    this.#marks = this.#merged();
  }

  #end(name: string): void {
    if (this.#aid !== undefined && (name === 'rt' || name === 'ruby')) this.#endAid();
    const opened = this.#open.findLastIndex((tag) => tag.name === name);
    // Only the innermost tag can be closed, but for a reading aid, which the end of its ruby closes too.
    const isInnermost = opened === this.#open.length - 1;
    const closesAid = name === 'ruby' && opened === this.#open.length - 2 && this.#open.at(-1)?.name === 'rt';
    if (opened < 0 || !(isInnermost || closesAid)) return;
    this.#open.length = opened;
    this.#marks = this.#merged();
  }

  #endAid(): void {
    const ruby = this.#aid?.trim() ?? '';
    this.#aid = undefined;
    for (let index = this.#base; ruby !== '' && index < this.pieces.length; index++) {
      const piece = this.pieces[index];
      if (piece !== undefined) this.pieces[index] = { ...piece, marks: { ...piece.marks, ruby } };
    }
    this.#base = this.pieces.length;
  }

  #isOpen(name: string): boolean {
    return this.#open.some((tag) => tag.name === name);
  }

  #merged(): TextMarks {
    const classes = this.#open.flatMap(({ marks }) => marks.classes ?? []);
    const merged: TextMarks = Object.assign({}, ...this.#open.map(({ marks }) => marks));
    return classes.length === 0 ? merged : { ...merged, classes: [...new Set(classes)] };
  }
}

function marksOf(name: string, annotation: string, classes: readonly string[]): TextMarks {
  return {
    ...(Object.hasOwn(MARKS, name) ? { [MARKS[name as keyof typeof MARKS]]: true } : {}),
    ...(name === 'v' && annotation !== '' ? { voice: annotation } : {}),
    ...(name === 'lang' && annotation !== '' ? { language: annotation } : {}),
    ...(classes.length > 0 ? { classes } : {}),
  };
}

/** A voice that says all of a cue is the cue's speaker. */
function withSpeaker(pieces: readonly TextRun[]): VttText {
  const spoken = pieces.filter(({ text }) => text.trim() !== '');
  const speaker = spoken[0]?.marks?.voice;
  if (speaker === undefined || spoken.some(({ marks }) => marks?.voice !== speaker))
    return styledText(pieces);
  const voiceless = pieces.map(({ marks: { voice: _, ...marks } = {}, ...run }) => ({ ...run, marks }));
  return { ...styledText(voiceless), speaker };
}

function tagsOf({ marks = {} }: TextRun, speaker: string | undefined): Tag[] {
  const tags: Tag[] = [];
  const add = (name: string, annotation?: string): void => {
    const said = annotation === undefined ? '' : ` ${annotation}`;
    tags.push({ open: `<${name}${said}>`, close: `</${name.split('.')[0]}>` });
  };
  const voice = annotationOf(marks.voice ?? speaker);
  const language = annotationOf(marks.language);
  const color = COLOR_CLASSES[marks.color ?? ''];
  const classes = [...(marks.classes ?? []), ...(color === undefined ? [] : [color])]
    .map((each) => each.replace(/[\s.<>&]/g, ''))
    .filter((each) => each !== '');
  if (voice !== undefined) add('v', voice);
  if (language !== undefined) add('lang', language);
  if (classes.length > 0) add(['c', ...classes].join('.'));
  for (const [tag, mark] of Object.entries(MARKS)) if (marks[mark] === true) add(tag);
  if (marks.ruby !== undefined) {
    const aid = escapeVtt(oneLine(marks.ruby));
    tags.push({ open: '<ruby>', close: `<rt>${aid}</rt></ruby>`, isSingle: true });
  }
  return tags;
}

function annotationOf(said: string | undefined): string | undefined {
  const clean = oneLine(said ?? '')
    .replace(/\s+/g, ' ')
    .trim();
  return clean === '' ? undefined : escapeVtt(clean);
}

/** Text as `parseVtt` gives it: bare words, with the tags `b`, `i` and `u` as they stand. */
export function bareVttText(source: string): string {
  if (!source.includes('<')) return unescapeVtt(source);
  return vttTokens(source)
    .map((token) => {
      if (token.kind === 'text') return token.text;
      if (token.kind === 'time' || !Object.hasOwn(MARKS, token.name)) return '';
      if (token.kind === 'end') return `</${token.name}>`;
      return token.classes.length === 0 && token.annotation === '' ? `<${token.name}>` : '';
    })
    .join('');
}
