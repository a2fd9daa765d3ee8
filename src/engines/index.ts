/**
 * engines: PCM in, segments out. One contract, several engines; the conformance suite runs on each.
 * @module
 */
export {
  DEFAULT_TRANSCRIBE_OPTIONS,
  type EngineCapabilities,
  type EngineEvent,
  type LoadedModel,
  type LoadOptions,
  type Precision,
  type SpeechEngine,
  type TranscribeInput,
  type TranscribeOptions,
} from './engine.ts';
export { createFakeEngine } from './fake/fake-engine.ts';
export { onnxEngineVersion } from './onnx/engine-version.ts';
export { createOnnxEngine } from './onnx/onnx-engine.ts';
export { runtimeVersion } from './onnx/session.ts';
export { loadVoiceActivityDetector, type VoiceActivityDetector } from './onnx/voice-activity.ts';
