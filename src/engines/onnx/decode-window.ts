/**
 * Decode one window: prompt, then token by token, with the temperature fallback.
 *
 * An attempt fails when its text compresses too well or its mean log probability is too low; then the next
 * temperature is tried. When all fail, the likeliest attempt that does not loop is kept.
 * Source  openai/whisper `whisper/transcribe.py` (decode_with_fallback), faster-whisper `generate_with_fallback`.
 * @module
 */
import { throwIfCancelled } from '../../kernel/index.ts';
import type { TranscribeOptions } from '../engine.ts';
import { compressionRatio } from './compression-ratio.ts';
import { applyRules } from './logit-rules.ts';
import { choose, probabilityOf, seededRandom } from './sampling.ts';
import type { Vocabulary } from './vocabulary.ts';
import type { DecoderState, EncodedWindow, WhisperGraphs } from './whisper-graphs.ts';

/** One attempt at a window. */
export interface Hypothesis {
  /** Sampled ids, timestamps included, end of text excluded. */
  readonly tokens: readonly number[];
  /** Mean natural-log probability over the tokens and the end of text. */
  readonly avgLogprob: number;
  readonly compressionRatio: number;
  readonly noSpeechProb: number;
  readonly temperature: number;
}

/** A window whose prompt has been fed: everything that the attempts at it share. */
export interface PromptedWindow {
  readonly encoded: EncodedWindow;
  readonly state: DecoderState;
  /** Logits of the first position after the prompt. */
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

/** Feeds `<|startoftranscript|>`; its logits tell silence from speech, and one language from another. */
export async function startWindow(
  { graphs, vocabulary }: Checkpoint,
  encoded: EncodedWindow,
  seed: number,
): Promise<PromptedWindow> {
  const { logits, state } = await graphs.step(encoded, graphs.emptyState(), [vocabulary.startOfTranscript]);
  return { encoded, state, logits, noSpeechProb: probabilityOf(logits, vocabulary.noSpeech), seed };
}

/** Feeds the rest of the prompt (language and task), if there is any. */
export async function feedPrompt(
  { graphs }: Checkpoint,
  window: PromptedWindow,
  tokens: readonly number[],
): Promise<PromptedWindow> {
  if (tokens.length === 0) return window;
  return { ...window, ...(await graphs.step(window.encoded, window.state, tokens)) };
}

/** Decodes a prompted window, falling back from temperature to temperature. Throws CancelledError. */
export async function decodeWindow(
  checkpoint: Checkpoint,
  window: PromptedWindow,
  { options, signal }: { options: TranscribeOptions; signal: AbortSignal },
): Promise<Hypothesis> {
  const attempts: Hypothesis[] = [];
  for (const temperature of options.temperatures) {
    const hypothesis = await attempt(checkpoint, window, { temperature, signal });
    attempts.push(hypothesis);
    if (isSilence(hypothesis, options) || !hasFailed(hypothesis, options)) return hypothesis;
  }
  return likeliest(attempts, options);
}

/** Whether a window holds no speech: the model says so, and is unsure of whatever words it found. */
export function isSilence(hypothesis: Hypothesis, options: TranscribeOptions): boolean {
  return (
    hypothesis.noSpeechProb > options.noSpeechThreshold && hypothesis.avgLogprob < options.logProbThreshold
  );
}

async function attempt(
  { graphs, vocabulary, nTextCtx }: Checkpoint,
  window: PromptedWindow,
  { temperature, signal }: { temperature: number; signal: AbortSignal },
): Promise<Hypothesis> {
  const random = seededRandom(window.seed + Math.round(temperature * 1000));
  // Half the context, as the reference: the other half is for text carried over from before.
  const longest = Math.min(nTextCtx / 2, nTextCtx - window.state.length);
  const tokens: number[] = [];
  let logprobSum = 0;
  let logits: Float32Array = window.logits.slice();
  let state = window.state;
  for (;;) {
    throwIfCancelled(signal);
    applyRules(logits, tokens, vocabulary);
    const choice = choose(logits, temperature, random);
    logprobSum += choice.logprob;
    if (choice.token === vocabulary.endOfText) break;
    tokens.push(choice.token);
    if (tokens.length >= longest) break;
    ({ logits, state } = await graphs.step(window.encoded, state, [choice.token]));
  }
  const text = vocabulary.decode(tokens.filter((token) => token < vocabulary.endOfText));
  return {
    tokens,
    avgLogprob: logprobSum / (tokens.length + 1),
    compressionRatio: compressionRatio(text.trim()),
    noSpeechProb: window.noSpeechProb,
    temperature,
  };
}

function hasFailed(hypothesis: Hypothesis, options: TranscribeOptions): boolean {
  return (
    hypothesis.compressionRatio > options.compressionRatioThreshold ||
    hypothesis.avgLogprob < options.logProbThreshold
  );
}

function likeliest(attempts: readonly Hypothesis[], options: TranscribeOptions): Hypothesis {
  const calm = attempts.filter((one) => one.compressionRatio <= options.compressionRatioThreshold);
  return (calm.length > 0 ? calm : attempts).reduce((best, one) =>
    one.avgLogprob > best.avgLogprob ? one : best,
  );
}
