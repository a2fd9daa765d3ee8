/**
 * Environment recipe: what goes into an engine's environment, and how it is known to work.
 * @module
 */
import { join } from 'node:path';
import type { EngineCheck, PythonEngineName } from '../../engines/index.ts';
import { type Environment, readText, sha256 } from '../../platform/index.ts';

/** How one environment is made. */
export interface EnvironmentRecipe {
  readonly engine: PythonEngineName;
  /** Every package with its version and hashes. */
  readonly lockFile: string;
  /** Distribution whose version is the engine's. */
  readonly distribution: string;
  /** Package that must be there for the environment to be whole. */
  readonly packageName: string;
  check(
    python: string,
    options: { env: Environment; signal?: AbortSignal | undefined },
  ): Promise<EngineCheck>;
}

const PACKAGES: Readonly<Record<PythonEngineName, { distribution: string; packageName: string }>> = {
  mlx: { distribution: 'mlx-whisper', packageName: 'mlx_whisper' },
  'faster-whisper': { distribution: 'faster-whisper', packageName: 'faster_whisper' },
};

/** The engine's own recipe: the lock file of this package, and the worker's contract. */
export async function recipeFor(engine: PythonEngineName): Promise<EnvironmentRecipe> {
  return {
    engine,
    lockFile: await lockedRequirements(engine),
    ...PACKAGES[engine],
    check: async (python, options) => {
      const { checkPythonEngine } = await loadEngines();
      return await checkPythonEngine(engine, python, options);
    },
  };
}

/** Path of a lock file of this package. */
export async function lockedRequirements(name: string): Promise<string> {
  const { pythonFolder } = await loadEngines();
  return join(await pythonFolder(), 'requirements', `${name}.txt`);
}

/** What an environment made from the recipe must have been made from. */
export async function recipeDigest({ lockFile }: EnvironmentRecipe): Promise<string> {
  const { WORKER_PROTOCOL } = await loadEngines();
  return sha256(`${await readText(lockFile)}\nworker protocol ${WORKER_PROTOCOL}`);
}

/** Late: who only asks what this machine has need not load them. */
async function loadEngines(): Promise<typeof import('../../engines/index.ts')> {
  return await import('../../engines/index.ts');
}
