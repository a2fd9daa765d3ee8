/**
 * weights: checkpoints read, Whisper's graphs written, and the cache of converted weights. No inference here.
 * @module
 */
export { derivedWhisperFolder, deriveWhisper } from './derive.ts';
export { type DerivedWhisper, dropDamagedDerived, GENERATOR } from './derived-folder.ts';
export { buildModel, type GraphNode, type Initializer } from './onnx-model.ts';
export { overflowProbe } from './overflow-probe.ts';
export { type DerivedRemoval, findUnwantedDerived } from './prune-derived.ts';
export type { WhisperDims } from './whisper-checkpoint.ts';
