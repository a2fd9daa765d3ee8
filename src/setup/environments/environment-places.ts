/**
 * Environment places: where an engine's environment and what belongs to it lie.
 * @module
 */
import { join } from 'node:path';
import type { PythonEngineName } from '../../engines/index.ts';

/** Folder of all environments of an OFFSCRIBE_HOME. */
export function environmentsFolder(home: string): string {
  return join(home, 'envs');
}

/** Folder of an engine's environment. */
export function environmentFolder(home: string, engine: PythonEngineName): string {
  return join(environmentsFolder(home), engine);
}

/** The file that says an environment is whole, written last. */
export function stampFile(folder: string): string {
  return join(folder, 'environment.json');
}

/** Path of a program in an environment. */
export function programIn(folder: string, name: string): string {
  return process.platform === 'win32' ? join(folder, 'Scripts', `${name}.exe`) : join(folder, 'bin', name);
}

/** Folder of installed packages; `version` is Python's, `3.11.7`. */
export function packagesFolder(folder: string, version: string): string {
  const [major, minor] = version.split('.');
  return process.platform === 'win32'
    ? join(folder, 'Lib', 'site-packages')
    : join(folder, 'lib', `python${major}.${minor}`, 'site-packages');
}
