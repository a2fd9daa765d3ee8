/**
 * Mux place: whether a file may be written where it is to go.
 *
 * Throws  UsageError E_USAGE (the output is the input), InputError E_OUTPUT_EXISTS, E_OUTPUT_UNWRITABLE.
 * @module
 */
import { InputError, UsageError } from '../../kernel/index.ts';
import { statIfPresent } from '../../platform/index.ts';

/** Refuses the input itself, and what is there already. */
export async function checkMuxPlace(
  path: string,
  { media, overwrite }: { readonly media: string; readonly overwrite: boolean },
): Promise<void> {
  const [there, input] = await Promise.all([statIfPresent(path), statIfPresent(media)]);
  if (there === undefined) return;
  const name = JSON.stringify(media);
  if (there.ino === input?.ino && there.dev === input.dev) {
    throw new UsageError('E_USAGE', `The output ${path} is the input itself.`, {
      hint: `offscribe subtitle ${name} --mux -o another-folder`,
    });
  }
  if (!there.isFile()) {
    throw new InputError('E_OUTPUT_UNWRITABLE', `${path} is no file that could be replaced.`, {
      hint: `offscribe subtitle ${name} --mux -o another-folder`,
    });
  }
  if (overwrite) return;
  throw new InputError('E_OUTPUT_EXISTS', `${path} is already there and would be overwritten.`, {
    hint: `offscribe subtitle ${name} --mux --overwrite   (or -o another-folder)`,
    details: { path },
  });
}
