/**
 * Installer: uv where it can be had, else Python's own venv and pip. Both check every hash, and neither runs any code of
 * a package while it installs it.
 *
 * Throws  NotReadyError E_ENVIRONMENT_FAILED; StoreError E_DISK_FULL; CancelledError.
 * @module
 */
import { dirname, join } from 'node:path';
import { type JsonValue, NotReadyError, StoreError } from '../../kernel/index.ts';
import { type Environment, endInWords, type GroupResult, runGroup } from '../../platform/index.ts';
import { programIn } from './environment-places.ts';
import type { FoundPython } from './find-python.ts';
import { pipVariables, uvVariables } from './index-variables.ts';
import type { SetupLog } from './setup-log.ts';

/** What everything that is installed needs. */
export interface InstallContext {
  readonly python: FoundPython;
  readonly env: Environment;
  readonly log: SetupLog;
  readonly signal?: AbortSignal | undefined;
}

/** Makes an environment in a folder that is not there yet, and installs a lock file's packages in it. */
export type Install = (folder: string, lockFile: string) => Promise<void>;

/** With uv. */
export function uvInstaller(uv: string, context: InstallContext): Install {
  return async (folder, lockFile) => {
    const env = await uvVariables(context.env);
    const python = programIn(folder, 'python');
    await run([uv, 'venv', '--python', context.python.path, folder], env, context);
    const flags = ['--require-hashes', '--only-binary', ':all:', '--python', python];
    await run([uv, 'pip', 'sync', ...flags, lockFile], env, context);
  };
}

const PIP = [
  ...['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input'],
  ...['--require-hashes', '--only-binary', ':all:', '--no-deps'],
];

/** With what Python itself brings. */
export function pipInstaller(context: InstallContext): Install {
  return async (folder, lockFile) => {
    const env = pipVariables(context.env);
    await run([context.python.path, '-m', 'venv', folder], env, context);
    await run([programIn(folder, 'python'), ...PIP, '-r', lockFile], env, context);
  };
}

/**
 * A program from the index into a folder of its own, by the pip that Python has: a tenth of the time that an environment
 * takes. Where there is none, an environment brings one.
 */
export async function installProgram(
  folder: string,
  lockFile: string,
  context: InstallContext,
): Promise<void> {
  const env = pipVariables(context.env);
  const { path } = context.python;
  if ((await runGroup({ file: path, args: ['-m', 'pip', '--version'], env }, context)).exitCode !== 0)
    return await pipInstaller(context)(folder, lockFile);
  await run([path, ...PIP, '--target', folder, '-r', lockFile], env, context);
}

/** Runs a step under a guard that ends it when this process is killed; all that it says goes into the log. */
async function run(command: readonly string[], env: Environment, context: InstallContext): Promise<void> {
  const { log, signal, python } = context;
  log.write(`$ ${command.join(' ')}\n`);
  const { pythonFolder } = await import('../../engines/index.ts');
  const guard = ['-I', join(await pythonFolder(), 'offscribe_worker', 'guard.py')];
  const end = await runGroup(
    // A folder without settings of a project that has nothing to do with this.
    { file: python.path, args: [...guard, ...command], env, folder: dirname(log.path) },
    { signal, onOutput: (piece) => log.write(piece) },
  );
  log.write(`(${endInWords(end)})\n`);
  if (end.exitCode !== 0) throw stepFailure(command, end, log);
}

function stepFailure(
  command: readonly string[],
  end: GroupResult,
  log: SetupLog,
): NotReadyError | StoreError {
  const said = `${end.stdout}\n${end.stderr}`;
  if (/No space left on device|os error 28|Errno 28|Disk quota exceeded/i.test(said)) {
    return new StoreError('E_DISK_FULL', 'The disk is full; the environment could not be installed.', {
      hint: 'df -h   (free some space and run the same command again)',
      details: { logFile: log.path, output: log.lastLines },
    });
  }
  const needsVenv = /ensurepip|No module named '?venv/i.test(said);
  const name = command.slice(0, 3).join(' ');
  return environmentFailure(`\`${name}\` failed (${endInWords(end)})`, log, {
    ...(needsVenv ? { hint: 'sudo apt-get install python3-venv' } : {}),
  });
}

/** The error of an environment that could not be made; it names the log. */
export function environmentFailure(
  what: string,
  log: SetupLog,
  {
    hint,
    details = {},
  }: { readonly hint?: string; readonly details?: Readonly<Record<string, JsonValue>> } = {},
): NotReadyError {
  return new NotReadyError(
    'E_ENVIRONMENT_FAILED',
    `The environment could not be made: ${what}. See ${log.path}.`,
    {
      hint: hint ?? `tail -n 40 ${JSON.stringify(log.path)}`,
      details: { logFile: log.path, output: log.lastLines, ...details },
    },
  );
}
