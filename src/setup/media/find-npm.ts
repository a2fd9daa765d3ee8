/**
 * Find npm: the command that runs npm without a shell.
 *
 * Throws  NotReadyError E_RUNTIME_MISSING when there is none.
 * @module
 */
import { basename, dirname, join } from 'node:path';
import { NotReadyError } from '../../kernel/index.ts';
import { type Environment, findProgram, realPath, statIfPresent } from '../../platform/index.ts';

/** The program and its first arguments: npm on PATH, else the one that came with this Node.js. */
export async function findNpm(env: Environment): Promise<readonly string[]> {
  const onPath = await findProgram('npm', env);
  const script = await npmScript(onPath);
  if (script !== undefined) return [process.execPath, script];
  // A wrapper of a version manager; on Windows that is no program, and a shell would read the arguments again.
  if (onPath !== undefined && process.platform !== 'win32') return [onPath];
  throw new NotReadyError('E_RUNTIME_MISSING', 'npm, which fetches the media add-on, is not on PATH.', {
    hint:
      process.platform === 'linux' ? 'sudo apt-get install npm' : 'node --version   (npm comes with Node.js)',
  });
}

/** npm's own script, which `process.execPath` can run. */
async function npmScript(onPath: string | undefined): Promise<string | undefined> {
  const inModules = join('node_modules', 'npm', 'bin', 'npm-cli.js');
  const besideNode = dirname(process.execPath);
  const real = onPath === undefined ? undefined : await realPath(onPath);
  const candidates = [
    ...(real !== undefined && basename(real) === 'npm-cli.js' ? [real] : []),
    ...(onPath === undefined ? [] : [join(dirname(onPath), inModules)]),
    join(besideNode, inModules),
    join(dirname(besideNode), 'lib', inModules),
  ];
  for (const path of candidates) if ((await statIfPresent(path)) !== undefined) return path;
  return undefined;
}
