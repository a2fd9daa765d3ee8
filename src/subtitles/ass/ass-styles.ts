/**
 * ASS styles: lines of a style section as styles of a track, and back.
 *
 * Source  "SubStation Alpha v4.00+ script format", section 5; defaults are those of libass and Aegisub.
 * @module
 */
import { oneLine } from '../track/styled-text.ts';
import type { TextMarks, TrackStyle } from '../track/track.ts';
import {
  type AssCanvas,
  type AssFlavour,
  anchorNumber,
  formatAssColor,
  parseAnchor,
  parseAssColor,
} from './ass-values.ts';
import { type AssFields, STYLE_FIELDS } from './scan-ass.ts';

/** What a style's figures mean depends on. */
export interface AssScale {
  readonly flavour: AssFlavour;
  readonly canvas: AssCanvas;
}

const SWITCHES = [
  ['bold', 'bold'],
  ['italic', 'italic'],
  ['underline', 'underline'],
  ['strikeout', 'strikeout'],
] as const;
/** A box of `BackColour` stands behind the text; else that is the colour of the shadow. */
const BOXED = '3';

/** Fields of a style that says nothing; the size is in percent of the picture's height. */
const DEFAULT_SIZE = 6;
const DEFAULTS: AssFields = {
  fontname: 'Arial',
  primarycolour: '#ffffff',
  secondarycolour: '#ffffff',
  outlinecolour: '#000000',
  tertiarycolour: '#000000',
  backcolour: '#000000',
  bold: '0',
  italic: '0',
  underline: '0',
  strikeout: '0',
  scalex: '100',
  scaley: '100',
  spacing: '0',
  angle: '0',
  borderstyle: '1',
  outline: '2',
  shadow: '1',
  alignment: '2',
  marginl: '20',
  marginr: '20',
  marginv: '20',
  alphalevel: '0',
  encoding: '1',
};

/** Reads a style. Everything in it stays under `native`, by the names of its fields. */
export function readAssStyle(fields: AssFields, scale: AssScale): TrackStyle {
  const { name = '', ...others } = fields;
  return { name: name.trim(), ...meaningOf(others, scale), native: { [scale.flavour]: others } };
}

/** Writes a style: its own fields as they were read, but for those that say something else by now. */
export function formatAssStyle(style: TrackStyle, scale: AssScale): string {
  const { flavour, canvas } = scale;
  const native = style.native?.[flavour];
  const size = String(Number(((DEFAULT_SIZE * canvas.height) / 100).toFixed(2)));
  const fields: Record<string, string> = { ...plainDefaults(flavour), fontsize: size, ...native };
  const known = native === undefined ? {} : fieldsOf(meaningOf(native, scale), scale);
  for (const [field, value] of Object.entries(fieldsOf(style, scale))) {
    if (value !== known[field]) fields[field] = value;
  }
  const values = STYLE_FIELDS[flavour].slice(1).map((field) => fields[field.toLowerCase()] ?? '');
  return `Style: ${[style.name, ...values].map(fieldText).join(',')}`;
}

/** A value that ends neither its field nor its line. */
export function fieldText(value: string): string {
  return oneLine(value).replaceAll(',', ' ').trim();
}

function plainDefaults(flavour: AssFlavour): AssFields {
  return Object.fromEntries(
    Object.entries(DEFAULTS).map(([field, value]) => [
      field,
      value.startsWith('#') ? formatAssColor(value, flavour) : value,
    ]),
  );
}

type StyleMeaning = Omit<TrackStyle, 'name' | 'native'>;

function meaningOf(fields: AssFields, { flavour, canvas }: AssScale): StyleMeaning {
  const marks: { -readonly [Key in keyof TextMarks]: TextMarks[Key] } = {};
  for (const [field, mark] of SWITCHES) if (Number(fields[field] ?? 0) !== 0) marks[mark] = true;
  const color = parseAssColor(fields['primarycolour'] ?? '');
  const background = parseAssColor(fields['backcolour'] ?? '');
  const font = fields['fontname']?.trim();
  if (color !== undefined) marks.color = color;
  if (background !== undefined && fields['borderstyle']?.trim() === BOXED) marks.background = background;
  if (font !== undefined && font !== '') marks.font = font;
  const size = (Number(fields['fontsize'] ?? '') / canvas.height) * 100;
  const anchor = parseAnchor(fields['alignment'] ?? '', flavour);
  return {
    marks,
    ...(size > 0 ? { size } : {}),
    ...(anchor === undefined ? {} : { place: { anchor } }),
  };
}

function fieldsOf(
  { marks, size, place }: StyleMeaning,
  { flavour, canvas }: AssScale,
): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [field, mark] of SWITCHES) fields[field] = marks[mark] === true ? '-1' : '0';
  if (marks.color !== undefined) fields['primarycolour'] = formatAssColor(marks.color, flavour);
  if (marks.background !== undefined) {
    fields['backcolour'] = formatAssColor(marks.background, flavour);
    fields['outlinecolour'] = fields['backcolour'];
    fields['borderstyle'] = BOXED;
  }
  if (marks.font !== undefined) fields['fontname'] = marks.font;
  if (size !== undefined) fields['fontsize'] = String(Number(((size * canvas.height) / 100).toFixed(3)));
  if (place?.anchor !== undefined) fields['alignment'] = String(anchorNumber(place.anchor, flavour));
  return fields;
}
