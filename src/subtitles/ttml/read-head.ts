/**
 * Read head: what a TTML document says for all its paragraphs.
 * @module
 */
import type { ReadProblem } from '../read/parsed-cues.ts';
import type { TrackRegion, TrackStyle } from '../track/track.ts';
import { boxOf, type Picture, placeOf, readPicture, rounded, sizeOf } from './lengths.ts';
import type { Rules } from './paragraph.ts';
import {
  MARK_ATTRIBUTES,
  marksOf,
  readStyles,
  type StyleSheet,
  type StyleValues,
  specifiedValues,
} from './styles.ts';
import { readClock } from './time.ts';
import { childrenOf, textOf, type XmlElement } from './xml-tree.ts';

/** A document without its body. */
export interface Document extends Rules {
  readonly picture: Picture;
  readonly language?: string;
  readonly title?: string;
  readonly styles: readonly TrackStyle[];
  readonly regions: readonly TrackRegion[];
  readonly regionValues: ReadonlyMap<string, StyleValues>;
  readonly nameOf: (agents: string) => string;
  readonly native: Readonly<Record<string, string>>;
}

/** Parameters that say more than how to read the times. */
const KEPT_PARAMETERS = [
  'tts:extent',
  'ttp:cellResolution',
  'ittp:aspectRatio',
  'ittp:activeArea',
  'ttp:displayAspectRatio',
  'ttp:frameRate',
  'ttp:frameRateMultiplier',
];
/** What stands where nobody knows the language; it may not be left out (XML, BCP 47). */
const NO_LANGUAGE = new Set(['', 'und']);

const KEPT_METADATA = ['ttm:copyright', 'ttm:desc'];

/** Attributes that a region's place stands for. */
const PLACE_ATTRIBUTES = new Set(['tts:origin', 'tts:extent', 'tts:displayAlign', 'tts:writingMode']);

/** Reads a document's parameters and head. */
export function readHead(root: XmlElement, problems: ReadProblem[]): Document {
  const [head] = childrenOf(root, 'head');
  const sheet = readStyles(head);
  const picture = readPicture(root.attributes);
  const metadata = [...childrenOf(head, 'metadata'), ...(head === undefined ? [] : [head])];
  const titles = metadata.flatMap((one) => childrenOf(one, 'ttm:title')).map(textOf);
  const language = root.attributes.get('xml:lang');
  const regions = childrenOf(head, 'layout').flatMap((layout) => childrenOf(layout, 'region'));
  if (root.attributes.get('ttp:timeBase') === 'clock') {
    problems.push({
      line: root.line,
      what: 'its times are of the wall clock; they are read as times of the media',
    });
  }
  const title = titles.find((text) => text !== '');
  return {
    clock: readClock(root.attributes),
    sheet,
    picture,
    ...(language === undefined || NO_LANGUAGE.has(language) ? {} : { language }),
    ...(title === undefined ? {} : { title }),
    styles: sheet.names.map((name) => styleOf(name, sheet, picture)),
    ...readRegions(regions, sheet, picture),
    nameOf: agentNames(metadata),
    native: nativeOf(root, metadata),
  };
}

function styleOf(name: string, sheet: StyleSheet, picture: Picture): TrackStyle {
  const values = sheet.referred(name);
  const size = sizeOf(values.get('tts:fontSize'), picture);
  const native = otherValues(
    values,
    (attribute) => MARK_ATTRIBUTES.has(attribute) || attribute === 'tts:fontSize',
  );
  return {
    name,
    marks: marksOf(values),
    ...(size === undefined ? {} : { size }),
    ...(native === undefined ? {} : { native: { ttml: native } }),
  };
}

function readRegions(
  elements: readonly XmlElement[],
  sheet: StyleSheet,
  picture: Picture,
): Pick<Document, 'regions' | 'regionValues'> {
  const regionValues = new Map<string, StyleValues>();
  const regions: TrackRegion[] = [];
  for (const element of elements) {
    const name = element.attributes.get('xml:id') ?? element.attributes.get('id');
    if (name === undefined || regionValues.has(name)) continue;
    const values = specifiedValues(element, sheet);
    const box = boxOf(values, picture);
    // What a region has from the styles that it refers to need not be said twice.
    const style = sheet.known(element.attributes.get('style')).join(' ');
    const referred = sheet.referred(style);
    regionValues.set(name, values);
    regions.push({
      name,
      place: placeOf(values, picture),
      native: {
        ttml: {
          ...otherValues(
            values,
            (attribute) =>
              PLACE_ATTRIBUTES.has(attribute) ||
              (style !== '' && referred.get(attribute) === values.get(attribute)),
          ),
          ...(box === undefined ? {} : { height: String(rounded(box.height)) }),
          ...(style === '' ? {} : { style }),
        },
      },
    });
  }
  return { regions, regionValues };
}

function otherValues(
  values: StyleValues,
  isKnown: (attribute: string) => boolean,
): Readonly<Record<string, string>> | undefined {
  const others = [...values].filter(([attribute]) => !isKnown(attribute));
  return others.length === 0 ? undefined : Object.fromEntries(others);
}

/** Ids of agents as the names that the head gives them. */
function agentNames(metadata: readonly XmlElement[]): (agents: string) => string {
  const names = new Map<string, string>();
  for (const agent of metadata.flatMap((one) => childrenOf(one, 'ttm:agent'))) {
    const id = agent.attributes.get('xml:id');
    const name = childrenOf(agent, 'ttm:name')
      .map(textOf)
      .find((text) => text !== '');
    if (id !== undefined && name !== undefined) names.set(id, name);
  }
  return (agents) =>
    agents
      .split(/\s+/)
      .filter(Boolean)
      .map((id) => names.get(id) ?? id)
      .join(', ');
}

function nativeOf(root: XmlElement, metadata: readonly XmlElement[]): Readonly<Record<string, string>> {
  const native: Record<string, string> = {};
  for (const name of KEPT_PARAMETERS) {
    const value = root.attributes.get(name);
    if (value !== undefined) native[name] = value;
  }
  for (const name of KEPT_METADATA) {
    const [text] = metadata.flatMap((one) => childrenOf(one, name)).map(textOf);
    if (text !== undefined && text !== '') native[name] = text;
  }
  return native;
}
