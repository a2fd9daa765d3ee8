/**
 * Engine cell: an OFFSCRIBE_HOME of its own in which the machine's engine environments can be used.
 * @module
 */
import { execFile } from 'node:child_process';
import { mkdir, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { PythonEngineName } from '../../src/engines/index.ts';
import { engineEnvironment } from '../engine-environments.ts';
import { HOME } from '../real-models.ts';

/** Whether the environment is there, or could be made; in CI one that cannot be made is a failure. */
export async function hasEngine(name: PythonEngineName): Promise<boolean> {
  return (await engineEnvironment(name)) !== undefined;
}

/** Makes an environment of the machine one of `home`'s, by a link. */
export async function lendEngine(name: PythonEngineName, home: string): Promise<void> {
  const place = join(home, 'envs', name);
  await mkdir(dirname(place), { recursive: true });
  await symlink(join(HOME, 'envs', name), place);
}

/** Makes a copy of an environment in `home`, of links, in which any file can be replaced; gives its folder. */
export async function copyEngine(name: PythonEngineName, home: string): Promise<string> {
  const place = join(home, 'envs', name);
  await rm(place, { recursive: true, force: true });
  await mkdir(dirname(place), { recursive: true });
  await promisify(execFile)('cp', ['-rs', join(HOME, 'envs', name), place]);
  return place;
}
