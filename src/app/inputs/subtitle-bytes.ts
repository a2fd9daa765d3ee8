/**
 * Subtitle bytes: what is in a subtitle file on the disk.
 *
 * Throws  InputError E_SUBTITLES_UNREADABLE.
 * @module
 */
import { InputError, systemCode } from '../../kernel/index.ts';
import { readBytes, statIfPresent } from '../../platform/index.ts';

/** Files larger than this are no subtitles, and are not loaded. */
const MAX_BYTES = 256 * 1024 * 1024;

/** The file's bytes; `hint`: the command that was meant, with a file that can be read. */
export async function readSubtitleBytes(path: string, hint: string): Promise<Uint8Array> {
  const refuse = (what: string, cause?: unknown): InputError =>
    new InputError('E_SUBTITLES_UNREADABLE', `${path} ${what}.`, {
      hint,
      details: { file: path },
      ...(cause === undefined ? {} : { cause }),
    });
  try {
    const found = await statIfPresent(path);
    if (found === undefined) throw refuse('does not exist');
    if (found.isDirectory()) throw refuse('is a folder');
    if (found.size > MAX_BYTES) throw refuse('is too large for subtitles');
    return await readBytes(path);
  } catch (error) {
    if (error instanceof InputError || systemCode(error) === undefined) throw error;
    throw refuse(`cannot be read (${systemCode(error)})`, error);
  }
}
