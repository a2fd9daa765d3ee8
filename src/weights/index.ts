/**
 * weights: checkpoints read, Whisper's graphs written, and the cache of converted weights. No inference here.
 * @module
 */
export { type DeriveOptions, deriveWhisper } from './derive.ts';
export {
  type DerivedWhisper,
  dropDamagedDerived,
  verifyDerived,
  type WeightPrecision,
} from './derived-folder.ts';
export {
  buildModel,
  type ElementType,
  type GraphAttribute,
  type GraphDescription,
  type GraphNode,
  type GraphValue,
  type Initializer,
  type TensorBytes,
} from './onnx-model.ts';
export type { WhisperDims } from './whisper-checkpoint.ts';
