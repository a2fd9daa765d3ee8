/**
 * Read ASS text: the text of an event as runs with marks and times.
 *
 * Source  libass `ass_parse.c` (`ass_parse_tags`).
 * @module
 */
import { type StyledText, styledText } from '../track/styled-text.ts';
import type { Place, TextMarks, TextRun } from '../track/track.ts';
import { assTokens } from './ass-codes.ts';
import { type AssCanvas, type AssFlavour, parseAnchor, parseAssColor } from './ass-values.ts';

/** What the text of an event means depends on. */
export interface AssSetting {
  readonly flavour: AssFlavour;
  readonly canvas: AssCanvas;
  /** What `\n` means. */
  readonly softBreak: ' ' | '\n';
  /** Start of the event, from which its syllables count. */
  readonly startMs: number;
  /** Look of the event's style. */
  readonly base: TextMarks;
}

/** Text of an event, and where it stands. */
export interface AssText extends StyledText {
  readonly place?: Place;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

const SWITCHES: Readonly<Record<string, 'bold' | 'italic' | 'underline' | 'strikeout'>> = {
  b: 'bold',
  i: 'italic',
  u: 'underline',
  s: 'strikeout',
};
/** From this weight on a font is bold. */
const BOLD_WEIGHT = 600;
/** A day; no syllable is longer. */
const MAX_SYLLABLE_CS = 8_640_000;

/** Reads the text of an event. Drawings are no text. */
export function parseAssText(source: string, setting: AssSetting): AssText {
  if (!/[{\\]/.test(source)) return styledText([{ text: source }]);
  const reader = new CodeReader(setting);
  for (const token of assTokens(source, setting.softBreak)) {
    if (token.kind === 'code') reader.takeCode(token.code);
    else reader.takeText(token.text);
  }
  const place = reader.place;
  return { ...styledText(reader.pieces), ...(Object.keys(place).length === 0 ? {} : { place }) };
}

class CodeReader {
  readonly pieces: TextRun[] = [];
  readonly place: Mutable<Place> = {};
  readonly #setting: AssSetting;
  #marks: Mutable<TextMarks> = {};
  #isDrawing = false;
  #startMs: number | undefined;
  #nextMs: number;

  constructor(setting: AssSetting) {
    this.#setting = setting;
    this.#nextMs = setting.startMs;
  }

  takeText(text: string): void {
    if (this.#isDrawing) return;
    const timed = this.#startMs === undefined ? {} : { startMs: this.#startMs };
    this.#startMs = undefined;
    this.pieces.push({ text, marks: this.#marks, ...timed });
  }

  takeCode(code: string): void {
    const [, name = '', value = ''] =
      /^(pos|an|a|fn|1?c(?=&|$)|k[fot]?|K|[biusp](?=-?\d|$)|r)(.*)$/s.exec(code) ?? [];
    if (name === 'pos') this.#setPosition(value);
    else if (name === 'an') this.#setAnchor(parseAnchor(value, 'ass'));
    else if (name === 'a') this.#setAnchor(parseAnchor(value, 'ssa'));
    else if (name === 'p') this.#isDrawing = Number(value) > 0;
    else if (name === 'r') this.#marks = {};
    else if (name === 'kt') this.#nextMs = this.#setting.startMs + syllableMs(value);
    else if (/^[kK]/.test(name)) {
      this.#startMs = this.#nextMs;
      this.#nextMs += syllableMs(value);
    } else this.#setMark(name, value);
  }

  /** Of several the first counts. */
  #setAnchor(anchor: Place['anchor']): void {
    if (anchor !== undefined) this.place.anchor ??= anchor;
  }

  #setPosition(value: string): void {
    if (this.place.x !== undefined) return;
    const number = String.raw`\s*(-?\d{1,6}(?:\.\d{1,6})?)\s*`;
    const found = new RegExp(String.raw`^\(${number},${number}\)?$`).exec(value);
    if (found === null) return;
    const { width, height } = this.#setting.canvas;
    this.place.x = percentOf(Number(found[1]), width);
    this.place.y = percentOf(Number(found[2]), height);
  }

  #setMark(name: string, value: string): void {
    const marks = { ...this.#marks };
    const { base } = this.#setting;
    const mark = Object.hasOwn(SWITCHES, name) ? SWITCHES[name] : undefined;
    if (mark !== undefined) {
      const isOn = value === '' ? base[mark] === true : isSwitchedOn(mark, Number(value));
      if (isOn === (base[mark] === true)) delete marks[mark];
      else marks[mark] = isOn;
    } else if (name === 'fn') {
      if (value === '' || value === base.font) delete marks.font;
      else marks.font = value;
    } else if (name === 'c' || name === '1c') {
      const color = parseAssColor(value);
      if (color === undefined || color === base.color) delete marks.color;
      else marks.color = color;
    }
    this.#marks = marks;
  }
}

/** Fine enough that the place comes out where it was to a thousandth of a unit. */
function percentOf(place: number, size: number): number {
  return Number(((place / size) * 100).toFixed(6));
}

function isSwitchedOn(mark: string, value: number): boolean {
  return mark === 'bold' ? value === 1 || value >= BOLD_WEIGHT : value === 1;
}

function syllableMs(value: string): number {
  const centiseconds = Number.parseFloat(value);
  return centiseconds > 0 ? Math.round(Math.min(centiseconds, MAX_SYLLABLE_CS) * 10) : 0;
}
