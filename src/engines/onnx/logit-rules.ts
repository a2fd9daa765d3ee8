/**
 * Logit rules: what Whisper may say next. Forbidden tokens get minus infinity, in place, before one is chosen.
 *
 * In      logits [nVocab] of the next position and the tokens sampled so far (prompt excluded).
 * Order   repetition, suppressed tokens, timestamps, as CTranslate2 has it. Where nothing is left, the text ends.
 * Source  openai/whisper `whisper/decoding.py`: SuppressBlank, SuppressTokens, ApplyTimestampRules; so also where
 *         CTranslate2 differs: it lets a segment end where it began.
 * @module
 */
import { discourageRepetition, type RepetitionOptions } from './repetition-rules.ts';
import { TIMESTAMP_STEP_SEC, type Vocabulary } from './vocabulary.ts';

/** The first timestamp may be at most this late, or the model skips speech at the start of a window. */
const MAX_INITIAL_TIMESTAMP_SEC = 1;

/** What the rules need to know. */
export interface Rules {
  readonly vocabulary: Vocabulary;
  readonly options: RepetitionOptions;
}

/** Applies all rules to the logits of the next token. */
export function applyRules(
  logits: Float32Array,
  sampled: readonly number[],
  { vocabulary, options }: Rules,
): void {
  discourageRepetition(logits, sampled, options);
  forbid(logits, vocabulary.suppressed);
  if (sampled.length === 0) forbid(logits, vocabulary.suppressedAtBegin);
  applyTimestampRules(logits, sampled, vocabulary);
  if (maximum(logits, 0, logits.length) === -Infinity) logits[vocabulary.endOfText] = 0;
}

/** Timestamps come in pairs, never go back, open every window, and win where they are together more likely. */
function applyTimestampRules(logits: Float32Array, sampled: readonly number[], vocabulary: Vocabulary): void {
  const { timestampBegin, endOfText } = vocabulary;
  const isTimestamp = (token: number | undefined): boolean => token !== undefined && token >= timestampBegin;
  const lastWasTimestamp = isTimestamp(sampled.at(-1));
  // A window opens with a single timestamp, so "no token before it" counts as the first half of a pair.
  const pairClosed = lastWasTimestamp && (sampled.length < 2 || isTimestamp(sampled.at(-2)));

  if (sampled.length === 0) {
    logits.fill(-Infinity, 0, timestampBegin);
    logits.fill(-Infinity, timestampBegin + Math.round(MAX_INITIAL_TIMESTAMP_SEC / TIMESTAMP_STEP_SEC) + 1);
    return;
  }
  if (pairClosed) logits.fill(-Infinity, timestampBegin);
  else if (lastWasTimestamp) logits.fill(-Infinity, 0, endOfText);

  const latest = sampled.findLast(isTimestamp);
  if (latest !== undefined) {
    // A segment that is open must not end where it began, or the model loops without moving on.
    const earliest = lastWasTimestamp && !pairClosed ? latest : latest + 1;
    logits.fill(-Infinity, timestampBegin, earliest);
  }
  if (timestampsWin(logits, timestampBegin)) logits.fill(-Infinity, 0, timestampBegin);
}

/** Whether all timestamps together are more likely than the likeliest other token. */
function timestampsWin(logits: Float32Array, timestampBegin: number): boolean {
  const bestOther = maximum(logits, 0, timestampBegin);
  const bestTimestamp = maximum(logits, timestampBegin, logits.length);
  if (bestTimestamp === -Infinity) return false;
  let sum = 0;
  for (let id = timestampBegin; id < logits.length; id += 1)
    sum += Math.exp((logits[id] as number) - bestTimestamp);
  return bestTimestamp + Math.log(sum) > bestOther;
}

function maximum(values: Float32Array, from: number, to: number): number {
  let best = -Infinity;
  for (let i = from; i < to; i += 1) if ((values[i] as number) > best) best = values[i] as number;
  return best;
}

function forbid(logits: Float32Array, ids: readonly number[]): void {
  for (const id of ids) logits[id] = -Infinity;
}
