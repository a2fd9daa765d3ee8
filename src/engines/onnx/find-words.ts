/**
 * Find words: where words that are known already are said in a stretch of audio.
 * @module
 */
import { samplesToSeconds } from '../../kernel/index.ts';
import type { FoundWord, WordSearch } from '../engine.ts';
import type { WhisperModel } from './hear-window.ts';
import { alignWords } from './token-times.ts';

/** One place for each word; undefined where the words are too many for the decoder. */
export async function findWords(
  { checkpoint, logMel, lateness }: WhisperModel,
  { samples, words, language }: WordSearch,
): Promise<readonly FoundWord[] | undefined> {
  const { graphs, vocabulary } = checkpoint;
  const encoded = await graphs.encode(await logMel.features(samples));
  const window = {
    encoded,
    samples,
    seams: [],
    prompt: vocabulary.promptAfterStart(language, 'transcribe'),
    language,
    contentSec: samplesToSeconds(samples.length),
  };
  const written = words.map((text) => ({ text: ` ${text}`, tokens: vocabulary.encode(` ${text}`) }));
  return await alignWords({ checkpoint, lateness: await lateness() }, window, written);
}
