/**
 * Engine choice: which engine runs, and why. `auto` is decided here and nowhere else.
 *
 * Throws  UsageError E_USAGE (no such engine), NotReadyError E_RUNTIME_MISSING (its environment is not ready here).
 * @module
 */
import { UsageError } from '../kernel/index.ts';
import type { LoadingEngine } from '../models/index.ts';
import type { EngineRoster } from './engine-roster.ts';

const ENGINE_NAMES = ['auto', 'onnx', 'mlx', 'faster-whisper'];

/** The engine to use and the reason, in words for the log. */
export interface EngineChoice {
  readonly name: LoadingEngine;
  readonly reason: string;
  /** Nobody asked for this very one: another may take its place from the start. */
  readonly isAuto: boolean;
}

/** Decides which engine runs. */
export async function chooseEngine(asked: string = 'auto', roster: EngineRoster): Promise<EngineChoice> {
  switch (asked) {
    case 'auto':
      return await chooseBest(roster);
    case 'onnx':
      return { name: asked, reason: 'asked for', isAuto: false };
    case 'mlx':
    case 'faster-whisper':
      await roster.require(asked);
      return { name: asked, reason: 'asked for', isAuto: false };
    default:
      throw new UsageError('E_USAGE', `"${asked}" is not an engine; there are ${ENGINE_NAMES.join(', ')}.`, {
        hint: 'offscribe transcribe MEDIA --engine auto',
      });
  }
}

/** The engine that uses this machine's graphics processor, where there is one and its environment is ready. */
async function chooseBest(roster: EngineRoster): Promise<EngineChoice> {
  const mlx = await roster.look('mlx');
  const fasterWhisper = await roster.look('faster-whisper');
  const inProcess = { name: 'onnx', isAuto: true } as const;
  if (!mlx.isReady && !fasterWhisper.isReady)
    return { ...inProcess, reason: 'auto: it runs in-process, and no other engine is installed' };
  const { kind } = await roster.graphics();
  if (kind === 'apple' && mlx.isReady)
    return { ...inProcess, name: 'mlx', reason: 'auto: it uses the GPU of Apple silicon' };
  if (kind === 'nvidia' && fasterWhisper.isReady)
    return { ...inProcess, name: 'faster-whisper', reason: 'auto: it uses the NVIDIA GPU' };
  return { ...inProcess, reason: 'auto: it runs in-process, and no other engine here would use a GPU' };
}
