/**
 * Read cues: a TTML paragraph as the cues that a viewer sees one after another.
 * Source  TTML1 section 9.3 (what is there at a time).
 * @module
 */
import type { ReadProblem } from '../read/parsed-cues.ts';
import type { Place, TextMarks, TextRun, TrackCue } from '../track/track.ts';
import { anchorOf, placeOf, rounded } from './lengths.ts';
import {
  type Context,
  type Leaf,
  leavesOf,
  linesOf,
  ownColumn,
  type Piece,
  spokenMarks,
} from './paragraph.ts';
import type { Document } from './read-head.ts';
import { computedValues, differingMarks, marksOf, type StyleValues } from './styles.ts';
import type { Span } from './timing.ts';
import { childrenOf, type XmlElement } from './xml-tree.ts';

/** A paragraph with more states times spans than this is shown whole: it is no subtitle. */
const MAX_STATE_WORK = 200_000;

const NO_VALUES: StyleValues = new Map();

/** The cues of a paragraph; `endMs` is infinite where nothing ends one. */
export function cuesOf(
  element: XmlElement,
  outer: Context,
  { document, problems }: { readonly document: Document; readonly problems: ReadProblem[] },
): TrackCue[] {
  const context = inRegion(regionOfSpans(element, outer), document);
  const leaves = leavesOf(element, context, document);
  const states = statesOf(leaves, context.span);
  if (states === undefined) {
    problems.push({ line: element.line, what: 'a paragraph changes too often; it is taken as a whole' });
  }
  const shown = states ?? [{ span: context.span, leaves }];
  const cues: TrackCue[] = [];
  for (const state of shown) {
    const lines = linesOf(state.leaves);
    if (lines.length === 0) continue;
    const [startMs, endMs] = [Math.round(state.span.begin), Math.round(state.span.end)];
    if (endMs <= startMs || startMs < 0) {
      problems.push({ line: element.line, what: 'a cue does not end after it starts' });
      continue;
    }
    const id = cues.length === 0 ? element.attributes.get('xml:id') : undefined;
    cues.push({
      startMs,
      endMs,
      lines: lines.map((line) => line.map(({ text }) => text).join('')),
      ...runsOf(lines, context, document),
      ...(id === undefined ? {} : { id }),
      ...belongings(context, document),
    });
  }
  return cues;
}

/** Some writers, ffmpeg's among them, name the region at the spans. */
function regionOfSpans(element: XmlElement, context: Context): Context {
  if (context.region !== undefined) return context;
  const [region] = childrenOf(element, 'span').flatMap((span) => span.attributes.get('region') ?? []);
  return region === undefined ? context : { ...context, region };
}

/** Text takes from its region what nothing nearer says. */
function inRegion(context: Context, { regionValues }: Document): Context {
  const values = regionValues.get(context.region ?? '');
  if (values === undefined || values.size === 0) return context;
  return { ...context, values: computedValues(values, context.values) };
}

interface State {
  readonly span: Span;
  readonly leaves: readonly Leaf[];
}

/** What is seen from when to when; undefined where that would take too long. */
function statesOf(leaves: readonly Leaf[], whole: Span): State[] | undefined {
  const edges = new Set<number>([whole.begin, whole.end]);
  for (const { span } of leaves) {
    if (span.begin > whole.begin && span.begin < whole.end) edges.add(span.begin);
    if (span.end > whole.begin && span.end < whole.end) edges.add(span.end);
  }
  if (edges.size <= 2) {
    return [
      {
        span: whole,
        leaves: leaves.filter(({ span }) => span.begin <= whole.begin && span.end >= whole.end),
      },
    ];
  }
  if (edges.size * leaves.length > MAX_STATE_WORK) return undefined;
  const sorted = [...edges].sort((one, other) => one - other);
  return sorted.slice(1).map((end, index) => {
    const begin = sorted[index] ?? whole.begin;
    return {
      span: { begin, end },
      leaves: leaves.filter(({ span }) => span.begin <= begin && span.end >= end),
    };
  });
}

/** The same text by its manners; absent where all of it looks as the cue's style has it. */
function runsOf(
  lines: readonly (readonly Piece[])[],
  paragraph: Context,
  document: Document,
): Pick<TrackCue, 'runs'> {
  const base = marksOf(document.sheet.referred(paragraph.style));
  const runs = lines.map((line) =>
    joinEqual(line.map(({ text, leaf }) => runOf(text, marksOfLeaf(leaf, { paragraph, base, document })))),
  );
  return runs.flat().some(({ marks }) => marks !== undefined) ? { runs } : {};
}

function runOf(text: string, marks: TextMarks): TextRun {
  return Object.keys(marks).length === 0 ? { text } : { text, marks };
}

interface Frame {
  readonly paragraph: Context;
  /** Marks of the cue's style. */
  readonly base: TextMarks;
  readonly document: Document;
}

function marksOfLeaf(leaf: Leaf, { paragraph, base, document }: Frame): TextMarks {
  // A paragraph's own background is that of its text too; only a span may have another.
  const background = leaf.values.get('tts:backgroundColor') ?? paragraph.values.get('tts:backgroundColor');
  const values = new Map(leaf.values);
  if (background !== undefined) values.set('tts:backgroundColor', background);
  const isForeign = leaf.language !== undefined && leaf.language !== document.language;
  return {
    ...differingMarks(marksOf(values), base),
    ...(isForeign ? { language: leaf.language } : {}),
    ...spokenMarks(leaf, paragraph, document.nameOf),
  };
}

/** Neighbours that look alike are one run; each ruby text has its own. */
function joinEqual(runs: readonly TextRun[]): TextRun[] {
  const joined: TextRun[] = [];
  for (const run of runs) {
    const last = joined.at(-1);
    const isSame =
      last !== undefined &&
      run.marks?.ruby === undefined &&
      JSON.stringify(last.marks) === JSON.stringify(run.marks);
    if (isSame) joined[joined.length - 1] = { ...last, text: last.text + run.text };
    else joined.push(run);
  }
  return joined;
}

/** Who speaks, and where it stands. */
function belongings(context: Context, document: Document): Partial<TrackCue> {
  const { agent, region, style } = context;
  const values = region === undefined ? undefined : document.regionValues.get(region);
  const column = ownColumn(context.values, values ?? NO_VALUES);
  const place = column === undefined ? undefined : placeInColumn(column, values, document);
  return {
    ...(agent === undefined ? {} : { speaker: document.nameOf(agent) }),
    ...(style === undefined ? {} : { style }),
    ...(region === undefined || values === undefined ? {} : { region }),
    ...(place === undefined ? {} : { place }),
  };
}

/** A region's place with the lines begun elsewhere; without a region only centred text below is known to be so. */
function placeInColumn(
  column: 0 | 1 | 2,
  values: StyleValues | undefined,
  { picture }: Document,
): Place | undefined {
  if (values === undefined) return column === 1 ? undefined : { anchor: anchorOf(1 + column) };
  const textAlign = ['left', 'center', 'right'][column] ?? 'center';
  const place = placeOf(new Map([...values, ['tts:textAlign', textAlign]]), picture);
  return { ...place, ...(place.x === undefined ? {} : { x: rounded(place.x) }) };
}
