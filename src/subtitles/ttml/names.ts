/**
 * Names: the namespaces of TTML and its profiles, each under one short prefix whatever a file calls it.
 * Source  TTML2 section 5.1; IMSC 1.1 section 5; EBU Tech 3380 section 3; the drafts of 2006 that files still use.
 * @module
 */

/** Namespace of elements. */
export const TT_SPACE = 'http://www.w3.org/ns/ttml';

/** Prefix to namespace, as files are written. */
export const SPACES = {
  tts: 'http://www.w3.org/ns/ttml#styling',
  ttp: 'http://www.w3.org/ns/ttml#parameter',
  ttm: 'http://www.w3.org/ns/ttml#metadata',
  ebutts: 'urn:ebu:tt:style',
  ebuttm: 'urn:ebu:tt:metadata',
  itts: 'http://www.w3.org/ns/ttml/profile/imsc1#styling',
  ittp: 'http://www.w3.org/ns/ttml/profile/imsc1#parameter',
} as const satisfies Readonly<Record<string, string>>;

const PREFIXES = new Map<string, string>([
  ...Object.entries(SPACES).map(([prefix, space]) => [space, prefix] as const),
  ['http://www.w3.org/XML/1998/namespace', 'xml'],
  ['', ''],
]);

const DRAFT = /^http:\/\/www\.w3\.org\/2006\/(?:02|04|10)\/ttaf1(?:#(style|styling|parameter|metadata))?$/;
const DRAFT_PREFIXES: Readonly<Record<string, string>> = {
  style: 'tts',
  styling: 'tts',
  parameter: 'ttp',
  metadata: 'ttm',
};

/** `tts:color`, `xml:id`, `begin`; undefined in a namespace that means nothing here. */
export function shortName(space: string, local: string): string | undefined {
  const prefix = PREFIXES.get(space) ?? DRAFT_PREFIXES[DRAFT.exec(space)?.[1] ?? ''];
  if (prefix === undefined) return undefined;
  return prefix === '' ? local : `${prefix}:${local}`;
}

/** The name of an element of TTML itself, `ttm:title` of its metadata; undefined for one of another vocabulary. */
export function elementName(space: string, local: string): string | undefined {
  const isOwn = space === TT_SPACE || space === '' || (DRAFT.test(space) && !space.includes('#'));
  return isOwn ? local : shortName(space, local);
}
