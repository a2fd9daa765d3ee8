/**
 * Read TTML: TTML, IMSC and EBU-TT-D to a track.
 *
 * In/out  text -> cues by start, styles, regions, title, language. A paragraph whose spans come and go becomes a cue for
 *         each state that can be seen.
 * Total   never throws; time is linear in the text, and in the cues. What is passed over is named with its line.
 * Source  TTML1 (third edition), TTML2, IMSC 1.1, EBU Tech 3380; rules TTML1 to TTML11 in ../SPEC.md.
 * @module
 */
import type { ReadProblem } from '../read/parsed-cues.ts';
import type { SubtitleTrack, TrackCue } from '../track/track.ts';
import { type Context, enter } from './paragraph.ts';
import { cuesOf } from './read-cues.ts';
import { type Document, readHead } from './read-head.ts';
import { resolveTime, timesOf } from './timing.ts';
import { childrenOf, parseXml, type XmlElement } from './xml-tree.ts';

/** Such a cue stays so long where nothing ends it and nothing follows. */
const LAST_DURATION_MS = 5000;

/** A track, and what was passed over. */
export interface ReadTtml {
  readonly track: SubtitleTrack;
  readonly problems: readonly ReadProblem[];
}

/** Reads a document. */
export function readTtml(text: string): ReadTtml {
  const { root, problems: faults } = parseXml(text);
  const problems: ReadProblem[] = [...faults];
  if (root?.name !== 'tt') {
    problems.push({ line: root?.line ?? 1, what: 'the text is no TTML: its root is not tt' });
    return { track: { cues: [] }, problems };
  }
  const document = readHead(root, problems);
  const cues: TrackCue[] = [];
  for (const body of childrenOf(root, 'body')) {
    const whole: Context = {
      span: { begin: 0, end: Number.POSITIVE_INFINITY },
      values: new Map(),
      keepsSpace: root.attributes.get('xml:space') === 'preserve',
      ...(document.language === undefined ? {} : { language: document.language }),
    };
    walk(body, { parent: whole, from: 0 }, { document, cues, problems });
  }
  const { language, title, styles, regions, native } = document;
  return {
    track: {
      cues: endOpenCues(cues.sort((one, other) => one.startMs - other.startMs)),
      ...(language === undefined ? {} : { language }),
      ...(title === undefined ? {} : { title }),
      ...(styles.length === 0 ? {} : { styles }),
      ...(regions.length === 0 ? {} : { regions }),
      ...(Object.keys(native).length === 0 ? {} : { native: { ttml: native } }),
    },
    problems: problems.sort((one, other) => one.line - other.line),
  };
}

interface Walk {
  readonly document: Document;
  readonly cues: TrackCue[];
  readonly problems: ReadProblem[];
}

/** Walks a body, division or paragraph that may begin at `from`, and returns when it has ended. */
function walk(
  element: XmlElement,
  { parent, from }: { readonly parent: Context; readonly from: number },
  state: Walk,
): number {
  const { document, problems } = state;
  const own = timesOf(element, document.clock);
  if (own.fault !== undefined)
    problems.push({ line: element.line, what: `a time cannot be read: ${own.fault}` });
  const span = resolveTime(own, from, parent.span);
  if (!(span.begin < Number.POSITIVE_INFINITY)) {
    problems.push({ line: element.line, what: 'what comes before it never ends' });
    return span.end;
  }
  const context: Context = { ...enter(element, parent, document), span };
  if (element.name === 'p') {
    state.cues.push(...cuesOf(element, context, state));
    return span.end;
  }
  const isSequence = element.attributes.get('timeContainer') === 'seq';
  let last = span.begin;
  for (const child of element.children) {
    if (typeof child === 'string' || (child.name !== 'div' && child.name !== 'p')) continue;
    const start = isSequence ? last : span.begin;
    last = Math.max(last, walk(child, { parent: context, from: start }, state));
  }
  return Math.min(span.end, own.end === undefined && own.dur === undefined ? last : span.end);
}

/** Cues that nothing ends end as the next one starts. */
function endOpenCues(cues: readonly TrackCue[]): TrackCue[] {
  let nextStart: number | undefined;
  const ended: TrackCue[] = [];
  for (let index = cues.length - 1; index >= 0; index -= 1) {
    const cue = cues[index];
    if (cue === undefined) continue;
    const later = cues[index + 1]?.startMs;
    if (later !== undefined && later > cue.startMs) nextStart = later;
    const isOpen = cue.endMs === Number.POSITIVE_INFINITY;
    ended.push(isOpen ? { ...cue, endMs: nextStart ?? cue.startMs + LAST_DURATION_MS } : cue);
  }
  return ended.reverse();
}
