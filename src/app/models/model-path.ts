/**
 * Model path: the folder that an engine would be given.
 *
 * Throws  NotReadyError E_MODEL_NOT_CACHED, StoreError E_MODEL_CORRUPT, UsageError E_MODEL_UNKNOWN.
 * @module
 */
import { InternalError } from '../../kernel/index.ts';
import type { Wiring } from '../wiring.ts';
import { selectModels } from './model-selection.ts';

/** Folder of a model on this machine, its files verified. */
export async function modelPath(name: string, wiring: Wiring, engine?: string): Promise<string> {
  const [entry] = await selectModels({ names: [name], engine }, wiring, 'offscribe models path base');
  if (entry === undefined) throw new InternalError('a name without a model');
  return (await wiring.store.locate(entry)).folder;
}
