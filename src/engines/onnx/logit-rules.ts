/**
 * Logit rules: what Whisper may say next. Forbidden tokens get minus infinity, in place, before one is chosen.
 *
 * In      logits [nVocab] of the next position and the tokens sampled so far (prompt excluded).
 * Order   repetition, suppressed tokens, timestamps, as CTranslate2 has it. Where nothing is left, the text ends.
 * Source  openai/whisper `whisper/decoding.py`: SuppressBlank, SuppressTokens, ApplyTimestampRules; so also where
 *         CTranslate2 differs: it lets a segment end where it began. Ours alone: a segment that is opened while speech goes
 *         on has text.
 * @module
 */
import { discourageRepetition, type RepetitionOptions } from './repetition-rules.ts';
import { logOfMass, maximum } from './sampling.ts';
import { TIMESTAMP_STEP_SEC, type Vocabulary } from './vocabulary.ts';

/** The first timestamp may be at most this late, or the model skips speech at the start of a window. */
const MAX_INITIAL_TIMESTAMP_SEC = 1;

/**
 * Where a window's speech ends, its last word may have ended this much before, by the model's timestamps: speech is taken
 * to last 0.3 s longer than it does, and a word takes longer than half a second or is heard with the one before it.
 */
const LAST_WORD_SEC = 0.8;

/** What the rules need to know. */
export interface Rules {
  readonly vocabulary: Vocabulary;
  readonly options: RepetitionOptions;
  /** Window time up to which there is speech, seconds; undefined where nobody knows. */
  readonly spokenUpToSec?: number | undefined;
}

/** The same without what is said of repetition. */
type TimestampRules = Omit<Rules, 'options'> & {
  /** Logit of the likeliest text token that is not suppressed. */
  readonly bestText: number;
};

/** Applies all rules to the logits of the next token. */
export function applyRules(
  logits: Float32Array,
  sampled: readonly number[],
  { vocabulary, options, spokenUpToSec }: Rules,
): void {
  const { endOfText } = vocabulary;
  discourageRepetition(logits, sampled, options);
  for (const id of vocabulary.suppressed) logits[id] = -Infinity;
  if (sampled.length === 0) for (const id of vocabulary.suppressedAtBegin) logits[id] = -Infinity;
  const text = logits.subarray(0, endOfText);
  const special = logits.subarray(endOfText);
  const bestText = maximum(text);
  if (!applyTimestampRules(special, sampled, { vocabulary, spokenUpToSec, bestText })) text.fill(-Infinity);
  if (maximum(logits) === -Infinity) logits[endOfText] = 0;
}

/** The same where repetition is free and only the logits from the end of text on are at hand; whether text may come next. */
export function applySpecialRules(
  special: Float32Array,
  sampled: readonly number[],
  rest: TimestampRules,
): boolean {
  const { suppressed, suppressedAtBegin, endOfText } = rest.vocabulary;
  for (const id of suppressed) if (id >= endOfText) special[id - endOfText] = -Infinity;
  if (sampled.length === 0)
    for (const id of suppressedAtBegin) if (id >= endOfText) special[id - endOfText] = -Infinity;
  const isText = applyTimestampRules(special, sampled, rest);
  if (!(isText && rest.bestText > -Infinity) && maximum(special) === -Infinity) special[0] = 0;
  return isText;
}

/**
 * Timestamps come in pairs, never go back, open every window, and win where they are together more likely. Changes the
 * logits from the end of text on; whether text may come next.
 */
function applyTimestampRules(
  special: Float32Array,
  sampled: readonly number[],
  { vocabulary, spokenUpToSec = 0, bestText }: TimestampRules,
): boolean {
  const { timestampBegin, endOfText } = vocabulary;
  const first = timestampBegin - endOfText;
  const isTimestamp = (token: number | undefined): boolean => token !== undefined && token >= timestampBegin;
  const lastWasTimestamp = isTimestamp(sampled.at(-1));
  // A window opens with a single timestamp, so "no token before it" counts as the first half of a pair.
  const pairClosed = lastWasTimestamp && (sampled.length < 2 || isTimestamp(sampled.at(-2)));

  if (sampled.length === 0) {
    special.fill(-Infinity, 0, first);
    special.fill(-Infinity, first + Math.round(MAX_INITIAL_TIMESTAMP_SEC / TIMESTAMP_STEP_SEC) + 1);
    return false;
  }
  const isTextOver = lastWasTimestamp && !pairClosed;
  if (pairClosed) special.fill(-Infinity, first);

  const latest = sampled.findLast(isTimestamp);
  if (latest !== undefined) {
    // A segment that is open must not end where it began, or the model loops without moving on.
    const earliest = isTextOver ? latest : latest + 1;
    special.fill(-Infinity, first, earliest - endOfText);
    // A segment is opened for something that is heard. The model, seldom sure, may end its text there all the same.
    const opensAtSec = (latest - timestampBegin) * TIMESTAMP_STEP_SEC;
    const isOpened = pairClosed && sampled.length > 1;
    if (isOpened && opensAtSec < spokenUpToSec - LAST_WORD_SEC) special[0] = -Infinity;
  }
  const bestOther = Math.max(isTextOver ? -Infinity : bestText, maximum(special.subarray(0, first)));
  if (!timestampsWin(special.subarray(first), bestOther)) return !isTextOver;
  special.fill(-Infinity, 0, first);
  return false;
}

/** Whether all timestamps together are more likely than the likeliest other token. */
function timestampsWin(timestamps: Float32Array, bestOther: number): boolean {
  const top = maximum(timestamps);
  // So many are no more than the likeliest of them that many times: seldom must they be added up.
  if (top + Math.log(timestamps.length) <= bestOther) return false;
  return top > bestOther || logOfMass(timestamps) > bestOther;
}
