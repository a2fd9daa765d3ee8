/**
 * Paragraph: the text of a TTML paragraph, span by span, with what each looks like and when it shows.
 * Source  TTML1 sections 7.1 (p, span, br), 8.2.9 (white space), 10 (timing); TTML2 section 10.2 (ruby).
 * @module
 */
import type { TextMarks } from '../track/track.ts';
import { columnOf } from './lengths.ts';
import { computedValues, type StyleSheet, type StyleValues, specifiedValues } from './styles.ts';
import type { TtmlClock } from './time.ts';
import { resolveTime, type Span, timesOf } from './timing.ts';
import type { XmlElement } from './xml-tree.ts';

/** What an element hands down. */
export interface Context {
  readonly span: Span;
  readonly values: StyleValues;
  readonly keepsSpace: boolean;
  readonly language?: string;
  /** Ids of agents as they stand in the file. */
  readonly agent?: string;
  readonly region?: string;
  /** Name of the nearest style that is referred to. */
  readonly style?: string;
}

/** What a document says for all its paragraphs. */
export interface Rules {
  readonly clock: TtmlClock;
  readonly sheet: StyleSheet;
}

/** A piece of text in one manner, or a line break. */
export interface Leaf extends Context {
  /** Undefined: a line break. */
  readonly text: string | undefined;
  readonly ruby?: string;
}

/** An element's own context, its times left as the parent's. */
export function enter(element: XmlElement, parent: Context, { sheet }: Rules): Context {
  const { attributes } = element;
  const space = attributes.get('xml:space');
  const values = computedValues(parent.values, specifiedValues(element, sheet));
  const given = {
    language: attributes.get('xml:lang'),
    agent: attributes.get('ttm:agent'),
    region: attributes.get('region'),
    style: sheet.leading(attributes.get('style')),
  };
  return {
    ...parent,
    values,
    keepsSpace: space === undefined ? parent.keepsSpace : space === 'preserve',
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== '')),
  };
}

/** The leaves of a paragraph, in order. */
export function leavesOf(element: XmlElement, context: Context, rules: Rules): Leaf[] {
  const leaves: Leaf[] = [];
  const isSequence = element.attributes.get('timeContainer') === 'seq';
  let from = context.span.begin;
  for (const child of element.children) {
    if (typeof child === 'string') {
      leaves.push({ ...context, text: child });
    } else if (child.name === 'br') {
      leaves.push({ ...context, text: undefined });
    } else if (child.name === 'span') {
      const start = isSequence ? from : context.span.begin;
      const span = resolveTime(timesOf(child, rules.clock), start, context.span);
      from = Math.max(from, span.end);
      const inner: Context = { ...enter(child, context, rules), span };
      if (inner.values.get('tts:ruby') === 'container') leaves.push(rubyLeaf(child, inner, rules));
      else leaves.push(...leavesOf(child, inner, rules));
    }
  }
  return leaves;
}

/** A ruby container as one piece of text with what stands beside it. */
function rubyLeaf(element: XmlElement, context: Context, rules: Rules): Leaf {
  const parts: RubyParts = { base: '', aid: '' };
  // White space between the parts is layout of the file, not text.
  const children = element.children.filter((child) => typeof child !== 'string' || child.trim() !== '');
  collectRuby({ ...element, children }, 'base', { parts, context, rules });
  const ruby = parts.aid.replace(/\s+/g, ' ').trim();
  return { ...context, text: parts.base, ...(ruby === '' ? {} : { ruby }) };
}

interface RubyParts {
  base: string;
  aid: string;
}

interface RubyWalk {
  readonly parts: RubyParts;
  readonly context: Context;
  readonly rules: Rules;
}

function collectRuby(within: XmlElement, into: keyof RubyParts, walk: RubyWalk): void {
  for (const child of within.children) {
    if (typeof child === 'string') walk.parts[into] += child;
    else if (child.name === 'span') {
      const context = enter(child, walk.context, walk.rules);
      const kind = context.values.get('tts:ruby');
      if (kind !== 'delimiter') collectRuby(child, rubyPart(kind) ?? into, { ...walk, context });
    }
  }
}

function rubyPart(kind: string | undefined): keyof RubyParts | undefined {
  if (kind === undefined) return undefined;
  return kind === 'text' || kind === 'textContainer' ? 'aid' : 'base';
}

/** Text in one manner, as it stands in a line. */
export interface Piece {
  readonly text: string;
  readonly leaf: Leaf;
}

/** Leaves as lines: white space as the file wants it, breaks where they stand; empty lines are left out. */
export function linesOf(leaves: readonly Leaf[]): Piece[][] {
  const lines: Piece[][] = [[]];
  for (const leaf of leaves) {
    const parts = leaf.text === undefined ? ['', ''] : splitText(leaf.text, leaf.keepsSpace);
    parts.forEach((part, index) => {
      if (index > 0) lines.push([]);
      const line = lines.at(-1);
      if (part !== '') line?.push({ text: part, leaf });
    });
  }
  return lines.map(settleSpaces).filter((line) => line.length > 0);
}

function splitText(text: string, keepsSpace: boolean): readonly string[] {
  return keepsSpace ? text.split(/\r\n|[\r\n]/) : [text.replace(/[ \t\r\n]+/g, ' ')];
}

/** One space where spaces meet, none at either end of a line; a line of spaces alone becomes empty. */
function settleSpaces(line: readonly Piece[]): Piece[] {
  const settled: Piece[] = [];
  let endsInSpace = true;
  for (const { text, leaf } of line) {
    const rest: string = endsInSpace && !leaf.keepsSpace ? text.replace(/^ /, '') : text;
    if (rest === '') continue;
    settled.push({ text: rest, leaf });
    endsInSpace = rest.endsWith(' ') && !leaf.keepsSpace;
  }
  for (let last = settled.pop(); last !== undefined; last = settled.pop()) {
    const text = last.leaf.keepsSpace ? last.text : last.text.replace(/ $/, '');
    if (text === '') continue;
    settled.push({ ...last, text });
    break;
  }
  return settled.every(({ text }) => text.trim() === '') ? [] : settled;
}

/** Marks that no style attribute gives. */
export function spokenMarks(leaf: Leaf, paragraph: Context, nameOf: (agent: string) => string): TextMarks {
  const isOther = leaf.agent !== undefined && leaf.agent !== paragraph.agent;
  return {
    ...(isOther ? { voice: nameOf(leaf.agent) } : {}),
    ...(leaf.ruby === undefined ? {} : { ruby: leaf.ruby }),
  };
}

/** Where a paragraph's lines begin, if it says so otherwise than its region. */
export function ownColumn(paragraph: StyleValues, region: StyleValues): 0 | 1 | 2 | undefined {
  const own = columnOf(paragraph);
  return own === (columnOf(region) ?? 0) ? undefined : own;
}
