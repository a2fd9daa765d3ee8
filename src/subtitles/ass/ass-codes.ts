/**
 * ASS codes: text of an event as words, breaks and codes (`{\i1\pos(1,2)}`).
 *
 * Total   never throws, linear time.
 * Source  libass `ass_parse.c` (`ass_parse_tags`, `ass_get_next_char`).
 * @module
 */

/** A piece of an event's text: words (LF breaks a line), or one code without its backslash. */
export type AssToken =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly code: string };

/** Stands behind a backslash that is text, so that no reader takes it and what follows for a code. */
export const WORD_JOINER = '\u2060';

const ESCAPES: Readonly<Record<string, string>> = {
  N: '\n',
  h: '\u00a0',
  '{': '{',
  '}': '}',
  [WORD_JOINER]: '\\',
};

/** Takes a text apart; `softBreak` is what `\n` means in this file. What stands in braces and is no code is a comment. */
export function assTokens(source: string, softBreak: ' ' | '\n'): AssToken[] {
  const tokens: AssToken[] = [];
  let text = '';
  const lastBrace = source.lastIndexOf('}');
  for (let at = 0; at < source.length; at++) {
    const [character = '', next = ''] = [source[at], source[at + 1]];
    if (character === '{' && at < lastBrace) {
      const end = source.indexOf('}', at);
      if (text !== '') tokens.push({ kind: 'text', text });
      text = '';
      for (const code of codesOf(source.slice(at + 1, end))) tokens.push({ kind: 'code', code });
      at = end;
    } else if (character === '\\' && next === 'n') {
      text += softBreak;
      at++;
    } else if (character === '\\' && Object.hasOwn(ESCAPES, next)) {
      text += ESCAPES[next];
      at++;
    } else text += character;
  }
  if (text !== '') tokens.push({ kind: 'text', text });
  return tokens;
}

/** Words as they must stand in an event, whatever follows them. */
export function escapeAss(text: string): string {
  return text
    .replace(/\\(?=[Nnh{}\u2060]|$)/g, `\\${WORD_JOINER}`)
    .replace(/[{}]/g, '\\$&')
    .replaceAll('\u00a0', '\\h');
}

/** The codes of a block; those inside parentheses belong to the code in front of these. */
function codesOf(block: string): string[] {
  const codes: string[] = [];
  let depth = 0;
  let start = -1;
  for (let at = 0; at <= block.length; at++) {
    const character = block[at];
    if (character === '(') depth++;
    else if (character === ')') depth = Math.max(0, depth - 1);
    else if ((character === '\\' && depth === 0) || character === undefined) {
      if (start >= 0) codes.push(block.slice(start, at).trim());
      start = at + 1;
    }
  }
  return codes;
}
