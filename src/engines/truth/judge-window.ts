/**
 * Judge window: the spans of a decoded window, each kept, shortened or removed, with the rule and the figures.
 *
 * Promise every token of every span is in exactly one of the judged spans.
 * Rules   `blank`: no letter or digit. `invention`: see ./judge.ts. `loop`: more repeats than fit into the speech.
 * @module
 */
import { overlapSec } from '../../audio/index.ts';
import { cutLoops, type SpanLoop } from './cut-loops.ts';
import {
  isInvention,
  LOOP_REPEATS,
  repeatsThatFit,
  type SpanEvidence,
  spokenLength,
  structureVotes,
} from './judge.ts';
import { meanLogprob } from './judge-words.ts';
import { findLoops } from './loops.ts';
import { riseOver } from './sound-levels.ts';
import { keyOf, type Spell, textUnits } from './text-units.ts';
import type { WindowSound } from './window-sound.ts';

/** A span of text as it was decoded; seconds from the start of the window. */
export interface DecodedSpan {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly tokens: readonly number[];
  readonly words?: readonly { readonly start: number; readonly end: number; readonly probability: number }[];
}

/** A span, or a part of one, and what was decided. */
export interface JudgedSpan<T extends DecodedSpan> {
  readonly span: T;
  /** Absent: the span is kept. */
  readonly rule?: 'blank' | 'invention' | 'loop';
  readonly scores: Readonly<Record<string, number>>;
}

/** What is known of the whole window. */
export interface WindowEvidence {
  readonly avgLogprob: number;
  readonly compressionRatio: number;
  readonly noSpeechProb: number;
  readonly sound: WindowSound;
  readonly spell: Spell;
}

/** Timestamps are this far off at times, seconds: speech so near counts as under the text. */
const MARGIN_SEC = 0.3;

/** Judges all spans of a window together: a loop may run across them. */
export function judgeWindow<T extends DecodedSpan>(
  spans: readonly T[],
  window: WindowEvidence,
): JudgedSpan<T>[] {
  const repeats = repeatsOf(spans, window.spell);
  const judged = spans.map((span, at) => judgeSpan(span, { ...window, repeats: repeats[at] ?? 1 }));
  const kept = judged.filter(({ rule }) => rule === undefined).map(({ span }) => span);
  const allowed = (loop: SpanLoop): number => allowedRepeats(loop, window.sound);
  const cuts = cutLoops(kept, { spell: window.spell, atLeast: LOOP_REPEATS, allowed });
  return judged.flatMap((one) => {
    const cut = cuts.find(({ span }) => span === one.span);
    return cut === undefined || cut.cut.length === 0 ? [one] : split(one, cut, window);
  });
}

function judgeSpan<T extends DecodedSpan>(
  span: T,
  window: WindowEvidence & { readonly repeats: number },
): JudgedSpan<T> {
  const evidence = evidenceFor(span, window);
  const { seconds, riseDb, likelySec, avgLogprob, noSpeechProb } = evidence;
  const scores = {
    avgLogprob,
    noSpeechProb,
    riseDb: Number(riseDb.toFixed(2)),
    ...(likelySec === undefined
      ? {}
      : { likelyShare: Number((likelySec / Math.max(seconds, 0.02)).toFixed(4)) }),
    repeats: window.repeats,
    votes: structureVotes(evidence).length,
  };
  if (keyOf(span.text) === '') return { span, rule: 'blank', scores };
  return isInvention(evidence) ? { span, rule: 'invention', scores } : { span, scores };
}

function evidenceFor(span: DecodedSpan, window: WindowEvidence & { readonly repeats: number }): SpanEvidence {
  const { sound, avgLogprob, compressionRatio, noSpeechProb, repeats } = window;
  const { text, start, end, words } = span;
  const around = { start: start - MARGIN_SEC, end: end + MARGIN_SEC };
  return {
    text,
    seconds: end - start,
    avgLogprob: words === undefined || words.length === 0 ? avgLogprob : meanLogprob(words),
    compressionRatio,
    noSpeechProb,
    repeats,
    riseDb: riseOver(sound.levels, span),
    ...(sound.likely === undefined ? {} : { likelySec: overlapSec(around, sound.likely) }),
    ...(words === undefined ? {} : { words }),
  };
}

/** For each span the repeats of the longest loop that runs through it. */
function repeatsOf(spans: readonly DecodedSpan[], spell: Spell): number[] {
  const units = spans.flatMap(({ tokens }, at) => textUnits(tokens, spell).map(({ key }) => ({ key, at })));
  const most = spans.map(() => 1);
  for (const { from, to, repeats } of findLoops(
    units.map(({ key }) => key),
    LOOP_REPEATS,
  )) {
    for (const { at } of units.slice(from, to)) most[at] = Math.max(most[at] ?? 1, repeats);
  }
  return most;
}

/** As many as can be said in the speech under them; all where nobody listened. */
function allowedRepeats({ text, spans }: SpanLoop, { likely }: WindowSound): number {
  if (likely === undefined) return Number.POSITIVE_INFINITY;
  const heardSec = spans.reduce((sum, span) => sum + overlapSec(span, likely), 0);
  return repeatsThatFit(spokenLength(text), heardSec);
}

function split<T extends DecodedSpan>(
  { span, scores }: JudgedSpan<T>,
  { kept, cut, repeats }: { kept: readonly number[]; cut: readonly number[]; repeats: number },
  { spell }: WindowEvidence,
): JudgedSpan<T>[] {
  const part = (tokens: readonly number[], start: number, end: number): T => {
    const { words: _, ...rest } = { ...span, tokens, start, end, text: spell(tokens).trim() };
    return rest as unknown as T;
  };
  const share = kept.length / Math.max(1, kept.length + cut.length);
  const middle = span.start + (span.end - span.start) * share;
  const gone: JudgedSpan<T> = {
    span: part(cut, middle, span.end),
    rule: 'loop',
    scores: { ...scores, repeats },
  };
  return kept.length === 0 ? [gone] : [{ span: part(kept, span.start, middle), scores }, gone];
}
