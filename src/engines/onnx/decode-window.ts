/**
 * Decode window: the text of a prompted window, with the temperature fallback.
 *
 * An attempt fails when its text compresses too well or its mean log probability is too low; then the next
 * temperature is tried. When all fail, the likeliest attempt that does not loop is kept; when all loop, the one that loops
 * least: the longer a loop, the likelier it is, so likelihood would choose the longest.
 * Source  openai/whisper `whisper/transcribe.py` (decode_with_fallback), faster-whisper `generate_with_fallback`.
 * @module
 */
import type { TranscribeOptions } from '../engine.ts';
import { searchBeam } from './beam-search.ts';
import { compressionRatio } from './compression-ratio.ts';
import { drawDrafted } from './drafted-drawing.ts';
import { drawText } from './drawing.ts';
import { type Candidate, mostTokens, type Search } from './search.ts';

/** One attempt at a window. */
export interface Hypothesis {
  /** Sampled ids, timestamps included, end of text excluded. */
  readonly tokens: readonly number[];
  /** Mean natural-log probability over the tokens and the end of text. */
  readonly avgLogprob: number;
  readonly compressionRatio: number;
  readonly noSpeechProb: number;
  readonly temperature: number;
  /** Whether it is as long as a text may be, and might have gone on. */
  readonly isCut: boolean;
}

/** Decodes a prompted window, falling back from temperature to temperature. Throws CancelledError. */
export async function decodeWindow(search: Search): Promise<Hypothesis> {
  const { options } = search;
  const attempts: Hypothesis[] = [];
  for (const temperature of options.temperatures) {
    const hypothesis = await attempt(search, temperature);
    attempts.push(hypothesis);
    if (isSilence(hypothesis, options) || !hasFailed(hypothesis, options)) return hypothesis;
  }
  return best(attempts, options);
}

/** Whether a window holds no speech: the model says so, and is unsure of whatever words it found. */
export function isSilence(hypothesis: Hypothesis, options: TranscribeOptions): boolean {
  return (
    hypothesis.noSpeechProb > options.noSpeechThreshold && hypothesis.avgLogprob < options.logProbThreshold
  );
}

/** Beam search at temperature 0 where a beam is asked for; as in the references, a hotter attempt samples instead. */
async function attempt(search: Search, temperature: number): Promise<Hypothesis> {
  const { checkpoint, window, options } = search;
  const hasBeam = temperature === 0 && (options.beamSize ?? 1) > 1;
  const { tokens, logprob } = hasBeam ? await searchBeam(search) : await draw(search, temperature);
  const { vocabulary } = checkpoint;
  const text = vocabulary.decode(tokens.filter((token) => token < vocabulary.endOfText));
  return {
    tokens,
    avgLogprob: logprob / (tokens.length + 1),
    compressionRatio: compressionRatio(text.trim()),
    noSpeechProb: window.noSpeechProb,
    temperature,
    isCut: tokens.length >= mostTokens(search),
  };
}

async function draw(search: Search, temperature: number): Promise<Candidate> {
  const { draft } = search.window;
  return draft !== undefined && temperature === 0
    ? await drawDrafted(search, draft)
    : await drawText(search, temperature);
}

function hasFailed(hypothesis: Hypothesis, options: TranscribeOptions): boolean {
  return (
    hypothesis.compressionRatio > options.compressionRatioThreshold ||
    hypothesis.avgLogprob < options.logProbThreshold
  );
}

function best(attempts: readonly Hypothesis[], options: TranscribeOptions): Hypothesis {
  const calm = attempts.filter((one) => one.compressionRatio <= options.compressionRatioThreshold);
  if (calm.length > 0) return calm.reduce((first, one) => (one.avgLogprob > first.avgLogprob ? one : first));
  return attempts.reduce((first, one) => (one.compressionRatio < first.compressionRatio ? one : first));
}
