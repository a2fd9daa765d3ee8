/**
 * Token times: where in a window each token of a known text is said, and the words that its tokens make.
 *
 * The text is fed to the decoder as if it had said it; the alignment heads tell where it looked, a time warp where each
 * token begins, the window's sound where its words begin and end.
 * Source  openai-whisper `timing.py`, `find_alignment`.
 * @module
 */
import { SAMPLE_RATE_HZ, type TimeSource } from '../../kernel/index.ts';
import { giveBack } from '../../platform/index.ts';
import { findPauses } from './pauses.ts';
import type { Checkpoint } from './prompted-window.ts';
import { firstFrames, meanAttention } from './time-warp.ts';
import type { EncodedWindow } from './whisper-graphs.ts';
import { snapWords } from './word-edges.ts';
import { splitIntoWords, type WordTokens } from './word-tokens.ts';

/** Samples of one encoder position: 20 ms. */
const FRAME_SAMPLES = 320;
const MOST_FRAMES = 1500;

/** A word in window time, made of whole tokens. */
export interface SpokenWord {
  /** The words of a text spell it, spaces included. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Mean over its tokens. */
  readonly probability: number;
  readonly tokens: readonly number[];
  readonly timeSource: TimeSource;
}

/** A text, and the audio that it is looked for in. */
export interface AlignmentTask {
  /** Language and task tokens, as they were when the text was decoded. */
  readonly prompt: readonly number[];
  /** Text tokens only. */
  readonly tokens: readonly number[];
  /** Samples of the window, from its first on, that the text is looked for in. */
  readonly contentSamples: number;
}

/** When each token begins by attention alone, seconds; one more at the end; and what each is worth. */
export interface AlignedTokens {
  readonly begins: readonly number[];
  readonly probabilities: readonly number[];
}

/** Begins of tokens; undefined where the text is too long for the decoder or there is nothing to align. */
export async function alignTokens(
  { graphs, vocabulary, nTextCtx }: Checkpoint,
  encoded: EncodedWindow,
  { prompt, tokens, contentSamples }: AlignmentTask,
): Promise<AlignedTokens | undefined> {
  const { startOfTranscript, noTimestamps, endOfText } = vocabulary;
  const before = [startOfTranscript, ...prompt, noTimestamps];
  const frames = Math.min(MOST_FRAMES, Math.ceil(contentSamples / FRAME_SAMPLES));
  if (tokens.length === 0 || frames === 0 || before.length + tokens.length + 1 > nTextCtx) return undefined;
  const { attention, logprobs } = await graphs.align(encoded, { before, tokens, endOfText, frames });
  // The decoder looks for a token while it reads the one before it; the last token looks for the end.
  const rows = { from: before.length - 1, to: before.length + tokens.length };
  const gain = meanAttention(attention, rows);
  giveBack(attention.data);
  if (gain.some((value) => !Number.isFinite(value))) return undefined;
  const first = firstFrames(gain, tokens.length + 1, frames);
  const secondsOf = (frame: number): number => (frame * FRAME_SAMPLES) / SAMPLE_RATE_HZ;
  return {
    begins: Array.from(first.subarray(0, tokens.length + 1), secondsOf),
    probabilities: Array.from(logprobs, Math.exp),
  };
}

/** A checkpoint, and by how much its attention is late. */
export interface Aligner {
  readonly checkpoint: Checkpoint;
  readonly lateness: number;
}

/** A window to align a text in. */
export interface AlignedWindow {
  readonly encoded: EncodedWindow;
  readonly samples: Float32Array;
  /** Places where audio was cut out, seconds. */
  readonly seams: readonly number[];
  readonly prompt: readonly number[];
  readonly language: string;
  /** Where the text ends at the latest, seconds. */
  readonly contentSec: number;
}

/** The words of each span of text tokens, in window time; undefined where attention cannot tell. */
export async function alignWindow(
  aligner: Aligner,
  window: AlignedWindow,
  spans: readonly (readonly number[])[],
): Promise<readonly (readonly SpokenWord[])[] | undefined> {
  const { decode } = aligner.checkpoint.vocabulary;
  const words = spans.map((tokens) => splitIntoWords(tokens, decode, window.language));
  const spoken = await alignWords(aligner, window, words.flat());
  if (spoken === undefined) return undefined;
  let next = 0;
  return words.map(({ length }) => {
    next += length;
    return spoken.slice(next - length, next);
  });
}

/** Times of words, in window time; undefined where attention cannot tell. */
export async function alignWords(
  { checkpoint, lateness }: Aligner,
  window: AlignedWindow,
  words: readonly WordTokens[],
): Promise<readonly SpokenWord[] | undefined> {
  const samples = window.samples.subarray(0, Math.round(window.contentSec * SAMPLE_RATE_HZ));
  const { encoded, prompt, seams } = window;
  const task = { prompt, tokens: words.flatMap(({ tokens }) => tokens), contentSamples: samples.length };
  const aligned = await alignTokens(checkpoint, encoded, task);
  if (aligned === undefined) return undefined;
  const boundaries = boundariesOf(words, aligned, { lateness, lengthSec: window.contentSec });
  const sound = { pauses: findPauses(samples), seams, lengthSec: window.contentSec };
  const ends = words.map(({ text }) => /\p{P}\s*$/u.test(text));
  const edges = snapWords({ boundaries, ends }, sound);
  let token = 0;
  return words.map(({ text, tokens }, i): SpokenWord => {
    const from = token;
    token += tokens.length;
    const probability = mean(aligned.probabilities.slice(from, token));
    const { start = 0, end = 0 } = edges[i] ?? {};
    return { text, start, end, probability, tokens, timeSource: 'attention' };
  });
}

/** Where each word begins, and where the last ends, lateness taken off. */
function boundariesOf(
  words: readonly WordTokens[],
  { begins }: AlignedTokens,
  { lateness, lengthSec }: { lateness: number; lengthSec: number },
): number[] {
  const onTime = (at: number): number => Math.min(lengthSec, Math.max(0, at - lateness));
  let token = 0;
  const boundaries = words.map(({ tokens }) => {
    const begin = onTime(begins[token] ?? 0);
    token += tokens.length;
    return begin;
  });
  return [...boundaries, onTime(begins[token] ?? lengthSec)];
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
