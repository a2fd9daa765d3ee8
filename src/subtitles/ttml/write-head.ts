/**
 * Write head: the root element and the head of a TTML document.
 * Source  IMSC 1.1 section 8.1 (the profile's designator goes into ttp:contentProfiles); EBU Tech 3380 v1.0.1 section 3.1
 *         (media time; conformance is told in ebuttm:conformsToStandard; styling and layout are never empty).
 * @module
 */
import type { SubtitleTrack } from '../track/track.ts';
import type { HeadDraft, NamedElement } from './head-draft.ts';
import { emptyTag, escapeText, openTag } from './markup.ts';
import { SPACES, TT_SPACE } from './names.ts';
import { DEFAULT_REGIONS, regionAttributes } from './write-regions.ts';
import type { Attributes, TtmlFlavour } from './write-styles.ts';

/** What IMSC 1.1's text profile is called. */
export const IMSC_TEXT = 'http://www.w3.org/ns/ttml/profile/imsc1.1/text';
/** What EBU-TT-D v1.0.1 is called. */
export const EBU_TT_D = 'urn:ebu:tt:distribution:2018-04';

/** `xml:lang` is never absent; empty says that nobody knows, but EBU-TT-D's readers want a code. */
const UNKNOWN_LANGUAGE = 'und';

/** Parameters of the track's own that the profile allows. */
const PARAMETERS: Readonly<Record<TtmlFlavour, readonly string[]>> = {
  ttml: [
    'ttp:cellResolution',
    'tts:extent',
    'ttp:frameRate',
    'ttp:frameRateMultiplier',
    'ttp:displayAspectRatio',
  ],
  imsc: [
    'ttp:cellResolution',
    'tts:extent',
    'ttp:frameRate',
    'ttp:frameRateMultiplier',
    'ttp:displayAspectRatio',
    'ittp:aspectRatio',
    'ittp:activeArea',
  ],
  'ebu-tt-d': ['ttp:cellResolution'],
};

/** The start tag of the root. */
export function formatRoot(track: SubtitleTrack, flavour: TtmlFlavour): string {
  const own: Record<string, string> = {};
  for (const name of PARAMETERS[flavour]) {
    const value = track.native?.ttml?.[name];
    if (value !== undefined) own[name] = value;
  }
  const isImsc = flavour === 'imsc';
  return `${openTag('tt', {
    xmlns: TT_SPACE,
    ...Object.fromEntries(Object.entries(SPACES).map(([prefix, space]) => [`xmlns:${prefix}`, space])),
    'ttp:timeBase': 'media',
    ...(flavour === 'ebu-tt-d' ? { 'ttp:cellResolution': '32 15' } : {}),
    ...own,
    ...(isImsc ? { 'ttp:version': '2', 'ttp:contentProfiles': IMSC_TEXT } : {}),
    'xml:lang': track.language ?? UNKNOWN_LANGUAGE,
  })}\n`;
}

/** The head; the body must have been written with this draft before. */
export function formatHead(track: SubtitleTrack, draft: HeadDraft, flavour: TtmlFlavour): string {
  const regions = draft.regions.length > 0 ? draft.regions : [defaultRegion()];
  const styles = draft.styles.map((style) => named('style', style));
  const boxes = regions.map((region) => named('region', region));
  const metadata = metadataOf(track, draft, flavour);
  return [
    '  <head>\n',
    ...(metadata.length === 0 ? [] : ['    <metadata>\n', ...metadata, '    </metadata>\n']),
    ...(styles.length === 0 ? [] : ['    <styling>\n', ...styles, '    </styling>\n']),
    '    <layout>\n',
    ...boxes,
    '    </layout>\n  </head>\n',
  ].join('');
}

function defaultRegion(): NamedElement {
  const { name, place } = DEFAULT_REGIONS.bottom;
  return { name, attributes: regionAttributes({ place }, true) };
}

function named(tag: string, { name, attributes }: NamedElement): string {
  const all: Attributes = { 'xml:id': name, ...attributes };
  return `      ${emptyTag(tag, all)}\n`;
}

function metadataOf(track: SubtitleTrack, draft: HeadDraft, flavour: TtmlFlavour): string[] {
  const native = track.native?.ttml ?? {};
  const texts = {
    'ttm:title': track.title,
    'ttm:desc': native['ttm:desc'],
    'ttm:copyright': native['ttm:copyright'],
  };
  const lines = Object.entries(texts).flatMap(([name, text]) =>
    text === undefined ? [] : [`<${name}>${escapeText(text)}</${name}>`],
  );
  for (const [id, name] of draft.agents) {
    const about = openTag('ttm:agent', { 'xml:id': id, type: 'person' });
    lines.push(`${about}<ttm:name type="full">${escapeText(name)}</ttm:name></ttm:agent>`);
  }
  if (flavour === 'ebu-tt-d') {
    const standard = `<ebuttm:conformsToStandard>${EBU_TT_D}</ebuttm:conformsToStandard>`;
    lines.push(`<ebuttm:documentMetadata>${standard}</ebuttm:documentMetadata>`);
  }
  return lines.map((line) => `      ${line}\n`);
}
