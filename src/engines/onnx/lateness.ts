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
import type { Vocabulary } from './vocabulary.ts';
import { splitIntoWords } from './word-tokens.ts';

/** The sentence as tokens; most checkpoints have one for each word. */
const KNOWN_TOKENS = [
  ...KNOWN_WORDS.replace('.', '')
    .split(' ')
    .map((word) => `Ġ${word}`),
  '.',
];

/** No Whisper is this far off, seconds: what says so is no measurement. */
const MOST_SEC = 0.25;

/** Seconds by which word boundaries found by attention come too late; negative where they come too early. */
export async function measureLateness(checkpoint: Checkpoint, logMel: LogMel): Promise<number> {
  const { graphs, vocabulary } = checkpoint;
  const samples = knownSpeech();
  const encoded = await graphs.encode(await logMel.features(samples));
  const tokens = knownTokens(vocabulary);
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

/** Token ids of the sentence. Looked up where that is enough: what splits any text into tokens takes 33 MB and 0.1 s to read. */
export function knownTokens({ idOf, encode }: Pick<Vocabulary, 'idOf' | 'encode'>): readonly number[] {
  const ids = KNOWN_TOKENS.map(idOf).filter((id) => id !== undefined);
  return ids.length === KNOWN_TOKENS.length ? ids : encode(` ${KNOWN_WORDS}`);
}
