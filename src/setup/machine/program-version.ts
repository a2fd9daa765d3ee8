/**
 * Program version: where a program is and what it says of itself, in bounded time.
 * @module
 */
import { type Environment, findProgram, runProgram } from '../../platform/index.ts';

/** A program that was asked. */
export interface AskedProgram {
  readonly path: string;
  /** All it printed on stdout; empty when it failed or took too long. */
  readonly text: string;
}

/** A program that is found. */
export interface FoundProgram {
  readonly path: string;
  /** `3.11.7`; absent when it does not say. */
  readonly version?: string;
}

/** A program that takes longer to say its version is broken. */
const LIMIT_MS = 5_000;

/** Finds a program on PATH, or takes it by its path, and asks it; undefined when there is none. */
export async function askProgram(
  name: string,
  args: readonly string[],
  env: Environment,
): Promise<AskedProgram | undefined> {
  const path = /[/\\]/.test(name) ? name : await findProgram(name, env);
  if (path === undefined) return undefined;
  try {
    const { exitCode, stdout } = await runProgram(path, args, AbortSignal.timeout(LIMIT_MS));
    return { path, text: exitCode === 0 ? stdout : '' };
  } catch (error) {
    if (error instanceof Error && ['TimeoutError', 'AbortError'].includes(error.name))
      return { path, text: '' };
    throw error;
  }
}

/** The first of these programs that is there, with the first version number in its answer to `flag`. */
export async function findVersion(
  names: readonly string[],
  flag: string,
  env: Environment,
): Promise<FoundProgram | undefined> {
  for (const name of names) {
    const asked = await askProgram(name, [flag], env);
    if (asked === undefined) continue;
    const [version] = /\d+(?:\.\d+)+[\w.+-]*/.exec(asked.text) ?? [];
    return { path: asked.path, ...(version === undefined ? {} : { version }) };
  }
  return undefined;
}
