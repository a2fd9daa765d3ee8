/**
 * Correct terms: names that were misheard put right after decoding, each with its record.
 *
 * Promise  words outside of changed spans stay as they are; correcting twice is correcting once; a word that is right
 *          already, and a glossary without terms, change nothing. The words of a segment spell its text.
 * Never    across segments, the end of a sentence, or a pause of more than 0.6 s.
 * @module
 */
import type { Change, Segment, Word } from '../kernel/index.ts';
import type { Candidate, CorrectionRule } from './candidate.ts';
import { chooseCandidates } from './choose.ts';
import { type Comparer, comparerFor } from './compare.ts';
import { findExact } from './find-exact.ts';
import { findSimilar } from './find-similar.ts';
import type { Glossary } from './glossary.ts';
import { type Passage, placeWords, readPassage } from './passage.ts';
import { editOf } from './replacement.ts';
import { type Edit, editText, editWords } from './rewrite.ts';
import { indexTerms, type TermIndex } from './term-index.ts';

/** Name of the stage in a `Change`. */
const STAGE = 'glossary';

/** A rewriting of a segment settles long before; what does not is left as it is. */
const MOST_PASSES = 16;

/** How to correct. */
export interface CorrectionOptions {
  /** Whisper's code; a segment's own language goes before it. */
  readonly language: string;
}

/** A correction. */
export interface TermChange extends Change {
  readonly rule: CorrectionRule;
}

/** Where a change lies in the corrected text: `[from, to)` of the segment's text, in UTF-16 units. */
export interface ChangePlace {
  /** Index of the segment. */
  readonly segment: number;
  readonly from: number;
  readonly to: number;
}

/** Corrected segments, and what was done; `places` go with `changes` one by one. */
export interface CorrectedTerms {
  /** Untouched segments are the very ones that came in. Changed ones have no tokens: those spelt another text. */
  readonly segments: readonly Segment[];
  readonly changes: readonly TermChange[];
  readonly places: readonly ChangePlace[];
}

/** Puts the terms of the glossary right. */
export function correctTerms(
  segments: readonly Segment[],
  glossary: Glossary,
  { language }: CorrectionOptions,
): CorrectedTerms {
  const readers = new Map<string, Reader>();
  const readerFor = (code: string): Reader => {
    const known = readers.get(code);
    if (known !== undefined) return known;
    const index = indexTerms(glossary, code);
    const reader = { index, compare: comparerFor(index, code), language: code };
    readers.set(code, reader);
    return reader;
  };
  const all = segments.map((segment) => correctSegment(segment, readerFor(segment.language ?? language)));
  return {
    segments: all.map(({ segment }) => segment),
    changes: all.flatMap(({ changes }) => changes),
    places: all.flatMap(({ places }, i) => places.map(({ from, to }) => ({ segment: i, from, to }))),
  };
}

/** The glossary as it is read for one language. */
interface Reader {
  readonly index: TermIndex;
  readonly compare: Comparer;
  readonly language: string;
}

interface CorrectedSegment {
  readonly segment: Segment;
  readonly changes: readonly TermChange[];
  readonly places: readonly { readonly from: number; readonly to: number }[];
}

/** A change next to a changed word may show only now: correcting goes on until nothing is left. */
function correctSegment(segment: Segment, reader: Reader): CorrectedSegment {
  let corrected: CorrectedSegment = { segment, changes: [], places: [] };
  if (reader.index.byToken.size === 0 || !isSpelt(segment)) return corrected;
  for (let pass = 0; pass < MOST_PASSES; pass += 1) {
    const passage = readPassage(corrected.segment);
    const chosen = findChanges(passage, reader);
    if (chosen.length === 0) break;
    corrected = applyAll(corrected, passage, chosen);
  }
  const { text, words = [] } = corrected.segment;
  const shift = words.length === 0 ? 0 : blanksBefore(text) - blanksBefore(spellingOf(words));
  const places = corrected.places.map(({ from, to }) => ({ from: from + shift, to: to + shift }));
  return { ...corrected, places };
}

function spellingOf(words: readonly Word[]): string {
  return words.map((word) => word.text).join('');
}

function blanksBefore(text: string): number {
  return text.length - text.trimStart().length;
}

/** Whether the words, if there are any, spell the text, but for blanks around it. */
function isSpelt({ text, words = [] }: Segment): boolean {
  return words.length === 0 || spellingOf(words).trim() === text.trim();
}

function findChanges(passage: Passage, { index, compare, language }: Reader): readonly Candidate[] {
  const { isRight, candidates } = findExact(passage, index);
  const alike = findSimilar(passage, isRight, { compare, language, mostTokens: index.mostTokens });
  const changing = [...candidates, ...alike].filter((candidate) => {
    const { from, to, after } = editOf(candidate, passage);
    return passage.text.slice(from, to) !== after;
  });
  return chooseCandidates(changing, isRight);
}

function applyAll(
  { segment, changes, places }: CorrectedSegment,
  passage: Passage,
  chosen: readonly Candidate[],
): CorrectedSegment {
  const made: TermChange[] = [];
  const at: { from: number; to: number }[] = [];
  let shift = 0;
  let text = passage.text;
  let words = segment.words;
  const kept = places.map((place) => ({ ...place }));
  for (const candidate of chosen) {
    const edit = editOf(candidate, passage);
    made.push(changeOf(candidate, edit, { passage, segment }));
    const moved: Edit = { ...edit, from: edit.from + shift, to: edit.to + shift };
    const grown = edit.after.length - (edit.to - edit.from);
    for (const place of kept) {
      if (place.from < moved.to) continue;
      place.from += grown;
      place.to += grown;
    }
    at.push({ from: moved.from, to: moved.from + edit.after.length });
    text = editText(text, moved);
    words = words === undefined ? undefined : editWords(words, moved);
    shift += grown;
  }
  return {
    segment: rewrittenSegment(segment, text, words),
    changes: [...changes, ...made],
    places: [...kept, ...at],
  };
}

/** Blanks around the text stay as they were. */
function rewrittenSegment(segment: Segment, text: string, words: readonly Word[] | undefined): Segment {
  const [lead = ''] = /^\s*/.exec(segment.text) ?? [];
  const [tail = ''] = /\s*$/.exec(segment.text) ?? [];
  const rewritten = { ...segment, text: lead + text.trim() + tail, tokens: [] };
  return words === undefined ? rewritten : { ...rewritten, words };
}

function changeOf(
  { rule, scores }: Candidate,
  edit: Edit,
  { passage, segment }: { readonly passage: Passage; readonly segment: Segment },
): TermChange {
  return {
    stage: STAGE,
    rule,
    ...timeOf(edit, passage.text, segment),
    before: passage.text.slice(edit.from, edit.to),
    after: edit.after,
    scores: Object.fromEntries(
      Object.entries(scores).map(([name, value]) => [name, Number(value.toFixed(4))]),
    ),
  };
}

/** From the first word of the edit to the last; without words, by its share of the segment's text. */
function timeOf(
  edit: Edit,
  text: string,
  segment: Segment,
): { readonly start: number; readonly end: number } {
  const words = placeWords(segment.words ?? []).filter(({ from, to }) => to > edit.from && from < edit.to);
  const [first, last] = [words[0]?.word, words.at(-1)?.word];
  if (first !== undefined && last !== undefined) return { start: first.start, end: last.end };
  const timeAt = (at: number): number => segment.start + ((segment.end - segment.start) * at) / text.length;
  return { start: timeAt(edit.from), end: timeAt(edit.to) };
}
