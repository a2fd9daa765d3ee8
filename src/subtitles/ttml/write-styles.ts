/**
 * Write styles: marks as TTML's style attributes, and which of a file's other attributes a profile allows.
 * Source  TTML1 section 8.2; IMSC 1.1 section 8.4; EBU Tech 3380 sections 3.2 and 3.3 and its XML schema.
 * @module
 */
import type { TextMarks, TrackStyle } from '../track/track.ts';

/** A profile of TTML that is written. */
export type TtmlFlavour = 'ttml' | 'imsc' | 'ebu-tt-d';

/** Attributes by their names; those without a value are not written. */
export type Attributes = Readonly<Record<string, string | undefined>>;

/** Marks as attributes; `base` is what holds where they say nothing. */
export function markAttributes(marks: TextMarks, base: TextMarks, flavour: TtmlFlavour): Attributes {
  const { bold, italic, underline, strikeout, color, background, font } = marks;
  const lines = {
    underline: underline ?? base.underline === true,
    lineThrough: (strikeout ?? base.strikeout === true) && flavour !== 'ebu-tt-d',
  };
  const decoration = Object.entries(lines).flatMap(([name, isDrawn]) => (isDrawn ? [name] : []));
  const hasLines = underline !== undefined || strikeout !== undefined;
  return {
    'tts:fontWeight': choose(bold, 'bold'),
    'tts:fontStyle': choose(italic, 'italic'),
    'tts:textDecoration': hasLines ? decoration.join(' ') || 'none' : undefined,
    'tts:color': color,
    'tts:backgroundColor': background,
    'tts:fontFamily': font,
  };
}

function choose(isSet: boolean | undefined, word: string): string | undefined {
  return isSet === undefined ? undefined : isSet ? word : 'normal';
}

const PERCENTS = /^\+?\d+(?:\.\d+)?%(?: \+?\d+(?:\.\d+)?%){0,3}$/;

/** What EBU-TT-D allows in a `style` beside the marks, and what a value must be. */
const EBU_STYLE: Readonly<Record<string, RegExp>> = {
  'tts:direction': /^(?:ltr|rtl)$/,
  'tts:lineHeight': /^(?:normal|\+?\d+(?:\.\d+)?%)$/,
  'tts:textAlign': /^(?:left|center|right|start|end)$/,
  'tts:unicodeBidi': /^(?:normal|embed|bidiOverride)$/,
  'tts:wrapOption': /^(?:wrap|noWrap)$/,
  'ebutts:multiRowAlign': /^(?:start|center|end|auto)$/,
  'ebutts:linePadding': /^\+?\d+(?:\.\d+)?c$/,
  'itts:fillLineGap': /^(?:true|false)$/,
};

/** The same in a `region`. */
const EBU_REGION: Readonly<Record<string, RegExp>> = {
  'tts:padding': PERCENTS,
  'tts:showBackground': /^(?:always|whenActive)$/,
  'tts:overflow': /^(?:visible|hidden)$/,
};

/** A region's alignment is a style of its own here; the others are no attributes. */
const SAID_OTHERWISE = ['tts:textAlign', 'height', 'style'];

/** What of a style's or region's other attributes the profile allows. */
export function allowedAttributes(
  native: Readonly<Record<string, string>> | undefined,
  flavour: TtmlFlavour,
  where: 'style' | 'region',
): Attributes {
  const entries = Object.entries(native ?? {}).filter(([name, value]) => {
    if (where === 'region' && SAID_OTHERWISE.includes(name)) return false;
    if (flavour === 'ttml') return true;
    // IMSC 1.1, #length-cell: cells measure nothing but line padding.
    if (flavour === 'imsc') return name === 'ebutts:linePadding' || !/\dc(?:\s|$)/.test(value);
    const shape = (where === 'style' ? EBU_STYLE : EBU_REGION)[name];
    return shape?.test(value) === true;
  });
  return Object.fromEntries(entries);
}

/** A size in percent of the picture's height as one in percent of a cell; 100 % is one row of `rows`. */
export function fontSize(size: number | undefined, rows: number): string | undefined {
  return size === undefined || !(size > 0) ? undefined : `${Math.round(size * rows * 1000) / 1000}%`;
}

/** A named style as attributes. */
export function styleAttributes(
  { marks, size, native }: TrackStyle,
  flavour: TtmlFlavour,
  rows: number,
): Attributes {
  return {
    ...markAttributes(marks, {}, flavour),
    'tts:fontSize': fontSize(size, rows),
    ...allowedAttributes(native?.ttml, flavour, 'style'),
  };
}
