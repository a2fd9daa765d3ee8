/**
 * Joints: what a break in front of each token costs, and what it costs to have none there.
 * @module
 */
import { joinsWithoutSpace } from '../scripts.ts';
import { findBadSplit } from '../syntax/bad-split.ts';
import { freeJointOf } from '../syntax/clause.ts';
import { BREAK_COSTS, type Break } from './costs.data.ts';
import { firstFrom } from './shots.ts';
import type { Token } from './tokens.ts';

/** In front of each token, in order; of the first one, what stands before it is nothing. */
export interface Joints {
  /** Of the end of a cue. */
  readonly cue: readonly number[];
  /** Of the end of a line. */
  readonly line: readonly number[];
  /** Whether a sentence ends. */
  readonly sentence: readonly boolean[];
  /** Sums: a cue of the tokens `from` to `to` costs `inside[to - 1] - inside[from]` for what it runs across. */
  readonly inside: readonly number[];
}

/** Where breaks are asked for from outside, in ms. */
export interface Marks {
  /** Changes of shot. */
  readonly shots: readonly number[];
  /** Changes of speaker. */
  readonly turns: readonly number[];
}

/**
 * A pause inside a cue: up to so many ms it is none, each further ms costs so much, and no pause more than the last figure.
 * Text behind it is read before it is said: where a sentence or a part of it ends that gives away what follows.
 */
const PAUSE = { fromMs: 500, perMs: 0.16 } as const;
/** The same in the middle of a clause, by the square of seconds: its reader waits for the rest, but not long. */
const CLAUSE_PAUSE = { fromMs: 700, perSquare: 70 } as const;
const MOST_PAUSE = 700;
/** Where something ends that can be read by itself. */
const ENDS: ReadonlySet<Break> = new Set(['sentence', 'clause', 'phrase', 'comma']);
/** A pause of this length halves what a break costs, ms: there the speaker breaks, too. */
const HALVING_PAUSE_MS = 1800;
/**
 * Of what ends inside a cue: a sentence, a phrase, a shot, a speaker's turn. With the sentence a shot costs more than two thin
 * cues instead of one; alone it tears no clause.
 */
const INSIDE = { sentence: 26, phrase: 12, shot: 40, turn: 500 } as const;
/** What a break in the middle of a clause costs where the engine ended a segment: it heard something there. */
const SEGMENT_SHARE = 0.85;
/** The same where the next segment starts with a capital: mostly a sentence that was left without its stop. */
const CAPITAL_SHARE = 0.5;
const STARTS_CAPITAL = /^\p{P}*\p{Lu}/u;

/** Of tokens in order; `languageOf` tells a token's language. */
export function jointsOf(
  tokens: readonly Token[],
  languageOf: (token: Token) => string,
  marks: Marks,
): Joints {
  const cue: number[] = [0];
  const line: number[] = [0];
  const inside: number[] = [0];
  const sentence: boolean[] = [true];
  let sum = 0;
  for (let at = 1; at < tokens.length; at += 1) {
    const [left, right] = [tokens[at - 1] as Token, tokens[at] as Token];
    const kind = breakBetween(left, right, languageOf(right));
    const costs = BREAK_COSTS[kind];
    const pauseMs = right.startMs - left.endMs;
    const isTurn = hasBetween(marks.turns, left, right);
    const isShot = hasBetween(marks.shots, left, right);
    sentence.push(kind === 'sentence' || isTurn);
    cue.push(isTurn ? 0 : costs.cue * easing(left, right, pauseMs));
    line.push(isTurn ? 0 : costs.line);
    sum += Math.min(MOST_PAUSE, waiting(kind, pauseMs));
    if (kind === 'sentence') sum += INSIDE.sentence;
    if (kind === 'phrase') sum += INSIDE.phrase;
    if (isTurn) sum += INSIDE.turn;
    if (isShot) sum += INSIDE.shot;
    inside.push(sum);
  }
  return { cue, line, inside, sentence };
}

/** What a break between two tokens would be. */
export function breakBetween(left: Token, right: Token, language: string): Break {
  if (left.isCut) return 'inside-word';
  const split = findBadSplit(left.text, right.text, language);
  if (split !== undefined) return split === 'conjunction' ? 'after-conjunction' : split;
  const joint = freeJointOf(left.text, right.text, language);
  // Writing without spaces sets one where a phrase ends.
  const isPhrase = right.spaceBefore && joinsWithoutSpace(left.text, right.text);
  return isPhrase && joint === 'none' ? 'phrase' : joint;
}

/** What a pause inside a cue costs. */
function waiting(kind: Break, pauseMs: number): number {
  if (ENDS.has(kind)) return Math.max(0, pauseMs - PAUSE.fromMs) * PAUSE.perMs;
  return (Math.max(0, pauseMs - CLAUSE_PAUSE.fromMs) / 1000) ** 2 * CLAUSE_PAUSE.perSquare;
}

/** Which share of its cost a break keeps. */
function easing(left: Token, right: Token, pauseMs: number): number {
  const share = HALVING_PAUSE_MS / (HALVING_PAUSE_MS + Math.max(0, pauseMs));
  if (left.segment === right.segment) return share;
  return share * (STARTS_CAPITAL.test(right.text) ? CAPITAL_SHARE : SEGMENT_SHARE);
}

/** Whether a mark stands nearer to this joint than to any other; `marks` ascend. */
function hasBetween(marks: readonly number[], left: Token, right: Token): boolean {
  if (marks.length === 0) return false;
  const from = (left.startMs + left.endMs) / 2;
  const to = (right.startMs + right.endMs) / 2;
  const next = marks[firstFrom(marks, from)];
  return next !== undefined && next < to;
}
