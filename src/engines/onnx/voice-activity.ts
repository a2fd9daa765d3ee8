/**
 * Voice activity: Silero VAD by its sequence graph, which takes a block of frames in one call.
 *
 * In   16 kHz mono PCM, streamed. Each 512-sample frame goes in behind the last 64 samples of the frame before;
 *      the recurrent state is carried from block to block, so the block size does not change the answer.
 * Out  a speech probability per frame, then regions by Silero's own hysteresis (`audio/`).
 * Source  snakers4/silero-vad, `silero_vad/sequence_vad.py` and `utils_vad.py` (MIT).
 * @module
 */
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

/** Loads Silero VAD from its model folder. Throws EngineError E_ENGINE_FAILED. */
export async function loadVoiceActivityDetector(folder: string): Promise<VoiceActivityDetector> {
  const file = join(folder, GRAPH_FILE);
  // One thread: the recurrent part, half of the work, cannot be split, and a second thread gains nothing in the rest.
  const session = await openSession((await fasterGraph(file)) ?? file, 1);
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
    for (const probability of floatData(out, 'speech_probs'))
      for (const finder of [this.regions, this.likely]) finder.add(probability);
  }
}

/** A block of frames being filled, with the context that goes before its first frame. */
class FrameBlock {
  readonly #samples = new Float32Array(BLOCK_FRAMES * FRAME_SAMPLES);
  #context = new Float32Array(CONTEXT_SAMPLES);
  #filled = 0;

  get isFull(): boolean {
    return this.#filled === this.#samples.length;
  }

  get frameCount(): number {
    return Math.ceil(this.#filled / FRAME_SAMPLES);
  }

  /** Takes samples of `piece` from `from` on; returns how many fitted. */
  fill(piece: Float32Array, from: number): number {
    const count = Math.min(piece.length - from, this.#samples.length - this.#filled);
    this.#samples.set(piece.subarray(from, from + count), this.#filled);
    this.#filled += count;
    return count;
  }

  /** [frames, 64 + 512], the last frame zero-padded; empties the block. */
  takeFrames(): Float32Array {
    const frames = this.frameCount;
    this.#samples.fill(0, this.#filled);
    const out = new Float32Array(frames * FRAME_WIDTH);
    for (let frame = 0; frame < frames; frame += 1) {
      const start = frame * FRAME_SAMPLES;
      const context = frame === 0 ? this.#context : this.#samples.subarray(start - CONTEXT_SAMPLES, start);
      out.set(context, frame * FRAME_WIDTH);
      out.set(this.#samples.subarray(start, start + FRAME_SAMPLES), frame * FRAME_WIDTH + CONTEXT_SAMPLES);
    }
    const end = frames * FRAME_SAMPLES;
    this.#context = this.#samples.slice(end - CONTEXT_SAMPLES, end);
    this.#filled = 0;
    return out;
  }
}
