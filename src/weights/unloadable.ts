/**
 * Unloadable: the error for weights that are sound and still cannot be used for what was asked.
 * @module
 */
import { EngineError } from '../kernel/index.ts';

/** A way out that always works: a model whose weights every engine can be given. */
const USUAL_HINT = 'offscribe models pull base   (or another CTranslate2 model of: offscribe models list)';

/** The error, from a clause that completes a sentence. */
export function unloadable(
  what: string,
  { hint = USUAL_HINT, file }: { readonly hint?: string; readonly file?: string } = {},
): EngineError {
  return new EngineError('E_MODEL_UNLOADABLE', `${what}.`, {
    hint,
    ...(file === undefined ? {} : { details: { file } }),
  });
}
