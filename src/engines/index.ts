/**
 * engines: PCM in, segments out. One contract, several engines; the conformance suite runs on each.
 * @module
 */
export {
  DEFAULT_TRANSCRIBE_OPTIONS,
  type EngineCapabilities,
  type EngineEvent,
  type FoundWord,
  type LoadedModel,
  type LoadOptions,
  type Precision,
  type SpeechEngine,
  type TranscribeInput,
  type TranscribeOptions,
} from './engine.ts';
export { createFakeEngine } from './fake/fake-engine.ts';
export { KNOWN_WORDS, knownSpeech } from './known-speech.ts';
export { listenAhead } from './listen-ahead.ts';
export { byteKernels } from './onnx/byte-kernels.ts';
export { onnxEngineVersion } from './onnx/engine-version.ts';
export { prepareOnnxRuntime } from './onnx/exact-products.ts';
export { createOnnxEngine } from './onnx/onnx-engine.ts';
export { runtimeVersion } from './onnx/session.ts';
export { loadVoiceActivityDetector } from './onnx/voice-activity.ts';
export { PcmReel } from './pcm-reel.ts';
export { checkPythonEngine, type EngineCheck } from './python/check-engine.ts';
export { createPythonEngine, type PythonEngineOptions } from './python/python-engine.ts';
export type { PythonEngineName } from './python/python-engine-name.ts';
export { pythonFolder } from './python/worker-program.ts';
export { WORKER_PROTOCOL } from './python/worker-protocol.ts';
export {
  type GrowingRegions,
  type HeardSpeech,
  hearAll,
  type SpeechEar,
  type VoiceActivityDetector,
} from './speech-ear.ts';
export type { WindowMemory } from './window-memory.ts';
