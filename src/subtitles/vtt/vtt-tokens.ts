/**
 * VTT tokens: the text of a WebVTT cue in words, tags and times.
 *
 * Total   never throws, linear time.
 * Source  W3C WebVTT, section 6.4 (cue text parsing).
 * @module
 */
import { clockMs } from '../read/parsed-cues.ts';

/** A piece of cue text. */
export type VttToken =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'time'; readonly ms: number }
  | {
      readonly kind: 'start';
      readonly name: string;
      readonly classes: readonly string[];
      readonly annotation: string;
    }
  | { readonly kind: 'end'; readonly name: string };

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  lrm: '\u200e',
  rlm: '\u200f',
  shy: '\u00ad',
  ensp: '\u2002',
  emsp: '\u2003',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  copy: '©',
};
const ENTITY = /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-z]{2,6}));/g;
const TIME = /^(?:(\d{2,6}):)?([0-5]\d):([0-5]\d)\.(\d{3})$/;

/** Takes the text of a cue apart. A `<` that nothing closes is text: a viewer must not lose the words behind it. */
export function vttTokens(source: string): VttToken[] {
  const tokens: VttToken[] = [];
  let at = 0;
  while (at < source.length) {
    const start = source.indexOf('<', at);
    const end = start < 0 ? -1 : source.indexOf('>', start);
    if (end < 0) break;
    if (start > at) tokens.push({ kind: 'text', text: unescapeVtt(source.slice(at, start)) });
    const token = tagToken(source.slice(start + 1, end));
    if (token !== undefined) tokens.push(token);
    at = end + 1;
  }
  if (at < source.length) tokens.push({ kind: 'text', text: unescapeVtt(source.slice(at)) });
  return tokens;
}

/** `&amp;` and its like as the characters they stand for; unknown ones stay. */
export function unescapeVtt(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(ENTITY, (entity: string, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return (Object.hasOwn(ENTITIES, name) ? ENTITIES[name] : undefined) ?? entity;
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    const isText = code > 0x1f && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
    return isText ? String.fromCodePoint(code) : '\ufffd';
  });
}

function tagToken(tag: string): VttToken | undefined {
  if (tag.startsWith('/')) return { kind: 'end', name: tag.slice(1).trim() };
  if (/^\d/.test(tag)) {
    const times = TIME.exec(tag.trim());
    return times === null ? undefined : { kind: 'time', ms: clockMs(times.slice(1, 5)) };
  }
  const [, head = '', annotation = ''] = /^(\S*)([\s\S]*)$/.exec(tag) ?? [];
  const [name = '', ...classes] = head.split('.');
  return {
    kind: 'start',
    name,
    classes: classes.filter((each) => each !== ''),
    annotation: unescapeVtt(annotation).replace(/\s+/g, ' ').trim(),
  };
}
