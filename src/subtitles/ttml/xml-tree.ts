/**
 * XML tree: an XML document as elements, attributes and texts, with the names of TTML.
 *
 * Total   never throws. It reads up to the first fault and names that; what was open there is closed.
 * Bounds  64 levels, a million elements, 256 attributes an element, 2^26 characters. No document type is read, and of
 *         entities only the five of XML are known, so that nothing can grow by being read.
 * Source  XML 1.0 and Namespaces in XML, through saxes, which is strict.
 * @module
 */
import { SaxesParser } from 'saxes';
import type { ReadProblem } from '../read/parsed-cues.ts';
import { elementName, shortName } from './names.ts';

const MAX_DEPTH = 64;
const MAX_ELEMENTS = 1_000_000;
const MAX_ATTRIBUTES = 256;
const MAX_CHARS = 2 ** 26;

/** An element; in `children`, texts are strings. */
export interface XmlElement {
  /** As TTML calls it: `p`, `ttm:title`; empty in a vocabulary that means nothing here. */
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly (XmlElement | string)[];
  /** 1-based. */
  readonly line: number;
}

interface OpenElement extends XmlElement {
  readonly children: (XmlElement | string)[];
}

/** What was found. */
export interface XmlTree {
  readonly root?: XmlElement;
  readonly problems: readonly ReadProblem[];
}

/** Leaves the parser in the middle of a document. */
class Stop extends Error {}

/** Reads a document. */
export function parseXml(text: string): XmlTree {
  const parser = new SaxesParser({ xmlns: true });
  const problems: ReadProblem[] = [];
  const stop = (what: string): never => {
    problems.push({ line: parser.line, what });
    throw new Stop();
  };
  parser.on('error', (error) => stop(faultOf(error)));
  parser.on('doctype', () => problems.push({ line: parser.line, what: 'a document type is not read' }));
  const { root } = buildTree(parser, stop);
  try {
    const whole = text.replace(/^\ufeff?\s*/, '');
    parser.write(whole.slice(0, MAX_CHARS));
    if (whole.length > MAX_CHARS) stop(`text beyond ${MAX_CHARS} characters is not read`);
    parser.close();
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
  }
  const found = root();
  return { ...(found === undefined ? {} : { root: found }), problems };
}

/** Lets the parser build a tree within the bounds. */
function buildTree(
  parser: SaxesParser<{ xmlns: true }>,
  stop: (what: string) => never,
): { readonly root: () => XmlElement | undefined } {
  const open: OpenElement[] = [];
  let root: XmlElement | undefined;
  let [attributes, elements] = [0, 0];
  parser.on('opentagstart', () => {
    attributes = 0;
    elements += 1;
    if (open.length >= MAX_DEPTH) stop(`elements lie more than ${MAX_DEPTH} deep`);
    if (elements > MAX_ELEMENTS) stop(`there are more than ${MAX_ELEMENTS} elements`);
  });
  parser.on('attribute', () => {
    attributes += 1;
    if (attributes > MAX_ATTRIBUTES) stop(`an element has more than ${MAX_ATTRIBUTES} attributes`);
  });
  parser.on('opentag', ({ uri, local, attributes: found }) => {
    const name = elementName(uri, local) ?? '';
    const element: OpenElement = {
      name,
      attributes: namedAttributes(found),
      children: [],
      line: parser.line,
    };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push(element);
  });
  parser.on('closetag', () => open.pop());
  const addText = (piece: string): void => {
    open.at(-1)?.children.push(piece);
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  return { root: () => root };
}

interface SpacedAttribute {
  readonly uri: string;
  readonly local: string;
  readonly value: string;
}

function namedAttributes(found: Readonly<Record<string, SpacedAttribute>>): ReadonlyMap<string, string> {
  const named = new Map<string, string>();
  for (const { uri, local, value } of Object.values(found)) {
    const name = shortName(uri, local);
    if (name !== undefined) named.set(name, value);
  }
  return named;
}

/** saxes puts the place in front of its words. */
function faultOf({ message }: Error): string {
  return `the XML is not well-formed: ${message.replace(/^\d+:\d+:\s*/, '').replace(/[.\s]+$/, '')}`;
}

/** The elements of that name below, in order; text and others are passed over. */
export function childrenOf(element: XmlElement | undefined, name: string): XmlElement[] {
  const found: XmlElement[] = [];
  for (const child of element?.children ?? [])
    if (typeof child !== 'string' && child.name === name) found.push(child);
  return found;
}

/** All text in it, trimmed, with single spaces. */
export function textOf(element: XmlElement): string {
  const inner = element.children.map((child) => (typeof child === 'string' ? child : textOf(child)));
  return inner.join('').replace(/\s+/g, ' ').trim();
}
