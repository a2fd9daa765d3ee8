/**
 * Bundle errors: why a bundle is refused, in words that name it and a next step.
 * @module
 */
import { InputError } from '../../kernel/index.ts';

/** A bundle is not what it should be. `what` completes the sentence `The bundle ... is refused: ...`. */
export function invalidBundle(
  path: string,
  what: string,
  { hint, cause }: { readonly hint?: string; readonly cause?: unknown } = {},
): InputError {
  return new InputError('E_BUNDLE_INVALID', `The bundle ${path} is refused: ${what}.`, {
    hint:
      hint ?? `ls -l ${JSON.stringify(path)}   (copy it again, or make it again: offscribe models export)`,
    ...(cause === undefined ? {} : { cause }),
    details: { bundle: path },
  });
}
