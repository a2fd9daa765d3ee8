/**
 * Language detection: which language token the decoder finds likeliest behind `<|startoftranscript|>` alone.
 * Source  openai-whisper `decoding.py`, detect_language; the allowed set is our own: as if no other language existed.
 * @module
 */
import type { SpokenLanguage } from '../narrator.ts';
import { softmaxOver } from './sampling.ts';
import type { Vocabulary } from './vocabulary.ts';

/**
 * The likeliest language. `logits` [nVocab] of the position behind a lone `<|startoftranscript|>`; `allowed`: the codes to
 * choose from, default all that the model knows. The probability is among those.
 */
export function detectLanguage(
  logits: Float32Array,
  { languageTokens }: Pick<Vocabulary, 'languageTokens'>,
  allowed: readonly string[] = [...languageTokens.keys()],
): SpokenLanguage {
  const codes = allowed.filter((code) => languageTokens.has(code));
  const probabilities = softmaxOver(
    logits,
    codes.map((code) => languageTokens.get(code) as number),
  );
  const best = probabilities.indexOf(Math.max(...probabilities));
  return { code: codes[best] ?? 'en', probability: probabilities[best] ?? 0 };
}
