/**
 * Markup: text and attributes so that no XML reader can take them for anything else.
 * Source  XML 1.0, sections 2.2 (characters) and 2.4 (markup); Namespaces in XML (NCName).
 * @module
 */

/** Characters that no XML file may hold, and halves of surrogate pairs. */
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** A text node. A line break inside it is a space: only `br` breaks a line. */
export function escapeText(text: string): string {
  return text
    .replace(FORBIDDEN, '')
    .replace(/[\r\n]+/g, ' ')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}

/** A start tag; attributes without a value are left out. */
export function openTag(name: string, attributes: Readonly<Record<string, string | undefined>>): string {
  return `<${name}${attributeList(attributes)}>`;
}

/** An element without content. */
export function emptyTag(name: string, attributes: Readonly<Record<string, string | undefined>>): string {
  return `<${name}${attributeList(attributes)}/>`;
}

function attributeList(attributes: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(attributes)
    .map(([name, value]) =>
      value === undefined
        ? ''
        : ` ${name}="${escapeText(value).replace(/"/g, '&quot;').replace(/\t/g, ' ')}"`,
    )
    .join('');
}

/** Letters that may begin an XML name, and further characters that may stand in one. */
const START =
  'A-Za-z_\\u00c0-\\u00d6\\u00d8-\\u00f6\\u00f8-\\u02ff\\u0370-\\u037d\\u037f-\\u1fff\\u2c00-\\u2fef\\u3001-\\ud7ff\\uf900-\\ufdcf\\ufdf0-\\ufffd';
const BAD_START = new RegExp(`^[^${START}]`);
const BAD_CHARS = new RegExp(`[^${START}0-9.\\u00b7-]`, 'g');

/** Names that a document has given away: each with the number that the next one alike gets. */
export type TakenNames = Map<string, number>;

/** `wanted` as an XML name, with a number where that is taken already. */
export function uniqueName(wanted: string, taken: TakenNames): string {
  const clean = wanted.replace(BAD_CHARS, '_');
  const start = clean === '' || BAD_START.test(clean) ? `_${clean}` : clean;
  let number = taken.get(start);
  taken.set(start, (number ?? 1) + 1);
  if (number === undefined) return start;
  for (number += 0; taken.has(`${start}-${number}`); ) number += 1;
  taken.set(start, number + 1);
  taken.set(`${start}-${number}`, 1);
  return `${start}-${number}`;
}
