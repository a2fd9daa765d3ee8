/**
 * Silero weights: the tensors of the published Silero VAD graph, if a file is that graph.
 * @module
 */
import { type OnnxFile, type OnnxTensor, readOnnxFile } from '../readers/onnx-file.ts';

/**
 * The operators of `silero_vad_16k_sequence.onnx` in silero-vad 6.2.1, without the weights. By it the meaning of the
 * tensors is known: another graph may do other things with the same names and shapes.
 */
const OPERATORS_SHA256 = '310fa2d26ffdd350f7477d9c70812dd26d64cf69794011707e276ab3a0e1eef4';

/** Every tensor that the graph has. */
const SHAPES = {
  'stft.forward_basis_buffer': [258, 1, 256],
  'encoder.0.weight': [128, 129, 3],
  'encoder.0.bias': [128],
  'encoder.1.weight': [64, 128, 3],
  'encoder.1.bias': [64],
  'encoder.2.weight': [64, 64, 3],
  'encoder.2.bias': [64],
  'encoder.3.weight': [128, 64, 3],
  'encoder.3.bias': [128],
  'onnx::LSTM_209': [1, 512, 128],
  'onnx::LSTM_210': [1, 512, 128],
  'onnx::LSTM_211': [1, 1024],
  'output.weight': [1, 128, 1],
  'output.bias': [1],
} as const;

/** Name of a tensor in the published graph. */
export type SileroTensor = keyof typeof SHAPES;

/** All tensors of the published graph. */
export type SileroWeights = Readonly<Record<SileroTensor, OnnxTensor>>;

/** Takes the file's bytes apart; undefined when they are not the graph that is known here. */
export function readSileroWeights(model: Uint8Array): SileroWeights | undefined {
  const graph = readOnnxFile(model);
  return graph === undefined ? undefined : weightsOf(graph);
}

function weightsOf({ operatorsSha256, tensors }: OnnxFile): SileroWeights | undefined {
  if (operatorsSha256 !== OPERATORS_SHA256) return undefined;
  const found = Object.entries(SHAPES).flatMap(([name, shape]) => {
    const tensor = tensors.get(name);
    return tensor !== undefined && String(tensor.shape) === String(shape) ? [[name, tensor] as const] : [];
  });
  return found.length === Object.keys(SHAPES).length
    ? (Object.fromEntries(found) as SileroWeights)
    : undefined;
}
