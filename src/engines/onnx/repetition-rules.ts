/**
 * Repetition rules: what was said already becomes less likely, or is forbidden, in place, before the other rules see the logits.
 *
 * In      logits [nVocab] of the next position and the tokens sampled so far: timestamps included, prompt excluded.
 * Source  CTranslate2 `src/decoding_utils.cc`: RepetitionPenalty, NoRepeatNgram; openai-whisper has neither.
 * @module
 */

/** How repetition is held down. */
export interface RepetitionOptions {
  /** Default 1, which changes nothing. */
  readonly repetitionPenalty?: number;
  /** Default 0, which forbids nothing. */
  readonly noRepeatNgramSize?: number;
}

/** Applies both rules. */
export function discourageRepetition(
  logits: Float32Array,
  sampled: readonly number[],
  { repetitionPenalty = 1, noRepeatNgramSize = 0 }: RepetitionOptions,
): void {
  if (repetitionPenalty !== 1) {
    for (const token of new Set(sampled)) {
      const logit = logits[token] as number;
      logits[token] = logit < 0 ? logit * repetitionPenalty : logit / repetitionPenalty;
    }
  }
  if (noRepeatNgramSize > 0)
    for (const token of ngramEndings(sampled, noRepeatNgramSize)) logits[token] = -Infinity;
}

/** Tokens that would finish a run of `size` tokens that was said already. */
export function ngramEndings(sampled: readonly number[], size: number): readonly number[] {
  const start = sampled.length - size + 1;
  const endings: number[] = [];
  for (let at = 0; at + size <= sampled.length; at += 1) {
    let same = 0;
    while (same < size - 1 && sampled[at + same] === sampled[start + same]) same += 1;
    if (same === size - 1) endings.push(sampled[at + size - 1] as number);
  }
  return endings;
}
