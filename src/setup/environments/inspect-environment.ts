/**
 * Inspect environment: what state an engine's environment is in, from its stamp; no process is started while the
 * interpreter behind it is the one it was made with.
 *
 * absent   nothing there
 * partial  something there, but no stamp: it was never finished
 * stale    whole once, but made from another lock file, for another worker, or with another Python
 * broken   whole once, but its interpreter no longer starts, or its packages are gone
 * ready    as it was made
 * @module
 */
import { join } from 'node:path';
import type { PythonEngineName } from '../../engines/index.ts';
import { type Environment, statIfPresent } from '../../platform/index.ts';
import { environmentFolder, packagesFolder, programIn } from './environment-places.ts';
import { type EnvironmentRecipe, recipeDigest, recipeFor } from './environment-recipe.ts';
import { type EnvironmentStamp, markInterpreter, readStamp } from './environment-stamp.ts';
import { askPython } from './find-python.ts';

/** How far an environment can be used: only `ready` is. */
export type EnvironmentState = 'absent' | 'partial' | 'stale' | 'broken' | 'ready';

/** An engine's environment as it is found. */
export interface EngineEnvironment {
  readonly engine: PythonEngineName;
  readonly state: EnvironmentState;
  readonly folder: string;
  /** Its interpreter, when ready. */
  readonly python?: string;
  /** Version of the engine's package, when ready. */
  readonly version?: string;
  /** One sentence for people. */
  readonly finding: string;
  readonly sizeBytes?: number;
}

/** Where to look, and with which environment to start an interpreter, if one must be asked. */
export interface InspectOptions {
  /** OFFSCRIBE_HOME. */
  readonly home: string;
  readonly env: Environment;
}

/** The state of an engine's environment. */
export async function inspectEnvironment(
  engine: PythonEngineName,
  options: InspectOptions,
): Promise<EngineEnvironment> {
  // Most machines have none: that is seen without its recipe.
  const folder = environmentFolder(options.home, engine);
  if ((await statIfPresent(folder)) === undefined) return absentIn(folder, engine);
  return await inspectByRecipe(await recipeFor(engine), options);
}

/** The same, for a recipe. */
export async function inspectByRecipe(
  recipe: EnvironmentRecipe,
  { home, env }: InspectOptions,
): Promise<EngineEnvironment> {
  const { engine } = recipe;
  const folder = environmentFolder(home, engine);
  const found = (state: EnvironmentState, finding: string): EngineEnvironment => ({
    engine,
    state,
    folder,
    finding,
  });
  if ((await statIfPresent(folder)) === undefined) return absentIn(folder, engine);
  const stamp = await readStamp(folder);
  if (stamp === undefined) return found('partial', 'It was never finished; make it again.');
  if (stamp.recipe !== (await recipeDigest(recipe)))
    return found('stale', 'It was made for another version of Offscribe; make it again.');
  const python = programIn(folder, 'python');
  const flaw = await interpreterFlaw(python, stamp, env);
  if (flaw !== undefined) return found(...flaw);
  const packages = join(packagesFolder(folder, stamp.pythonVersion), recipe.packageName);
  if ((await statIfPresent(packages)) === undefined)
    return found('broken', `${recipe.packageName} is gone from it; make it again.`);
  const version = stamp.versions[recipe.distribution] ?? 'unknown';
  return {
    ...found('ready', `${recipe.distribution} ${version} on Python ${stamp.pythonVersion}.`),
    python,
    version,
    sizeBytes: stamp.sizeBytes,
  };
}

async function interpreterFlaw(
  python: string,
  { interpreter, pythonVersion }: EnvironmentStamp,
  env: Environment,
): Promise<[EnvironmentState, string] | undefined> {
  const mark = await markInterpreter(python);
  if (mark === undefined) return ['broken', 'The Python it was made with is gone; make it again.'];
  if (mark.sizeBytes === interpreter.sizeBytes && mark.changedMs === interpreter.changedMs) return undefined;
  const answer = await askPython(python, { env });
  if (answer === undefined) return ['broken', 'Its Python no longer starts; make it again.'];
  if (answer.version === pythonVersion) return undefined;
  return [
    'stale',
    `It was made with Python ${pythonVersion} and now runs on ${answer.version}; make it again.`,
  ];
}

function absentIn(folder: string, engine: PythonEngineName): EngineEnvironment {
  return { engine, state: 'absent', folder, finding: 'It was not made yet.' };
}
