/**
 * Styles: TTML's style attributes, what a style refers to, what an element inherits, and what of it a run of text keeps.
 * Source  TTML1 sections 8.2 (attributes), 8.4 (resolution); TTML2 section 10.2 (ruby).
 * @module
 */
import { namedColor } from '../track/colors.ts';
import type { TextMarks } from '../track/track.ts';
import { childrenOf, type XmlElement } from './xml-tree.ts';

/** Style attributes by their names, `tts:color`. */
export type StyleValues = ReadonlyMap<string, string>;

const NO_VALUES: StyleValues = new Map();

/** Attributes that an element hands down to what is in it. */
const INHERITED = new Set([
  'tts:color',
  'tts:direction',
  'tts:fontFamily',
  'tts:fontSize',
  'tts:fontStyle',
  'tts:fontWeight',
  'tts:lineHeight',
  'tts:textAlign',
  'tts:textDecoration',
  'tts:wrapOption',
]);

/** Attributes that are kept; others mean nothing for subtitles. */
const KEPT = new Set([
  ...INHERITED,
  'tts:backgroundColor',
  'tts:displayAlign',
  'tts:extent',
  'tts:fontVariant',
  'tts:luminanceGain',
  'tts:opacity',
  'tts:origin',
  'tts:overflow',
  'tts:padding',
  'tts:position',
  'tts:ruby',
  'tts:rubyAlign',
  'tts:rubyPosition',
  'tts:rubyReserve',
  'tts:shear',
  'tts:showBackground',
  'tts:textCombine',
  'tts:textEmphasis',
  'tts:textOutline',
  'tts:textShadow',
  'tts:unicodeBidi',
  'tts:visibility',
  'tts:writingMode',
  'ebutts:linePadding',
  'ebutts:multiRowAlign',
  'itts:fillLineGap',
  'itts:forcedDisplay',
]);

/** Styles by name, each with what it refers to. */
export interface StyleSheet {
  /** Values of the styles of a `style` attribute, later ones over earlier ones. */
  readonly referred: (names: string | undefined) => StyleValues;
  /** Names that a `style` attribute gives and the document has. */
  readonly known: (names: string | undefined) => readonly string[];
  /** The last of them that does more than align lines, which a cue's place says. */
  readonly leading: (names: string | undefined) => string | undefined;
  /** Every style of the head, in order. */
  readonly names: readonly string[];
}

/** Reads the styles of a head. A style that refers to itself, over whatever way, refers to nothing there. */
export function readStyles(head: XmlElement | undefined): StyleSheet {
  const elements = new Map<string, XmlElement>();
  for (const styling of childrenOf(head, 'styling')) {
    for (const style of childrenOf(styling, 'style')) {
      const name = style.attributes.get('xml:id') ?? style.attributes.get('id');
      if (name !== undefined && !elements.has(name)) elements.set(name, style);
    }
  }
  const resolved = new Map<string, StyleValues>();
  const underWay = new Set<string>();
  const known = (names: string | undefined): string[] =>
    splitNames(names).filter((name) => elements.has(name));
  const valuesOf = (name: string): StyleValues => {
    const before = resolved.get(name);
    const element = elements.get(name);
    // Longer chains than this are no style sheet; each step is a call.
    if (before !== undefined || element === undefined || underWay.has(name) || underWay.size > 64)
      return before ?? NO_VALUES;
    underWay.add(name);
    const values = merged([referred(element.attributes.get('style')), ownValues(element)]);
    underWay.delete(name);
    resolved.set(name, values);
    return values;
  };
  const referred = (names: string | undefined): StyleValues => merged(known(names).map(valuesOf));
  const leading = (names: string | undefined): string | undefined =>
    known(names).findLast((name) => [...valuesOf(name).keys()].some((one) => one !== 'tts:textAlign'));
  return { referred, known, leading, names: [...elements.keys()] };
}

function splitNames(names: string | undefined): readonly string[] {
  return names === undefined ? [] : names.split(/\s+/).filter(Boolean);
}

/** What the element itself says. */
function ownValues({ attributes }: XmlElement): StyleValues {
  const values = new Map<string, string>();
  for (const [name, value] of attributes) if (KEPT.has(name)) values.set(name, value.trim());
  return values;
}

/** What an element says of itself: by reference, by `style` elements in it, by its own attributes. */
export function specifiedValues(element: XmlElement, sheet: StyleSheet): StyleValues {
  const nested = childrenOf(element, 'style').map(ownValues);
  const referred = sheet.referred(element.attributes.get('style'));
  const own = ownValues(element);
  return nested.length === 0 && own.size === 0 ? referred : merged([referred, ...nested, own]);
}

/** What holds in an element: what it inherits and what it says. */
export function computedValues(inherited: StyleValues, specified: StyleValues): StyleValues {
  if (specified.size === 0 && [...inherited.keys()].every((name) => INHERITED.has(name))) return inherited;
  const values = new Map([...inherited].filter(([name]) => INHERITED.has(name)));
  for (const [name, value] of specified) values.set(name, value);
  return values;
}

function merged(all: readonly StyleValues[]): StyleValues {
  const [first, ...rest] = all;
  if (first === undefined) return NO_VALUES;
  if (rest.length === 0) return first;
  const values = new Map(first);
  for (const one of rest) for (const [name, value] of one) values.set(name, value);
  return values;
}

type Mark = 'bold' | 'italic' | 'underline' | 'strikeout' | 'color' | 'background' | 'font';

/** The attributes that marks stand for; the rest of a style is kept as it is. */
export const MARK_ATTRIBUTES: ReadonlySet<string> = new Set([
  'tts:fontWeight',
  'tts:fontStyle',
  'tts:textDecoration',
  'tts:color',
  'tts:backgroundColor',
  'tts:fontFamily',
]);

/** Style values as marks; what they do not say has no mark. */
export function marksOf(values: StyleValues): TextMarks {
  const weight = values.get('tts:fontWeight');
  const slant = values.get('tts:fontStyle');
  const lines = values.get('tts:textDecoration')?.split(/\s+/);
  const found: Partial<Record<Mark, boolean | string | undefined>> = {
    bold: weight === undefined ? undefined : weight === 'bold',
    italic: slant === undefined ? undefined : slant === 'italic' || slant === 'oblique',
    underline: lines?.includes('underline') ?? undefined,
    strikeout: lines?.includes('lineThrough') ?? undefined,
    color: parseColor(values.get('tts:color')),
    background: parseColor(values.get('tts:backgroundColor')),
    font: values.get('tts:fontFamily'),
  };
  return withoutAbsent(found);
}

/** The marks of a run that differ from those it would have anyway. */
export function differingMarks(marks: TextMarks, base: TextMarks): TextMarks {
  const plain: TextMarks = { bold: false, italic: false, underline: false, strikeout: false };
  const before = new Map<string, unknown>(Object.entries({ ...plain, ...base }));
  return withoutAbsent(
    Object.fromEntries(Object.entries(marks).filter(([name, value]) => before.get(name) !== value)),
  );
}

/** `#rrggbb` or `#rrggbbaa` in lower case; undefined for what is no colour. */
export function parseColor(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const value = text.trim().toLowerCase();
  if (value === 'transparent') return '#00000000';
  const plain = namedColor(value);
  if (plain !== undefined) return plain;
  const parts = /^rgba?\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*(?:,\s*(\d{1,3})\s*)?\)$/.exec(value);
  if (parts === null) return undefined;
  const bytes = parts
    .slice(1)
    .filter((part) => part !== undefined)
    .map(Number);
  return bytes.some((byte) => byte > 255)
    ? undefined
    : `#${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** An object without the keys that have no value. */
function withoutAbsent(found: Readonly<Record<string, unknown>>): TextMarks {
  // Every key is one of TextMarks, with a value of its kind.
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)) as TextMarks;
}
