/**
 * Clean text: nothing that a subtitle file would read as structure, or a terminal as a command.
 * @module
 */

/** White space and control characters, but not the no-break spaces (U+00A0, U+2007, U+202F): those are text. */
const SPACE_OR_CONTROL = /(?:[^\S\xa0\u2007\u202f\ufeff]|\p{Cc})+/gu;
const WIDE_SPACES =
  '\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u2009\u200a\u2028\u2029\u205f\u3000';
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

/** Without white space and control characters at its ends; no-break spaces are text and stay. */
export function trimSpaces(text: string): string {
  return trimSpacesEnd(trimSpacesStart(text));
}

/** Without white space and control characters at its start; no-break spaces are text and stay. */
export function trimSpacesStart(text: string): string {
  let from = 0;
  while (from < text.length && isSpaceOrControl(text, from)) from++;
  return from === 0 ? text : text.slice(from);
}

/** Without white space and control characters at its end; no-break spaces are text and stay. */
export function trimSpacesEnd(text: string): string {
  let to = text.length;
  while (to > 0 && isSpaceOrControl(text, to - 1)) to--;
  return to === text.length ? text : text.slice(0, to);
}

function isSpaceOrControl(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code <= 0x20 || (code >= 0x7f && code <= 0x9f)) return true;
  // Nearly all that is asked about is a letter of some script, and these are no spaces.
  return code >= 0x1680 && WIDE_SPACES.includes(text[at] ?? '');
}

/** Whether nothing of it would be seen. */
export function isBlank(text: string): boolean {
  return !/[^\s\p{Cc}\p{Cf}]/u.test(text);
}

/** Lines ready to be written: clean, none of them blank, so none of them can end a cue. */
export function cleanLines(lines: readonly string[]): string[] {
  return lines.map(cleanLine).filter((line) => !isBlank(line));
}
