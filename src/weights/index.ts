/**
 * weights: checkpoints read and written, Whisper's graphs written, and the cache of what was converted. No inference here.
 * @module
 */
export { POSITION_PARTS } from './channel-bytes.ts';
export { type CheckpointTarget, deriveCheckpoint, isCheckpointDerived } from './derive-checkpoint.ts';
export { type DerivedWhisper, deriveWhisper, isWhisperDerived } from './derive-whisper.ts';
export { dropDamagedDerived, GENERATOR } from './derived-folder.ts';
export type { ByteKernels } from './matrices.ts';
export { buildModel, type GraphNode, type Initializer } from './onnx-model.ts';
export { overflowProbe } from './overflow-probe.ts';
export { type DerivedRemoval, findUnwantedDerived } from './prune-derived.ts';
export { sileroGraph } from './silero/silero-graph.ts';
export { TokenEmbeddings } from './token-embeddings.ts';
export type { WhisperDims } from './whisper-checkpoint.ts';
