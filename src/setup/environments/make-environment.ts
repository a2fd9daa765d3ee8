/**
 * Make environment: an engine's Python environment, made where it will lie (it cannot be moved), under a lock.
 *
 * Crash    the stamp is the last thing written and the first thing removed: whatever a kill leaves has none, and the
 *          next run makes it anew. The installer ends with its maker.
 * Trust    the stamp is written only after the worker's contract was checked in the new environment.
 * Offline  refused before anything is looked for.
 * Throws   NotReadyError E_ENVIRONMENT_FAILED, E_RUNTIME_MISSING; NetworkError E_OFFLINE; StoreError E_DISK_FULL,
 *          E_STORE_UNWRITABLE; CancelledError.
 * @module
 */
import { join } from 'node:path';
import type { PythonEngineName } from '../../engines/index.ts';
import { NetworkError, NotReadyError } from '../../kernel/index.ts';
import {
  bytesBelow,
  carryOut,
  type Environment,
  isAbandoned,
  listFolder,
  makeFolder,
  removePath,
  storeErrorFrom,
  withLock,
} from '../../platform/index.ts';
import { linkFromCheckout } from './checkout-link.ts';
import { environmentFolder, environmentsFolder, programIn, stampFile } from './environment-places.ts';
import { type EnvironmentRecipe, recipeDigest, recipeFor } from './environment-recipe.ts';
import { markInterpreter, writeStamp } from './environment-stamp.ts';
import { environmentSupport } from './environment-support.ts';
import { type FoundPython, findPython } from './find-python.ts';
import { type EngineEnvironment, inspectByRecipe } from './inspect-environment.ts';
import { environmentFailure, type InstallContext, pipInstaller, uvInstaller } from './installer.ts';
import { SetupLog } from './setup-log.ts';
import { obtainUv } from './uv-tool.ts';

/** What is being done, in one sentence for people. */
export interface EnvironmentStep {
  readonly step: 'wait' | 'python' | 'installer' | 'packages' | 'check' | 'link';
  readonly message: string;
}

/** How to make it. */
export interface MakeOptions {
  /** OFFSCRIBE_HOME. */
  readonly home: string;
  readonly env: Environment;
  readonly offline: boolean;
  /** Make it again even when it is ready. */
  readonly force?: boolean | undefined;
  /** A checkout that gets a link `venv/<engine>`. */
  readonly checkout?: string | undefined;
  /** Everything the installers say is added to it. */
  readonly logFile: string;
  readonly signal?: AbortSignal | undefined;
  readonly report?: ((step: EnvironmentStep) => void) | undefined;
}

/** Makes an engine's environment unless it is ready, and gives it as it is then. */
export async function makeEnvironment(
  engine: PythonEngineName,
  options: MakeOptions,
): Promise<EngineEnvironment> {
  const { supported, reason } = environmentSupport(engine);
  if (!supported) {
    throw new NotReadyError('E_RUNTIME_MISSING', `The ${engine} engine cannot run here: ${reason}`, {
      hint: 'offscribe transcribe MEDIA --engine onnx',
    });
  }
  return await makeByRecipe(await recipeFor(engine), options);
}

/** The same, for a recipe. */
export async function makeByRecipe(
  recipe: EnvironmentRecipe,
  options: MakeOptions,
): Promise<EngineEnvironment> {
  const folder = environmentFolder(options.home, recipe.engine);
  const isWanted = ({ state }: EngineEnvironment): boolean => state !== 'ready' || options.force === true;
  let environment = await inspectByRecipe(recipe, options);
  if (isWanted(environment)) {
    if (options.offline) throw offlineRefusal(recipe, environment);
    environment = await lockedMake(recipe, options);
  }
  await link(recipe.engine, folder, options);
  return environment;
}

async function lockedMake(recipe: EnvironmentRecipe, options: MakeOptions): Promise<EngineEnvironment> {
  const { home, signal, report } = options;
  const folder = environmentFolder(home, recipe.engine);
  let hasWaited = false;
  const make = async (): Promise<EngineEnvironment> => {
    const meanwhile = await inspectByRecipe(recipe, options);
    // Whoever was waited for has made it: that is as good as making it, by force or not.
    if (meanwhile.state === 'ready' && (hasWaited || options.force !== true)) return meanwhile;
    const log = await SetupLog.open(options.logFile);
    try {
      await makeAnew(recipe, log, options);
    } finally {
      await log.close();
    }
    return await inspectByRecipe(recipe, options);
  };
  const onWait = (owner: string): void => {
    hasWaited = true;
    report?.({
      step: 'wait',
      message: `Waiting for ${owner}, which makes the ${recipe.engine} environment.`,
    });
  };
  try {
    await makeFolder(environmentsFolder(home));
    return await withLock(`${folder}.lock`, make, { signal, onWait });
  } catch (error) {
    throw storeErrorFrom(error, environmentsFolder(home));
  }
}

async function makeAnew(recipe: EnvironmentRecipe, log: SetupLog, options: MakeOptions): Promise<void> {
  const { home, env, signal, report } = options;
  const { engine } = recipe;
  const folder = environmentFolder(home, engine);
  log.write(`[${new Date().toISOString()}] the ${engine} environment, ${folder}\n`);
  const python = await findPython(env, signal);
  report?.({ step: 'python', message: `Python ${python.version}, ${python.path}.` });
  await removeRemains(home, folder);
  const context: InstallContext = { python, env, log, signal };
  const uv = await obtainUv(home, context);
  const madeBy = uv === undefined ? 'pip' : `uv ${uv.version}`;
  report?.({ step: 'installer', message: `Installing with ${madeBy}.` });
  const install = uv === undefined ? pipInstaller(context) : uvInstaller(uv.path, context);
  await install(folder, recipe.lockFile);
  report?.({ step: 'packages', message: 'Every package is installed, as locked.' });
  await proveAndStamp(recipe, { folder, python, madeBy }, { log, options });
}

/** Checks the contract, then writes the stamp. */
async function proveAndStamp(
  recipe: EnvironmentRecipe,
  {
    folder,
    python,
    madeBy,
  }: { readonly folder: string; readonly python: FoundPython; readonly madeBy: string },
  { log, options }: { readonly log: SetupLog; readonly options: MakeOptions },
): Promise<void> {
  const { env, signal, report } = options;
  const interpreter = programIn(folder, 'python');
  const check = await recipe.check(interpreter, { env, signal });
  log.write(`check: ${JSON.stringify(check)}\n`);
  if (!check.ok) throw environmentFailure(check.finding.replace(/\.$/, ''), log);
  report?.({ step: 'check', message: 'The worker finds every name it uses.' });
  const mark = await markInterpreter(interpreter);
  if (mark === undefined) throw environmentFailure('its interpreter is gone', log);
  await writeStamp(folder, {
    recipe: await recipeDigest(recipe),
    pythonVersion: python.version,
    interpreter: mark,
    versions: check.versions,
    sizeBytes: await bytesBelow([folder]),
    madeBy,
  });
}

/** What an earlier maker left: the stamp goes first, so that a half-removed environment is not taken for a whole one. */
async function removeRemains(home: string, folder: string): Promise<void> {
  await carryOut({ path: folder, bytes: 0, reason: 'made anew', steps: [[stampFile(folder)], [folder]] });
  const place = environmentsFolder(home);
  for (const name of await listFolder(place)) if (isAbandoned(name)) await removePath(join(place, name));
}

async function link(engine: PythonEngineName, folder: string, options: MakeOptions): Promise<void> {
  if (options.checkout === undefined) return;
  const problem = await linkFromCheckout(options.checkout, engine, folder);
  if (problem !== undefined) options.report?.({ step: 'link', message: problem });
}

function offlineRefusal({ engine }: EnvironmentRecipe, { state, finding }: EngineEnvironment): NetworkError {
  return new NetworkError(
    'E_OFFLINE',
    `The ${engine} environment is ${state} and cannot be made while the network is forbidden. ${finding}`,
    { hint: `offscribe bootstrap --engines ${engine}   (once, with the network on)` },
  );
}
