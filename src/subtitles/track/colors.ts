/**
 * Colours: what files call a colour, as `#rrggbb` or `#rrggbbaa`.
 *
 * Source  CSS Color Level 4, sections 5.2 (hexadecimal) and 6.1 (names; those of HTML 4 and WebVTT).
 * @module
 */
const NAMED: Readonly<Record<string, string>> = {
  black: '#000000',
  silver: '#c0c0c0',
  gray: '#808080',
  grey: '#808080',
  white: '#ffffff',
  maroon: '#800000',
  red: '#ff0000',
  purple: '#800080',
  fuchsia: '#ff00ff',
  magenta: '#ff00ff',
  green: '#008000',
  lime: '#00ff00',
  olive: '#808000',
  yellow: '#ffff00',
  navy: '#000080',
  blue: '#0000ff',
  teal: '#008080',
  aqua: '#00ffff',
  cyan: '#00ffff',
  orange: '#ffa500',
};

/** A name or `#rgb`, `#rrggbb`, `#rrggbbaa` (the sharp may be missing) in the form of marks; undefined if it is none. */
export function namedColor(written: string): string | undefined {
  const value = written.trim().toLowerCase();
  const named = Object.hasOwn(NAMED, value) ? NAMED[value] : undefined;
  if (named !== undefined) return named;
  const [, hex] = /^#?([0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})$/.exec(value) ?? [];
  if (hex === undefined) return undefined;
  return `#${hex.length === 3 ? hex.replace(/./g, '$&$&') : hex}`;
}
