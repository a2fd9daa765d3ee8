/**
 * Clean text: nothing that a subtitle file would read as structure, or a terminal as a command.
 * @module
 */

/** White space and control characters, but not the no-break spaces (U+00A0, U+2007, U+202F): those are text. */
const SPACE_OR_CONTROL = /(?:[^\S\xa0\u2007\u202f\ufeff]|\p{Cc})+/gu;
const BYTE_ORDER_MARK = /\ufeff/gu;
const LONE_SURROGATES = /\p{Cs}/gu;

/** One line: no control characters, single plain spaces, trimmed; broken UTF-16 becomes U+FFFD. Doing it twice changes nothing. */
export function cleanLine(text: string): string {
  return text
    .replace(BYTE_ORDER_MARK, '')
    .replace(SPACE_OR_CONTROL, ' ')
    .replace(LONE_SURROGATES, '\ufffd')
    .replace(/^ | $/g, '');
}

/** Whether nothing of it would be seen. */
export function isBlank(text: string): boolean {
  return !/[^\s\p{Cc}\p{Cf}]/u.test(text);
}

/** Lines ready to be written: clean, none of them blank, so none of them can end a cue. */
export function cleanLines(lines: readonly string[]): string[] {
  return lines.map(cleanLine).filter((line) => !isBlank(line));
}
