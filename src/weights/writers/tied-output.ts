/**
 * Tied output: Whisper's output matrix is its token embedding, and other formats have no second one.
 * @module
 */
import type { Checkpoint } from '../checkpoint.ts';
import { unloadable } from '../unloadable.ts';

/** Throws EngineError E_MODEL_UNLOADABLE when the two are different tensors. */
export function requireTiedOutput(checkpoint: Checkpoint): void {
  const [output, embedding] = ['decoder/projection/weight', 'decoder/embeddings/weight'];
  if (checkpoint.resolve(output) === checkpoint.resolve(embedding)) return;
  throw unloadable('The weights cannot be converted: their output matrix is not their token embedding');
}
