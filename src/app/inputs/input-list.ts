/**
 * Input list: the paths in a file that `--files-from` names.
 *
 * In      UTF-8, a path a line; blank lines and lines that begin with `#` are left out; blanks belong to the path.
 * Throws  UsageError E_USAGE for a list that cannot be read or is no text.
 * @module
 */
import { dirname, isAbsolute, join } from 'node:path';
import { systemCode, UsageError } from '../../kernel/index.ts';
import { readText } from '../../platform/index.ts';

/** Where a list comes from. */
export interface InputList {
  /** A path, or `-` for standard input. */
  readonly from: string;
  /** Reads standard input to its end. */
  readonly readInput?: (() => Promise<string>) | undefined;
}

/** The paths of the list: those that are relative are relative to it, or to the current folder for standard input. */
export async function readInputList({ from, readInput }: InputList): Promise<readonly string[]> {
  const isInput = from === '-' && readInput !== undefined;
  const text = isInput ? await readInput() : await readList(from);
  if (text.includes('\0') || text.includes('\uFFFD')) throw unreadable(from, 'is not UTF-8 text');
  const folder = isInput ? '.' : dirname(from);
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => (folder === '.' || isAbsolute(line) || hasScheme(line) ? line : join(folder, line)));
}

/** A URL is left as it is, so that it is refused by its own name. */
function hasScheme(line: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(line);
}

async function readList(path: string): Promise<string> {
  try {
    return await readText(path);
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    throw unreadable(path, 'cannot be read', error);
  }
}

function unreadable(path: string, reason: string, cause?: unknown): UsageError {
  return new UsageError('E_USAGE', `The list ${path} ${reason}.`, {
    hint: 'offscribe transcribe --files-from list.txt   (a path a line, UTF-8)',
    ...(cause === undefined ? {} : { cause }),
  });
}
