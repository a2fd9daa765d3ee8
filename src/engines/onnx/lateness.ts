/**
 * Lateness: by how much the attention of a model follows, or runs ahead of, what is said.
 *
 * Heads look at the end of a word in one checkpoint and at its beginning in the next: on the same English speech the
 * words of `tiny.en` come 0.10 s late and those of `base` 0.06 s early. Each model is therefore given a sentence whose
 * words have known times, once, before its first word times.
 * @module
 */
import { KNOWN_BEGINNINGS, KNOWN_WORDS, knownSpeech } from '../known-speech.ts';
import type { LogMel } from './log-mel.ts';
import type { Checkpoint } from './prompted-window.ts';
import { alignTokens } from './token-times.ts';
import { splitIntoWords } from './word-tokens.ts';

/** No Whisper is this far off, seconds: what says so is no measurement. */
const MOST_SEC = 0.25;

/** Seconds by which word boundaries found by attention come too late; negative where they come too early. */
export async function measureLateness(checkpoint: Checkpoint, logMel: LogMel): Promise<number> {
  const { graphs, vocabulary } = checkpoint;
  const samples = knownSpeech();
  const encoded = await graphs.encode(await logMel.features(samples));
  const tokens = vocabulary.encode(` ${KNOWN_WORDS}`);
  const prompt = vocabulary.promptAfterStart('en', 'transcribe');
  const question = { prompt, tokens, contentSamples: samples.length };
  const aligned = await alignTokens(checkpoint, encoded, question);
  const words = splitIntoWords(tokens, vocabulary.decode, 'en');
  if (aligned === undefined || words.length !== KNOWN_BEGINNINGS.length + 1) return 0;
  let at = 0;
  const late = KNOWN_BEGINNINGS.map((known, i) => {
    at += words[i]?.tokens.length ?? 0;
    return (aligned.begins[at] as number) - known;
  });
  const median = late.sort((a, b) => a - b)[Math.floor(late.length / 2)] ?? 0;
  return Math.abs(median) > MOST_SEC ? 0 : median;
}
