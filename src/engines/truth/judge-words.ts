/**
 * Judge words: the words of a segment once their places are known: which of them nobody can have said.
 *
 * A segment that holds speech may carry words on that are not: "Thank you." in the silence behind the last sentence. The
 * words at its edges that lie where no speech is likely are judged by themselves, as a span of their own is.
 * Promise every word is in exactly one of kept and removed, in order.
 * @module
 */
import { overlapSec } from '../../audio/index.ts';
import type { SpeechRegion } from '../../kernel/index.ts';
import {
  acousticsOf,
  isInvention,
  LOOP_REPEATS,
  SHORTEST_WORD_SEC,
  type SpanEvidence,
  structureVotes,
} from './judge.ts';
import { findLoops } from './loops.ts';
import { riseOver } from './sound-levels.ts';
import { type Spell, textUnits } from './text-units.ts';
import type { WindowSound } from './window-sound.ts';

/** A word in its place; seconds from the start of the window. */
export interface PlacedWord {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly probability: number;
  readonly tokens: readonly number[];
}

/** What is known of the words' window. */
export interface WordsEvidence {
  readonly noSpeechProb: number;
  readonly sound: WindowSound;
  readonly spell: Spell;
}

/** Words at an edge that were not said, and the figures. */
export interface InventedWords<T extends PlacedWord> {
  readonly words: readonly T[];
  readonly scores: Readonly<Record<string, number>>;
}

/** A segment's words, divided. */
export interface JudgedWords<T extends PlacedWord> {
  readonly before?: InventedWords<T>;
  readonly kept: readonly T[];
  readonly after?: InventedWords<T>;
}

/** Word times are mostly within this of the truth, seconds: speech so near may be the word's. */
const MARGIN_SEC = 0.3;
/** Where words may be taken off: behind the end of a sentence, or at a pause. */
const SENTENCE_END = /[.?!…。？！]["'”’)\]]*\s*$/u;
/** As much of a segment's edge without likely speech asks for a look at its words, seconds. */
const BARE_EDGE_SEC = 1;

/**
 * Whether a span begins or ends so far from any likely speech that words may have been invented there. Never where
 * nobody listened.
 */
export function hasBareEdge(
  { start, end }: { readonly start: number; readonly end: number },
  likely: readonly SpeechRegion[] | undefined,
): boolean {
  if (likely === undefined) return false;
  const within = likely.filter((region) => region.end > start && region.start < end);
  const [first, last] = [within[0], within.at(-1)];
  if (first === undefined || last === undefined) return end - start >= BARE_EDGE_SEC;
  return first.start - start >= BARE_EDGE_SEC || end - last.end >= BARE_EDGE_SEC;
}

/** Takes the invented words off both edges of a segment. */
export function judgeWords<T extends PlacedWord>(
  words: readonly T[],
  evidence: WordsEvidence,
): JudgedWords<T> {
  const { likely } = evidence.sound;
  if (likely === undefined) return { kept: words };
  const firstSaid = words.findIndex((word) => speechUnder(word, likely) >= SHORTEST_WORD_SEC);
  const lastSaid = words.findLastIndex((word) => speechUnder(word, likely) >= SHORTEST_WORD_SEC);
  const headEnd = firstSaid < 0 ? words.length : firstSaid;
  const before = isApart(words, headEnd) ? invented(words.slice(0, headEnd), evidence) : undefined;
  const isTail = firstSaid >= 0 && isApart(words, lastSaid + 1);
  const after = isTail ? invented(words.slice(lastSaid + 1), evidence) : undefined;
  return {
    ...(before === undefined ? {} : { before }),
    kept: words.slice(before === undefined ? 0 : headEnd, after === undefined ? words.length : lastSaid + 1),
    ...(after === undefined ? {} : { after }),
  };
}

/** Whether a sentence or a pause ends before the word at `at`: no phrase is cut in two. */
function isApart(words: readonly PlacedWord[], at: number): boolean {
  const [left, right] = [words[at - 1], words[at]];
  if (left === undefined || right === undefined) return true;
  return right.start - left.end >= MARGIN_SEC || SENTENCE_END.test(left.text);
}

function speechUnder(
  { start, end }: { readonly start: number; readonly end: number },
  likely: readonly SpeechRegion[],
): number {
  return overlapSec({ start: start - MARGIN_SEC, end: end + MARGIN_SEC }, likely);
}

/** The words, if they are an invention by the rules for spans. */
function invented<T extends PlacedWord>(
  words: readonly T[],
  { noSpeechProb, sound, spell }: WordsEvidence,
): InventedWords<T> | undefined {
  const [first, last] = [words[0], words.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const span = { start: first.start, end: last.end };
  const keys = textUnits(
    words.flatMap(({ tokens }) => tokens),
    spell,
  ).map(({ key }) => key);
  const evidence: SpanEvidence = {
    text: words.map(({ text }) => text).join(''),
    seconds: span.end - span.start,
    avgLogprob: meanLogprob(words),
    // Some words of a text do not compress like the whole: repeats are counted instead.
    compressionRatio: 1,
    noSpeechProb,
    repeats: findLoops(keys, LOOP_REPEATS).reduce((most, { repeats }) => Math.max(most, repeats), 1),
    likelySec: speechUnder(span, sound.likely ?? []),
    riseDb: riseOver(sound.levels, span),
    words,
  };
  if (acousticsOf(evidence) !== 'none' || !isInvention(evidence)) return undefined;
  const { avgLogprob, riseDb, repeats } = evidence;
  const votes = structureVotes(evidence).length;
  return { words, scores: { avgLogprob, noSpeechProb, riseDb: Number(riseDb.toFixed(2)), repeats, votes } };
}

/** Mean natural-log probability of words. */
export function meanLogprob(words: readonly { readonly probability: number }[]): number {
  return (
    words.reduce((sum, { probability }) => sum + Math.log(Math.max(probability, 1e-9)), 0) / words.length
  );
}
