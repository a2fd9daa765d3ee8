/**
 * Voice activity: Silero VAD by its sequence graph, which takes a block of frames in one call.
 *
 * In   16 kHz mono PCM, streamed. Each 512-sample frame goes in behind the last 64 samples of the frame before;
 *      the recurrent state is carried from block to block, so the block size does not change the answer.
 * Out  a speech probability per frame, then regions by Silero's own hysteresis (`audio/`).
 * Source  snakers4/silero-vad, `silero_vad/sequence_vad.py` and `utils_vad.py` (MIT).
 * @module
 */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { RegionFinder } from '../../audio/index.ts';
import { systemCode } from '../../kernel/index.ts';
import { type FileHandle, openFile } from '../../platform/index.ts';
import { sileroGraph } from '../../weights/index.ts';
import type { SpeechEar, VoiceActivityDetector } from '../speech-ear.ts';
import { floatData, floats, type GraphSession, openSession, type Tensor } from './session.ts';

const FRAME_SAMPLES = 512;
const CONTEXT_SAMPLES = 64;
/** A frame behind its context. */
const FRAME_WIDTH = CONTEXT_SAMPLES + FRAME_SAMPLES;
const STATE_SHAPE = [1, 1, 128] as const;

/** Frames per call: 4.1 s. Longer blocks gain nothing, and let speech wait longer until it is known. */
const BLOCK_FRAMES = 128;

/** The recurrent part, a quarter of the work, cannot be split; of the rest a block gives two threads enough: 1.4 for 2.0 ms. */
const MOST_THREADS = 2;

/**
 * Generous on purpose: a word that is cut here is lost, while silence let through costs only time.
 * A region longer than a window is split at its longest pause.
 */
const SPEECH_RULES = { minSilenceMs: 500, speechPadMs: 300, maxSpeechSec: 29 } as const;

/** Name of the graph inside the `silero-vad` model folder. */
const GRAPH_FILE = 'silero_vad_16k_sequence.onnx';

/**
 * What may be speech: quiet, sung or over the phone, it seldom gets more than a third of the probability of a clear voice.
 * Little padding, since these spans say where text should be, not what is to be decoded.
 */
const LIKELY_RULES = {
  threshold: 0.2,
  negThreshold: 0.1,
  minSpeechMs: 250,
  minSilenceMs: 300,
  speechPadMs: 30,
} as const;

/** Loads Silero VAD from its model folder; `threads` at most. Throws EngineError E_ENGINE_FAILED. */
export async function loadVoiceActivityDetector(
  folder: string,
  threads: number = availableParallelism(),
): Promise<VoiceActivityDetector> {
  const file = join(folder, GRAPH_FILE);
  const session = await openSession((await fasterGraph(file)) ?? file, Math.min(threads, MOST_THREADS));
  return {
    close: async () => await session.release(),
    attend: () => new SileroEar(session),
  };
}

/** The graph rewritten for speed; undefined for a file that is not the known one, and for one that cannot be read. */
async function fasterGraph(file: string): Promise<Uint8Array | undefined> {
  let handle: FileHandle | undefined;
  try {
    handle = await openFile(file, 'r');
    return sileroGraph(await handle.readFile());
  } catch (error) {
    // The runtime is asked for the file then, and says what is wrong with it.
    if (systemCode(error) === undefined) throw error;
    return undefined;
  } finally {
    await handle?.close();
  }
}

/** One stream of audio through the graph. */
class SileroEar implements SpeechEar {
  readonly regions = new RegionFinder(SPEECH_RULES);
  readonly likely = new RegionFinder(LIKELY_RULES);
  readonly #session: GraphSession;
  readonly #block = new FrameBlock();
  #state: { readonly h: Tensor; readonly c: Tensor };
  #samples = 0;

  constructor(session: GraphSession) {
    this.#session = session;
    const zeros = (): Tensor => floats(new Float32Array(128), STATE_SHAPE);
    this.#state = { h: zeros(), c: zeros() };
  }

  async hear(piece: Float32Array): Promise<void> {
    this.#samples += piece.length;
    for (let taken = 0; taken < piece.length; ) {
      taken += this.#block.fill(piece, taken);
      if (this.#block.isFull) await this.#judge();
    }
  }

  async finish(): Promise<void> {
    if (this.#block.frameCount > 0) await this.#judge();
    for (const finder of [this.regions, this.likely]) finder.finish(this.#samples);
  }

  async #judge(): Promise<void> {
    const frames = this.#block.takeFrames();
    const input = floats(frames, [frames.length / FRAME_WIDTH, FRAME_WIDTH]);
    const out = await this.#session.run({ input, ...this.#state });
    this.#state = { h: out['hn'] ?? this.#state.h, c: out['cn'] ?? this.#state.c };
    for (const probability of floatData(out, 'speech_probs')) {
      this.regions.add(probability);
      this.likely.add(probability);
    }
  }
}

/** A block of frames being filled, each behind its context, the last samples of the frame before; its memory is used again. */
class FrameBlock {
  readonly #frames = new Float32Array(BLOCK_FRAMES * FRAME_WIDTH);
  /** Samples that have come, contexts apart. */
  #filled = 0;

  get isFull(): boolean {
    return this.#filled === BLOCK_FRAMES * FRAME_SAMPLES;
  }

  get frameCount(): number {
    return Math.ceil(this.#filled / FRAME_SAMPLES);
  }

  /** Takes samples of `piece` from `from` on, at most a frame; returns how many. Not for a full block. */
  fill(piece: Float32Array, from: number): number {
    const within = this.#filled % FRAME_SAMPLES;
    const start = Math.floor(this.#filled / FRAME_SAMPLES) * FRAME_WIDTH;
    if (within === 0) {
      // The frame before the first is still the last of the block before.
      const end = start === 0 ? this.#frames.length : start;
      this.#frames.copyWithin(start, end - CONTEXT_SAMPLES, end);
    }
    const count = Math.min(piece.length - from, FRAME_SAMPLES - within);
    this.#frames.set(piece.subarray(from, from + count), start + CONTEXT_SAMPLES + within);
    this.#filled += count;
    return count;
  }

  /** [frames, 64 + 512], the last frame zero-padded, until the next sample comes; empties the block. */
  takeFrames(): Float32Array {
    const frames = this.frameCount;
    const within = this.#filled % FRAME_SAMPLES;
    if (within > 0)
      this.#frames.fill(0, (frames - 1) * FRAME_WIDTH + CONTEXT_SAMPLES + within, frames * FRAME_WIDTH);
    this.#filled = 0;
    return this.#frames.subarray(0, frames * FRAME_WIDTH);
  }
}
