/**
 * Probe program: where the program that probes lies, found from this very file, whoever imported it.
 *
 * Throws  InternalError when the package is not whole, as when another bundler took it apart.
 * @module
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InternalError } from '../../kernel/index.ts';
import { readTextIfPresent, statIfPresent } from '../../platform/index.ts';

const PROGRAM = ['dist', 'cli', 'probe.js'];

/** Path of the program. */
export async function findProbeProgram(): Promise<string> {
  for (
    let folder = dirname(fileURLToPath(import.meta.url));
    dirname(folder) !== folder;
    folder = dirname(folder)
  ) {
    const text = await readTextIfPresent(join(folder, 'package.json'));
    if (text === undefined || !/"name":\s*"offscribe"/.test(text)) continue;
    const program = join(folder, ...PROGRAM);
    if ((await statIfPresent(program)) !== undefined) return program;
  }
  throw new InternalError('the program that probes models is missing from the package');
}
