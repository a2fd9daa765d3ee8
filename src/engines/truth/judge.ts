/**
 * Judge: whether a span of text was said at all.
 *
 * Whisper fills noise and silence with text, and often is sure of it. So no single figure decides: a span is an invention
 * only when what it sounds like there (acoustics) and what the text is like (structure) both speak against it. Phrases
 * that Whisper is known to invent are one vote of structure more, no verdict of their own.
 * Evidence docs/truth.md has the table of votes and the figures behind every threshold.
 * @module
 */

import { isHollow } from '../missed-speech.ts';
import { STOCK_PARTS, STOCK_PHRASES } from './stock-phrases.data.ts';
import { keyOf } from './text-units.ts';

/** What is known of a span of text. */
export interface SpanEvidence {
  readonly text: string;
  readonly seconds: number;
  /** Mean natural-log probability of its tokens, or of its window's where that is all that is known. */
  readonly avgLogprob: number;
  /** Of the window's text. */
  readonly compressionRatio: number;
  /** Of the window. */
  readonly noSpeechProb: number;
  /** Repeats of the longest loop that it is a part of; 1 for none. */
  readonly repeats: number;
  /** Seconds of likely speech within it; absent where nobody listened. */
  readonly likelySec?: number;
  /** dB by which it stands above the quiet parts of its window. */
  readonly riseDb: number;
  /** Times of its words, where they are known. */
  readonly words?: readonly { readonly start: number; readonly end: number }[];
}

/** What the sound under a span says: no speech, hardly any, some; `flat` and `deaf` where nobody listened. */
export type Acoustics = 'none' | 'faint' | 'flat' | 'deaf' | 'heard';

/** A vote of structure against a text. */
export type StructureVote = 'unsure' | 'failed' | 'loop' | 'hollow' | 'rushed' | 'stalled' | 'stock';

/** Speech-like sound shorter than this holds no word, seconds. */
export const SHORTEST_WORD_SEC = 0.1;
/** Speech fills at least a third of its segment; chance hits of the detector in music and noise less than this. */
const FAINT_SHARE = 0.25;
/** Speech rises 12 dB and more over the quiet parts of its window, also in noise; steady sounds less than this. */
const FLAT_DB = 9;
/** The model hears no speech itself: lower than what empties a window, since it never decides alone. */
const DEAF_PROBABILITY = 0.3;
/** Speech is mostly above -0.6, noisy speech above -0.9; text over noise below -0.9. */
const UNSURE_LOGPROB = -0.8;
/** Below it an attempt has failed by Whisper's own rule; text that stays so is the best of several failures. */
const FAILED_LOGPROB = -1;
/** People say a word three times; a fourth asks for a look at the sound. */
export const LOOP_REPEATS = 4;
const LOOP_COMPRESSION = 2.4;
/** The fastest speakers say 25 letters a second; scripts of syllables and words count for more. */
const RUSHED_LETTERS_PER_SEC = 40;
const RUSHED_LETTERS = 12;
/** Attention moves on by a frame of 20 ms at least for every word that is heard. */
const STALLED_WORD_SEC = 0.02;
const STALLED_WORDS = 3;

/** Whether the span is an invention. A text without a letter or digit is judged elsewhere: it has no word. */
export function isInvention(evidence: SpanEvidence): boolean {
  const votes = structureVotes(evidence);
  // A loop that there was no time to say: the sound is that of one repeat, the text of many.
  if (votes.includes('rushed') && votes.includes('loop')) return true;
  switch (acousticsOf(evidence)) {
    case 'heard':
      return false;
    case 'none':
    case 'flat':
      return votes.length >= 1;
    case 'faint':
    case 'deaf':
      return votes.length >= 2 && votes.includes('unsure');
  }
}

/** What the sound says. A detector that listened is believed more than levels and the model's own ear. */
export function acousticsOf({ likelySec, seconds, riseDb, noSpeechProb }: SpanEvidence): Acoustics {
  if (likelySec !== undefined) {
    if (likelySec < SHORTEST_WORD_SEC) return 'none';
    return likelySec < FAINT_SHARE * seconds ? 'faint' : 'heard';
  }
  if (riseDb < FLAT_DB) return 'flat';
  return noSpeechProb > DEAF_PROBABILITY ? 'deaf' : 'heard';
}

/** What the text itself says. */
export function structureVotes(evidence: SpanEvidence): StructureVote[] {
  const { text, seconds, avgLogprob, compressionRatio, repeats } = evidence;
  const letters = spokenLength(text);
  const votes: Record<StructureVote, boolean> = {
    unsure: avgLogprob < UNSURE_LOGPROB,
    failed: avgLogprob < FAILED_LOGPROB,
    loop: repeats >= LOOP_REPEATS || compressionRatio > LOOP_COMPRESSION,
    hollow: isHollow(text, seconds),
    rushed: letters >= RUSHED_LETTERS && letters > seconds * RUSHED_LETTERS_PER_SEC,
    stalled: isStalled(evidence.words ?? []),
    stock: isStock(text),
  };
  return (Object.keys(votes) as StructureVote[]).filter((vote) => votes[vote]);
}

/** How often a text of `letters` can be said in so many seconds of speech; at least once. */
export function repeatsThatFit(letters: number, speechSec: number): number {
  return Math.max(1, Math.floor((speechSec * RUSHED_LETTERS_PER_SEC) / Math.max(1, letters)));
}

/** Letters and digits; a character that stands for a syllable or a word counts as three. */
export function spokenLength(text: string): number {
  let length = 0;
  for (const character of keyOf(text).replace(/\p{M}/gu, '')) length += SYLLABIC.test(character) ? 3 : 1;
  return length;
}

const SYLLABIC = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/** Many words at one instant: the decoder looked at no sound while it wrote them. */
function isStalled(words: readonly { readonly start: number; readonly end: number }[]): boolean {
  const still = words.filter(({ start, end }) => end - start <= STALLED_WORD_SEC).length;
  return still >= STALLED_WORDS && still > words.length / 2;
}

/** Whether Whisper is known to say this over noise. */
export function isStock(text: string): boolean {
  const key = keyOf(text);
  return STOCK_PHRASES.includes(key) || STOCK_PARTS.some((part) => key.includes(part));
}
