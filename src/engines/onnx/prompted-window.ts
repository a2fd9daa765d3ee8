/**
 * Prompted window: an encoded window whose prompt has been fed, from which every attempt at its text starts.
 * @module
 */
import { probabilityOf } from './sampling.ts';
import type { Vocabulary } from './vocabulary.ts';
import type { DecoderState, EncodedWindow, WhisperGraphs } from './whisper-graphs.ts';

/** A window whose prompt has been fed: everything that the attempts at it share. */
export interface PromptedWindow {
  readonly encoded: EncodedWindow;
  readonly state: DecoderState;
  /** Logits [nVocab] of the first position after the prompt; whoever changes them copies them first. */
  readonly logits: Float32Array;
  readonly noSpeechProb: number;
  /** Makes sampling repeatable: a window's own place in the audio, not its turn. */
  readonly seed: number;
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
  { graphs, vocabulary }: Checkpoint,
  encoded: EncodedWindow,
  { before, seed }: { readonly before: readonly number[]; readonly seed: number },
): Promise<PromptedWindow> {
  const start = [...before, vocabulary.startOfTranscript];
  const { logits, state } = await graphs.step(encoded, graphs.emptyState(), [start]);
  const first = onlyRow(logits);
  return { encoded, state, logits: first, noSpeechProb: probabilityOf(first, vocabulary.noSpeech), seed };
}

/** Feeds the rest of the prompt (language and task), if there is any. */
export async function feedPrompt(
  { graphs }: Checkpoint,
  window: PromptedWindow,
  tokens: readonly number[],
): Promise<PromptedWindow> {
  if (tokens.length === 0) return window;
  const { logits, state } = await graphs.step(window.encoded, window.state, [tokens]);
  return { ...window, state, logits: onlyRow(logits) };
}

function onlyRow(rows: readonly Float32Array[]): Float32Array {
  return rows[0] ?? new Float32Array(0);
}
