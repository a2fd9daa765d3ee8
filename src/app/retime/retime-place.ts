/**
 * Retime place: where a retimed file goes, and whether it may.
 *
 * Throws  UsageError E_USAGE (the output is the input, or of no known format), InputError E_OUTPUT_EXISTS,
 *         E_OUTPUT_UNWRITABLE.
 * @module
 */
import { basename, extname, join, resolve } from 'node:path';
import { InputError, UsageError } from '../../kernel/index.ts';
import { statIfPresent } from '../../platform/index.ts';
import { formatOfName, type KnownFormat, TRACK_FORMATS } from '../../subtitles/index.ts';

/** Which file, and where to. */
interface PlaceWish {
  readonly input: string;
  readonly output?: string | undefined;
  readonly overwrite?: boolean | undefined;
}

/** A place, and the format that its name asks for. */
export interface RetimePlace {
  /** Absolute; absent: nothing is written. */
  readonly path?: string;
  readonly format: KnownFormat;
}

/** Finds the place; `format` is the input's. */
export async function planRetimePlace(
  { input, output }: PlaceWish,
  format: KnownFormat,
): Promise<RetimePlace> {
  if (output === '-') return { format };
  const stem = basename(input, extname(input));
  const name = `${stem}.retimed.${TRACK_FORMATS[format].extensions[0]}`;
  if (output === undefined) return { path: resolve(name), format };
  const isFolder = /[/\\]$/.test(output) || (await statIfPresent(output))?.isDirectory() === true;
  if (isFolder) return { path: join(resolve(output), name), format };
  const asked = formatOfName(output);
  if (asked === undefined) {
    const endings = Object.values(TRACK_FORMATS).flatMap(({ extensions }) => extensions);
    throw new UsageError('E_USAGE', `${output} has no ending of a subtitle format.`, {
      hint: `offscribe retime IN -o OUT.${format}   (one of ${endings.join(', ')})`,
    });
  }
  return { path: resolve(output), format: asked };
}

/** Refuses the input itself, and what is there already. */
export async function checkRetimePlace(path: string, { input, overwrite = false }: PlaceWish): Promise<void> {
  const [there, source] = await Promise.all([statIfPresent(path), statIfPresent(input)]);
  if (there === undefined) return;
  const hint = `offscribe retime ${JSON.stringify(input)} -o another-file`;
  if (there.ino === source?.ino && there.dev === source.dev) {
    throw new UsageError('E_USAGE', `The output ${path} is the input itself.`, { hint });
  }
  if (!there.isFile()) {
    throw new InputError('E_OUTPUT_UNWRITABLE', `${path} is no file that could be replaced.`, { hint });
  }
  if (overwrite) return;
  throw new InputError('E_OUTPUT_EXISTS', `${path} is already there and would be overwritten.`, {
    hint: `offscribe retime ${JSON.stringify(input)} --overwrite   (or -o another-file)`,
    details: { path },
  });
}
