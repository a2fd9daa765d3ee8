/**
 * Prior text: what every window is told came before it, as tokens between `<|startofprev|>` and `<|startoftranscript|>`.
 *
 * Order   hotwords, initial prompt, text of the window before: what is nearest to the speech comes last, and weighs most.
 * Room    all of it together has half of the context less one token, so that the other half is left for the window's own
 *         text. Hotwords come first to it and keep their beginning; the prompt has what they leave, the text before what
 *         both leave, and these two keep their end.
 * Source  faster-whisper `get_prompt` (order, what is kept); openai-whisper `transcribe` with carry_initial_prompt (every
 *         window gets the prompt, and all share the room; faster-whisper gives hotwords and the rest such a room each,
 *         and then has none left for text).
 * @module
 */
import type { TranscribeOptions } from '../engine.ts';
import type { Vocabulary } from './vocabulary.ts';

/** What is told to every window of a run. */
export interface FixedText {
  readonly tokens: readonly number[];
  /** Tokens that all prior text may have. */
  readonly room: number;
  /** What the user should know: text that did not fit. */
  readonly notes: readonly string[];
}

/** The tokens of hotwords and initial prompt, cut to the room that there is. `nTextCtx`: the decoder's positions. */
export function fixedText(
  { hotwords = [], initialPrompt = '' }: Pick<TranscribeOptions, 'hotwords' | 'initialPrompt'>,
  vocabulary: Pick<Vocabulary, 'encode'>,
  nTextCtx: number,
): FixedText {
  const room = nTextCtx / 2 - 1;
  const notes: string[] = [];
  const encode = (text: string): readonly number[] =>
    text.trim() === '' ? [] : vocabulary.encode(` ${text.trim()}`);
  const allWords = encode(hotwords.join(', '));
  const words = allWords.slice(0, room);
  if (words.length < allWords.length)
    notes.push(`The hotwords are ${allWords.length} tokens long; the model is told the first ${room} only.`);
  const whole = encode(initialPrompt);
  const prompt = lastOf(whole, room - words.length);
  if (prompt.length < whole.length) {
    const beside = words.length === 0 ? '' : ' beside the hotwords';
    const told = prompt.length === 0 ? 'not told it' : `told its last ${prompt.length} only`;
    notes.push(`The initial prompt is ${whole.length} tokens long${beside}; the model is ${told}.`);
  }
  return { tokens: [...words, ...prompt], room, notes };
}

/** What is fed before `<|startoftranscript|>`: nothing where nothing came before. `previous`: text tokens. */
export function priorTokens(
  { tokens, room }: FixedText,
  previous: readonly number[],
  { startOfPrev }: Pick<Vocabulary, 'startOfPrev'>,
): readonly number[] {
  const all = [...tokens, ...lastOf(previous, room - tokens.length)];
  return all.length === 0 ? [] : [startOfPrev, ...all];
}

function lastOf(tokens: readonly number[], count: number): readonly number[] {
  return tokens.slice(Math.max(0, tokens.length - count));
}
