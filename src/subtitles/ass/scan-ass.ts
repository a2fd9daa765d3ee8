/**
 * Scan ASS: the sections and lines of an ASS or SSA file.
 *
 * Total   never throws, linear time; what it passes over is named with its line.
 * Source  libass `ass.c` (sections, `Format` lines).
 * @module
 */
import { type ReadProblem, splitLines } from '../read/parsed-cues.ts';
import { type AssFlavour, splitFields } from './ass-values.ts';

/** Names of fields in small letters, as `Format` gives them, with their values. */
export type AssFields = Readonly<Record<string, string>>;

/** A line of events. */
export interface ScannedEvent {
  /** 1-based. */
  readonly line: number;
  /** `dialogue`, `comment`, or another kind, as it was written. */
  readonly kind: string;
  readonly fields: AssFields;
}

/** A file in its parts. */
export interface ScannedAss {
  readonly flavour: AssFlavour;
  /** Lines of `[Script Info]`. */
  readonly info: readonly string[];
  readonly styles: readonly AssFields[];
  readonly events: readonly ScannedEvent[];
  /** All other sections with their headings, as they stand. */
  readonly sections: readonly string[];
  readonly problems: ReadProblem[];
}

/** Fields of a style, in the order that files without a `Format` line have. */
export const STYLE_FIELDS: Readonly<Record<AssFlavour, readonly string[]>> = {
  ass: `Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, \
StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding`.split(
    ', ',
  ),
  ssa: `Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, TertiaryColour, BackColour, Bold, Italic, BorderStyle, \
Outline, Shadow, Alignment, MarginL, MarginR, MarginV, AlphaLevel, Encoding`.split(', '),
};

/** Fields of an event, likewise. */
export const EVENT_FIELDS: Readonly<Record<AssFlavour, readonly string[]>> = {
  ass: 'Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text'.split(', '),
  ssa: 'Marked, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text'.split(', '),
};

/** A heading has a small letter; the lines of a font in the file have none. */
const HEADING = /^\s*\[([^\]]*[a-z][^\]]*)\]\s*$/;
const MAX_FIELDS = 64;

/** Takes an ASS or SSA file apart. */
export function scanAss(text: string): ScannedAss {
  const lines = splitLines(text);
  const scanner = new AssScanner(flavourOf(lines));
  for (const [index, line] of lines.entries()) scanner.take(line, index + 1);
  return { ...scanner, sections: scanner.others.map((each) => each.join('\n').trimEnd()) };
}

class AssScanner {
  readonly flavour: AssFlavour;
  readonly info: string[] = [];
  readonly styles: AssFields[] = [];
  readonly events: ScannedEvent[] = [];
  readonly others: string[][] = [];
  readonly problems: ReadProblem[] = [];
  #section: Section | undefined;
  readonly #formats: Record<'style' | 'event', string[]>;

  constructor(flavour: AssFlavour) {
    this.flavour = flavour;
    this.#formats = { style: STYLE_FIELDS[flavour].map(lower), event: EVENT_FIELDS[flavour].map(lower) };
  }

  take(line: string, number: number): void {
    const heading = HEADING.exec(line)?.[1];
    if (heading !== undefined) {
      this.#section = sectionOf(heading.trim().toLowerCase());
      if (this.#section === 'other') this.others.push([line.trim()]);
    } else if (this.#section === 'other') this.others.at(-1)?.push(line.trimEnd());
    else if (line.trim() === '') return;
    else if (this.#section === 'info') this.info.push(line.trim());
    else if (this.#section !== undefined) this.#takeFields(line, number, this.#section);
    else if (this.problems.length === 0) {
      this.problems.push({ line: number, what: 'text stands in front of the first section' });
    }
  }

  #takeFields(written: string, line: number, section: 'style' | 'event'): void {
    if (/^\s*[;!]/.test(written)) return;
    const colon = written.indexOf(':');
    const [kind, rest] = [
      written.slice(0, Math.max(0, colon)).trim().toLowerCase(),
      written.slice(colon + 1),
    ];
    if (kind === 'format') this.#formats[section] = rest.split(',', MAX_FIELDS).map(lower);
    else if (colon < 0 || (section === 'style' && kind !== 'style')) {
      this.problems.push({ line, what: 'a line is none of its section' });
    } else {
      const names = this.#formats[section];
      const values = splitFields(rest.trimStart(), names.length);
      const fields = Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
      if (section === 'style') this.styles.push(fields);
      else this.events.push({ line, kind, fields });
    }
  }
}

type Section = 'info' | 'style' | 'event' | 'other';

function sectionOf(heading: string): Section {
  if (heading === 'script info') return 'info';
  if (/^v4\+*\+? styles\+?$/.test(heading)) return 'style';
  return heading === 'events' ? 'event' : 'other';
}

function flavourOf(lines: readonly string[]): AssFlavour {
  for (const line of lines) {
    const [, plus] = /^\s*\[v4(\+*) styles\+?\]/i.exec(line) ?? [];
    if (plus !== undefined) return plus === '' ? 'ssa' : 'ass';
    if (/^\s*scripttype\s*:\s*v4\.00\s*$/i.test(line)) return 'ssa';
    if (/^\s*\[events\]/i.test(line)) break;
  }
  return 'ass';
}

function lower(field: string): string {
  return field.trim().toLowerCase();
}
