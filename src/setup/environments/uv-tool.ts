/**
 * uv tool: uv from the PATH, else one of our own under OFFSCRIBE_HOME/envs/.tools, from the package index by its hash.
 * @module
 */
import { join } from 'node:path';
import { CancelledError } from '../../kernel/index.ts';
import {
  type Environment,
  findProgram,
  removePath,
  runGroup,
  statIfPresent,
  withLock,
} from '../../platform/index.ts';
import { environmentsFolder, programIn } from './environment-places.ts';
import { lockedRequirements } from './environment-recipe.ts';
import { type InstallContext, installProgram } from './installer.ts';

/** A uv that works. */
export interface UvTool {
  readonly path: string;
  /** `0.13.9` */
  readonly version: string;
}

/** The oldest that knows the variables it is given. */
const OLDEST = [0, 5] as const;
const LIMIT_MS = 30_000;

/** uv on the PATH; undefined when there is none, or one that is too old or does not start. */
export async function findUv(env: Environment, signal?: AbortSignal): Promise<UvTool | undefined> {
  const file = await findProgram('uv', env);
  return file === undefined ? undefined : await askUv(file, env, signal);
}

/** uv, installed if it is not there; undefined where it cannot be had, and the log says why. */
export async function obtainUv(home: string, context: InstallContext): Promise<UvTool | undefined> {
  const { env, log, signal } = context;
  const onPath = await findUv(env, signal);
  if (onPath !== undefined) return onPath;
  const folder = join(environmentsFolder(home), '.tools', 'uv');
  // Where it is depends on whether it lies in an environment or in a plain folder.
  const places = [programIn(folder, 'uv'), join(folder, 'bin', 'uv.exe')];
  const own = async (): Promise<UvTool | undefined> => {
    for (const place of places)
      if ((await statIfPresent(place)) !== undefined) return await askUv(place, env, signal);
    return undefined;
  };
  const install = async (): Promise<UvTool | undefined> => {
    const there = await own();
    if (there !== undefined) return there;
    await removePath(folder);
    await installProgram(folder, await lockedRequirements('uv'), context);
    return await own();
  };
  try {
    return await withLock(`${folder}.lock`, install, { signal });
  } catch (error) {
    if (error instanceof CancelledError) throw error;
    log.write(`uv cannot be had (${error instanceof Error ? error.message : String(error)}); using pip.\n`);
    return undefined;
  }
}

async function askUv(file: string, env: Environment, signal?: AbortSignal): Promise<UvTool | undefined> {
  const { exitCode, stdout } = await runGroup(
    { file, args: ['--version'], env },
    { signal, limitMs: LIMIT_MS },
  );
  const [, major, minor, patch] = /^uv (\d+)\.(\d+)\.(\d+)/.exec(stdout) ?? [];
  if (exitCode !== 0 || patch === undefined) return undefined;
  const isOld = Number(major) === OLDEST[0] && Number(minor) < OLDEST[1];
  return isOld ? undefined : { path: file, version: `${major}.${minor}.${patch}` };
}
