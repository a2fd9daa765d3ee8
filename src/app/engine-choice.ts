/**
 * Engine choice: which engine runs, and why. `auto` is decided here and nowhere else.
 *
 * Throws  UsageError E_USAGE (no such engine), NotReadyError E_RUNTIME_MISSING (known, but not in this build).
 * @module
 */
import { NotReadyError, UsageError } from '../kernel/index.ts';

const ENGINE_NAMES = ['auto', 'onnx', 'mlx', 'faster-whisper'];

/** The engine to use and the reason, in words for the log. */
export interface EngineChoice {
  readonly name: 'onnx';
  readonly reason: string;
}

/** Decides which engine runs. */
export function chooseEngine(asked: string = 'auto'): EngineChoice {
  switch (asked) {
    case 'onnx':
      return { name: 'onnx', reason: 'asked for' };
    case 'auto':
      return { name: 'onnx', reason: 'auto: it runs in-process and is the one engine of this build' };
    case 'mlx':
    case 'faster-whisper':
      throw new NotReadyError('E_RUNTIME_MISSING', `This build of Offscribe has no ${asked} engine yet.`, {
        hint: 'offscribe transcribe MEDIA --engine onnx',
      });
    default:
      throw new UsageError('E_USAGE', `"${asked}" is not an engine; there are ${ENGINE_NAMES.join(', ')}.`, {
        hint: 'offscribe transcribe MEDIA --engine auto',
      });
  }
}
