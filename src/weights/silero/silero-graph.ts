/**
 * Silero graph: Silero VAD as matrix products over many frames.
 *
 * The published graph is made of convolutions over images of four columns, one image a frame, which ONNX Runtime takes
 * one by one: 27 ms for 512 frames on one core. As every frame has four columns, each convolution is one matrix, or
 * two that share the columns in the middle, and all frames go through it at once: 6 ms, half of them the LSTM.
 *
 * In   `input` [frames, 64 + 512], `h` and `c` [1, 1, 128]
 * Out  `speech_probs` [frames], `hn` and `cn` [1, 1, 128]; those of the published graph, within rounding
 * Source  the published graph of snakers4/silero-vad 6.2.1 (MIT): |STFT| over 256 samples every 128, the end mirrored;
 *         four convolutions of three taps with ReLU; an LSTM; ReLU, one row of weights, a sigmoid.
 * @module
 */
import { Graph } from '../graph.ts';
import { type Columns, columnMatrix, halfOfWaves, mirroredEnd, slice } from './silero-matrices.ts';
import { readSileroWeights, type SileroTensor, type SileroWeights } from './silero-weights.ts';

const FRAME_SAMPLES = 576;
const WINDOW_SAMPLES = 256;
const HOP_SAMPLES = 128;
const STATE = 128;

/** A convolution of the published graph. */
type Convolution = 'encoder.0' | 'encoder.1' | 'encoder.2' | 'encoder.3';

/** The model made of a published model's weights; undefined when that is not the one that is known here. */
export function sileroGraph(published: Uint8Array): Uint8Array | undefined {
  const weights = readSileroWeights(published);
  return weights === undefined ? undefined : new SileroWriter(weights).write();
}

/** Writes the graph, layer by layer. The runtime makes the matrices when it loads the graph, and keeps them alone. */
class SileroWriter {
  readonly #graph = new Graph();
  readonly #weights: SileroWeights;

  constructor(weights: SileroWeights) {
    this.#weights = weights;
  }

  write(): Uint8Array {
    const graph = this.#graph;
    const input = graph.input('input', 'f32', ['frames', FRAME_SAMPLES]);
    for (const state of ['h', 'c']) graph.input(state, 'f32', [1, 1, STATE]);
    this.#judge(this.#recur(this.#encode(this.#magnitudes(input))));
    graph.output('speech_probs', 'f32', ['frames']);
    for (const state of ['hn', 'cn']) graph.output(state, 'f32', [1, 1, STATE]);
    return graph.build();
  }

  /** The four columns: |STFT| from samples 0, 128, 256 and 384 on, the last with a mirrored end. [frames, 129] each. */
  #magnitudes(input: string): string[] {
    const graph = this.#graph;
    const basis = this.#stored('stft.forward_basis_buffer');
    const halves = [0, 1].map((half) => {
      const waves = halfOfWaves(graph, basis, half);
      return { waves, cut: mirroredEnd(graph, waves) };
    });
    return [0, 1, 2, 3].map((column) => {
      const from = column * HOP_SAMPLES;
      const to = Math.min(FRAME_SAMPLES, from + WINDOW_SAMPLES);
      const samples = slice(graph, input, { axis: 1, from, to });
      const squares = halves.map(({ waves, cut }) => {
        const product = this.#product(samples, to - from < WINDOW_SAMPLES ? cut : waves);
        return graph.apply('Mul', [product, product]);
      });
      return graph.apply('Sqrt', [graph.apply('Add', squares)]);
    });
  }

  /** The convolutions: four columns become four, two, one and one. [frames, 128]. */
  #encode(columns: readonly string[]): string {
    const graph = this.#graph;
    const beside = (parts: readonly string[]): string =>
      graph.apply('Concat', parts, { attributes: { axis: { int: 1 } } });
    // Two results read three columns: of these matrices a sixth is zeros, of one for all four it would be three eighths.
    const left = this.#layer(beside(columns.slice(0, 3)), 'encoder.0', { from: [0, 1, 2], to: [0, 1] });
    const right = this.#layer(beside(columns.slice(1)), 'encoder.0', { from: [1, 2, 3], to: [2, 3] });
    // Every other column is a result.
    const ofLeft = this.#convolution(left, 'encoder.1', { from: [0, 1], to: [0, 2] });
    const ofRight = this.#product(right, this.#taps('encoder.1', { from: [2, 3], to: [0, 2] }));
    const two = graph.apply('Relu', [graph.apply('Add', [ofLeft, ofRight])]);
    const one = this.#layer(two, 'encoder.2', { from: [0, 1], to: [0] });
    return this.#layer(one, 'encoder.3', { from: [0], to: [0] });
  }

  /** The LSTM, whose state goes from frame to frame. [frames, 128]. */
  #recur(features: string): string {
    const graph = this.#graph;
    const tables = (['onnx::LSTM_209', 'onnx::LSTM_210', 'onnx::LSTM_211'] as const).map((name) =>
      this.#stored(name),
    );
    const steps = graph.apply('Reshape', [features, graph.integers([-1, 1, STATE])]);
    const states = graph.newName();
    graph.apply('LSTM', [steps, ...tables, '', 'h', 'c'], {
      attributes: { hidden_size: { int: STATE } },
      outputs: [states, 'hn', 'cn'],
    });
    return graph.apply('Reshape', [states, graph.integers([-1, STATE])]);
  }

  #judge(states: string): void {
    const graph = this.#graph;
    const row = graph.apply('Reshape', [this.#stored('output.weight'), graph.integers([1, STATE])]);
    const logits = this.#product(graph.apply('Relu', [states]), row, this.#stored('output.bias'));
    const probabilities = graph.apply('Sigmoid', [logits]);
    graph.apply('Reshape', [probabilities, graph.integers([-1])], { output: 'speech_probs' });
  }

  #layer(input: string, name: Convolution, columns: Columns): string {
    return this.#graph.apply('Relu', [this.#convolution(input, name, columns)]);
  }

  #convolution(input: string, name: Convolution, columns: Columns): string {
    const bias = this.#stored(`${name}.bias`);
    const all = this.#graph.apply(
      'Concat',
      columns.to.map(() => bias),
      { attributes: { axis: { int: 0 } } },
    );
    return this.#product(input, this.#taps(name, columns), all);
  }

  #taps(name: Convolution, columns: Columns): string {
    const { shape } = this.#weights[`${name}.weight`];
    return columnMatrix(this.#graph, { name: this.#stored(`${name}.weight`), shape }, columns);
  }

  /** x W^T, and a bias where one is given. */
  #product(input: string, matrix: string, bias?: string): string {
    const inputs = bias === undefined ? [input, matrix] : [input, matrix, bias];
    return this.#graph.apply('Gemm', inputs, { attributes: { transB: { int: 1 } } });
  }

  #stored(name: SileroTensor): string {
    const { shape, bytes } = this.#weights[name];
    return this.#graph.constant({ name, type: 'f32', shape, bytes: { inline: bytes } });
  }
}
