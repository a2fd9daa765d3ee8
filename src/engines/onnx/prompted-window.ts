/**
 * Prompted window: an encoded window whose prompt has been fed, from which every attempt at its text starts.
 * @module
 */
import type { Lane } from './lane.ts';
import { probabilityOf } from './sampling.ts';
import type { Vocabulary } from './vocabulary.ts';
import type { WhisperGraphs } from './whisper-graphs.ts';

/** Who says what may come next, in the tokens of the model that verifies. */
export interface Draft {
  /** At most `most` tokens that may follow those of the text, of which there is at least one; none is an end of text. */
  propose(text: readonly number[], most: number): Promise<readonly number[]>;
  /** Hears what became of a proposal. */
  note(proposed: number, accepted: number): void;
}

/** A window whose prompt has been fed: everything that the attempts at it share. */
export interface PromptedWindow {
  readonly lane: Lane;
  /** Logits [nVocab] of the first position after the prompt; whoever changes them copies them first. */
  readonly logits: Float32Array;
  readonly noSpeechProb: number;
  /** Makes sampling repeatable: a window's own place in the audio, not its turn. */
  readonly seed: number;
  /** Says what may come next; only where the lane has one row. */
  readonly draft?: Draft;
}

/** A checkpoint ready to decode: its graphs, its tokens, and how many tokens its decoder can hold. */
export interface Checkpoint {
  readonly graphs: WhisperGraphs;
  readonly vocabulary: Vocabulary;
  readonly nTextCtx: number;
}

/**
 * Feeds what came before, if anything (`<|startofprev|>` and text), and `<|startoftranscript|>`. The logits behind that
 * one tell silence from speech, and, where nothing came before, one language from another.
 */
export async function startWindow(
  { vocabulary }: Checkpoint,
  lane: Lane,
  { before, seed }: { readonly before: readonly number[]; readonly seed: number },
): Promise<PromptedWindow> {
  lane.restart();
  const logits = await lane.feed([...before, vocabulary.startOfTranscript]);
  return { lane, logits, noSpeechProb: probabilityOf(logits, vocabulary.noSpeech), seed };
}

/** Feeds the rest of the prompt (language and task), if there is any. */
export async function feedPrompt(window: PromptedWindow, tokens: readonly number[]): Promise<PromptedWindow> {
  return tokens.length === 0 ? window : { ...window, logits: await window.lane.feed(tokens) };
}
