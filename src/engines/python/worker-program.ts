/**
 * Worker program: where the worker lies in this package, and how Python runs it.
 *
 * Isolated  `-I`: no user site, no PYTHON* variables; what is imported comes from the environment alone.
 * Offline   whatever the caller's environment says: HF_HUB_OFFLINE=1, TRANSFORMERS_OFFLINE=1.
 * Throws    InternalError when the package is not whole.
 * @module
 */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InternalError } from '../../kernel/index.ts';
import { type Environment, statIfPresent } from '../../platform/index.ts';

/** All that a worker sees of the user's environment: where programs, libraries, devices and temporary files are. */
const PASSED_ON =
  /^(PATH|HOME|TMPDIR|TEMP|TMP|LANG|LC_\w+|TZ|LD_LIBRARY_PATH|DYLD_LIBRARY_PATH|USERPROFILE|SYSTEMROOT|WINDIR|APPDATA|LOCALAPPDATA|CUDA_\w+|NVIDIA_\w+|OMP_\w+|MKL_\w+|MLX_\w+|CT2_\w+)$/i;

/** Folder of everything of ours that is written in Python: the workers, and their locked requirements. */
export async function pythonFolder(): Promise<string> {
  for (
    let folder = dirname(fileURLToPath(import.meta.url));
    dirname(folder) !== folder;
    folder = dirname(folder)
  ) {
    const found = join(folder, 'python');
    if ((await statIfPresent(join(found, 'offscribe_worker', '__main__.py'))) !== undefined) return found;
  }
  throw new InternalError('the engine workers are missing from the package');
}

/** Arguments for Python to run the worker by path; of its file, since of a folder Python keeps what it compiled beside it. */
export async function workerArguments(...args: readonly string[]): Promise<string[]> {
  return ['-I', '-X', 'utf8', join(await pythonFolder(), 'offscribe_worker', '__main__.py'), ...args];
}

/** The environment of a worker. */
export function workerEnvironment(env: Environment): Environment {
  const passedOn = Object.entries(env).filter(([name]) => PASSED_ON.test(name));
  return { ...Object.fromEntries(passedOn), HF_HUB_OFFLINE: '1', TRANSFORMERS_OFFLINE: '1' };
}
