/**
 * Log-mel: Whisper's input features, computed by a small graph that is built in memory.
 *
 * In   up to 30 s of 16 kHz mono PCM. The 400-point window is exact: a windowed DFT as convolutions of stride 160, where a fast
 *      transform would force 512 points. Its even and its odd samples are transformed apart: the sum of both transforms is a
 *      bin, their difference the conjugate of the bin as far from the other end, so half of the products do.
 * Out  [1, nMels, frames] f32, clamped to 8 below the window's maximum and scaled as Whisper expects; frames of the audio
 *      alone. Behind it the references put 0, which is not what silence gives, and `encoder.ts` does as they do.
 * Source  openai/whisper `whisper/audio.py` (`log_mel_spectrogram`, `pad_or_trim`); tolerance against a peer's numbers
 *         in `tests/golden/log-mel`.
 * @module
 */
import { buildModel, type GraphNode, type Initializer } from '../../weights/index.ts';
import { WINDOW_SAMPLES } from '../window-plan.ts';
import { melFilters } from './mel-filters.ts';
import { floatData, floats, type GraphSession, letGo, openSession, type Tensor } from './session.ts';

const DFT_SAMPLES = 400;
const HOP_SAMPLES = 160;
const BINS = DFT_SAMPLES / 2 + 1;
/** Of the even or odd samples alone. */
const HALF_BINS = DFT_SAMPLES / 4 + 1;
const FRAMES = WINDOW_SAMPLES / HOP_SAMPLES;
const EDGE_SAMPLES = DFT_SAMPLES / 2;
/** Frames centred behind the audio's last whole hop that still see some of it. */
const FRAMES_ACROSS_THE_END = 3;

/**
 * Threads, and the least number of frames to compute: products of fewer frames a thread are summed up in other blocks, which
 * shows in last digits, and 8 bits make other words of them. So the numbers are the same with one thread and with two.
 */
const MOST_THREADS = 2;
const LEAST_FRAMES = 512;

/** Computes Whisper's features of a window. */
export class LogMel {
  readonly #session: GraphSession;

  private constructor(
    session: GraphSession,
    private readonly nMels: number,
  ) {
    this.#session = session;
  }

  /** Builds the graph for `nMels` bands (80, or 128 for large-v3). */
  static async open(nMels: number, threads: number): Promise<LogMel> {
    return new LogMel(await openSession(logMelModel(nMels), Math.min(threads, MOST_THREADS)), nMels);
  }

  /** Features [1, nMels, frames] of at most 30 s of samples. */
  async features(samples: Float32Array): Promise<Tensor> {
    const content = Math.floor(Math.min(samples.length, WINDOW_SAMPLES) / HOP_SAMPLES);
    // Those that reach into the audio from behind it are not given, but their peak counts.
    const heard = Math.max(LEAST_FRAMES, Math.min(FRAMES, content + FRAMES_ACROSS_THE_END));
    // Made anew: several windows may be waiting for their turn.
    const pcm = new Float32Array((heard - 1) * HOP_SAMPLES + DFT_SAMPLES);
    pcm.set(samples.subarray(0, Math.min(WINDOW_SAMPLES, pcm.length - EDGE_SAMPLES)), EDGE_SAMPLES);
    reflectEdges(pcm);
    const padded = floats(pcm, [1, 1, pcm.length]);
    const out = await this.#session.run({ pcm: padded });
    const values = floatData(out, 'mel');
    const features = new Float32Array(this.nMels * content);
    for (let band = 0; band < this.nMels; band += 1)
      features.set(values.subarray(band * heard, band * heard + content), band * content);
    letGo(padded, ...Object.values(out));
    return floats(features, [1, this.nMels, content]);
  }

  async release(): Promise<void> {
    await this.#session.release();
  }
}

/** Mirrors the signal at both edges of a whole window, as far as it holds them, without repeating the edge sample, as a centred STFT does. */
function reflectEdges(padded: Float32Array): void {
  const last = WINDOW_SAMPLES + EDGE_SAMPLES - 1;
  for (let i = 1; i <= EDGE_SAMPLES; i += 1) {
    padded[EDGE_SAMPLES - i] = padded[EDGE_SAMPLES + i] as number;
    if (last + i < padded.length) padded[last + i] = padded[last - i] as number;
  }
}

/** A kernel's samples are every other one of the audio. */
const EVERY_OTHER = { strides: { ints: [HOP_SAMPLES] }, dilations: { ints: [2] } } as const;

/** The graph: windowed DFT, squares, mel bands, clamp, logarithm, scale. Frames are as many as the samples make. */
function logMelModel(nMels: number): Uint8Array {
  return buildModel({
    inputs: [{ name: 'pcm', type: 'f32', shape: [1, 1, 'samples'] }],
    outputs: [{ name: 'mel', type: 'f32', shape: [1, nMels, 'frames'] }],
    initializers: [
      constant('even_dft', dftKernels(0), [2 * HALF_BINS, 1, DFT_SAMPLES / 2]),
      constant('odd_dft', dftKernels(1), [2 * HALF_BINS, 1, DFT_SAMPLES / 2]),
      constant('low_filters', filtersOfSquares(nMels, 'low'), [nMels, 2 * HALF_BINS]),
      constant('high_filters', filtersOfSquares(nMels, 'high'), [nMels, 2 * HALF_BINS]),
      integer('second', 1),
      integer('end', WINDOW_SAMPLES + DFT_SAMPLES),
      integer('axis', 2),
      constant('floor', [1e-10], []),
      constant('range', [1e-8], []),
      // (log10 x + 4) / 4
      constant('scale', [1 / (4 * Math.LN10)], []),
      constant('one', [1], []),
    ],
    nodes: [
      step('Slice', ['pcm', 'second', 'end', 'axis'], 'odd_pcm'),
      step('Conv', ['pcm', 'even_dft'], 'even', EVERY_OTHER),
      step('Conv', ['odd_pcm', 'odd_dft'], 'odd', EVERY_OTHER),
      step('Add', ['even', 'odd'], 'low'),
      step('Sub', ['even', 'odd'], 'high'),
      step('Mul', ['low', 'low'], 'low_squares'),
      step('Mul', ['high', 'high'], 'high_squares'),
      step('MatMul', ['low_filters', 'low_squares'], 'low_bands'),
      step('MatMul', ['high_filters', 'high_squares'], 'high_bands'),
      step('Add', ['low_bands', 'high_bands'], 'bands'),
      step('ReduceMax', ['bands'], 'peak', { keepdims: { int: 1 } }),
      step('Mul', ['peak', 'range'], 'lowest'),
      step('Max', ['bands', 'lowest', 'floor'], 'clamped'),
      ...logarithm(nMels),
      step('Mul', ['logarithm', 'scale'], 'scaled'),
      step('Add', ['scaled', 'one'], 'mel'),
    ],
  });
}

/**
 * The logarithm, band by band: a logarithm of all of them is shared out among the threads, and where a share begins, the
 * processor takes some numbers one by one, which gives other last digits. A band is too short to be shared.
 */
function logarithm(nMels: number): GraphNode[] {
  const bands = (kind: string): string[] => Array.from({ length: nMels }, (_, band) => `${kind}_${band}`);
  const [linear, logs] = [bands('linear'), bands('log')];
  const axis = { int: 1 };
  return [
    {
      operator: 'Split',
      inputs: ['clamped'],
      outputs: linear,
      attributes: { axis, num_outputs: { int: nMels } },
    },
    ...linear.map((band, at) => step('Log', [band], logs[at] as string)),
    step('Concat', logs, 'logarithm', { axis }),
  ];
}

/**
 * [nMels, 2 * 101]: each filter twice, so that it adds squares of real and imaginary parts up by itself; of the bins from 0 up to
 * 100 (`low`), or from 200 down to 101 and a zero, since the bin in the middle is among the others.
 */
function filtersOfSquares(nMels: number, half: 'low' | 'high'): Float32Array {
  const filters = melFilters(nMels, DFT_SAMPLES);
  const twice = new Float32Array(2 * nMels * HALF_BINS);
  for (let mel = 0; mel < nMels; mel += 1) {
    const filter = filters.subarray(mel * BINS, (mel + 1) * BINS);
    const chosen = half === 'low' ? filter.slice(0, HALF_BINS) : filter.slice(HALF_BINS).reverse();
    twice.set(chosen, 2 * mel * HALF_BINS);
    twice.set(chosen, (2 * mel + 1) * HALF_BINS);
  }
  return twice;
}

/** An operator with one output. */
function step(
  operator: string,
  inputs: readonly string[],
  ...[output, attributes = {}]: [output: string, attributes?: GraphNode['attributes']]
): GraphNode {
  return { operator, inputs, outputs: [output], attributes };
}

/** [2 * 101, 1, 200] of every other sample, from `first` on: cosines, then sines, each under a periodic Hann window. */
function dftKernels(first: 0 | 1): Float32Array {
  const taps = DFT_SAMPLES / 2;
  const kernels = new Float32Array(2 * HALF_BINS * taps);
  for (let bin = 0; bin < HALF_BINS; bin += 1) {
    for (let tap = 0; tap < taps; tap += 1) {
      const i = 2 * tap + first;
      const hann = 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / DFT_SAMPLES);
      // The angle is reduced first: sin and cos of large arguments lose digits.
      const angle = (2 * Math.PI * ((bin * i) % DFT_SAMPLES)) / DFT_SAMPLES;
      kernels[bin * taps + tap] = hann * Math.cos(angle);
      kernels[(HALF_BINS + bin) * taps + tap] = hann * Math.sin(angle);
    }
  }
  return kernels;
}

function constant(
  name: string,
  values: Float32Array | readonly number[],
  shape: readonly number[],
): Initializer {
  const data = Float32Array.from(values);
  return { name, type: 'f32', shape, bytes: { inline: new Uint8Array(data.buffer) } };
}

function integer(name: string, value: number): Initializer {
  const data = BigInt64Array.of(BigInt(value));
  return { name, type: 'i64', shape: [1], bytes: { inline: new Uint8Array(data.buffer) } };
}
