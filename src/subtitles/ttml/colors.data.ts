/**
 * Colours that TTML has names for, without the `#`. Source: TTML1 section 8.3 (namedColor).
 * @module
 */

/** Name to `rrggbb` or `rrggbbaa`. */
export const NAMED_COLORS: ReadonlyMap<string, string> = new Map([
  ['transparent', '00000000'],
  ['black', '000000'],
  ['silver', 'c0c0c0'],
  ['gray', '808080'],
  ['white', 'ffffff'],
  ['maroon', '800000'],
  ['red', 'ff0000'],
  ['purple', '800080'],
  ['fuchsia', 'ff00ff'],
  ['magenta', 'ff00ff'],
  ['green', '008000'],
  ['lime', '00ff00'],
  ['olive', '808000'],
  ['yellow', 'ffff00'],
  ['navy', '000080'],
  ['blue', '0000ff'],
  ['teal', '008080'],
  ['aqua', '00ffff'],
  ['cyan', '00ffff'],
]);
