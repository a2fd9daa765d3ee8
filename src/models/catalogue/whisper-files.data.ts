/**
 * Whisper files: which files of a repository make a Whisper model, by the format of its weights.
 *
 * Source  the patterns that faster-whisper 1.2.1 (`utils.py`), mlx-whisper 0.4 (`load_models.py`), transformers and
 *         transformers.js fetch. Never `*.py`, never pickles.
 * @module
 */
import type { HubSource, LoadingEngine } from './catalogue-entry.ts';

/** Engines that load a checkpoint of Whisper that has its tokenizer beside it: as it is, or converted here once. */
export const WHISPER_ENGINES: readonly LoadingEngine[] = ['onnx', 'faster-whisper', 'mlx'];

/** A CTranslate2 conversion. */
export function ctranslate2Source(repo: string): HubSource {
  return {
    kind: 'hub',
    repo,
    files: ['model.bin', 'config.json', 'tokenizer.json', 'vocabulary.*'],
    optionalFiles: ['preprocessor_config.json'],
  };
}

/** An MLX conversion: `weights.npz`, in newer repositories `weights.safetensors`. */
export function mlxSource(repo: string): HubSource {
  return { kind: 'hub', repo, files: ['weights.*', 'config.json'] };
}

/** OpenAI's own repository; it has pickles of the same weights beside the safetensors, which are left there. */
export function safetensorsSource(repo: string): HubSource {
  return {
    kind: 'hub',
    repo,
    files: [
      'model.safetensors',
      'config.json',
      'generation_config.json',
      'preprocessor_config.json',
      'tokenizer.json',
    ],
    optionalFiles: [
      'tokenizer_config.json',
      'special_tokens_map.json',
      'added_tokens.json',
      'normalizer.json',
      'vocab.json',
      'merges.txt',
    ],
  };
}

/** An ONNX export; graphs above 2 GiB keep their weights in a file beside them. */
export function onnxSource(repo: string): HubSource {
  return {
    kind: 'hub',
    repo,
    files: [
      'onnx/encoder_model.onnx',
      'onnx/decoder_model_merged.onnx',
      'config.json',
      'generation_config.json',
      'preprocessor_config.json',
      'tokenizer.json',
    ],
    optionalFiles: [
      'onnx/encoder_model.onnx_data',
      'onnx/decoder_model_merged.onnx_data',
      'tokenizer_config.json',
    ],
  };
}
