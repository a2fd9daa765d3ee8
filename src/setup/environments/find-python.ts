/**
 * Find Python: an interpreter to build environments on. It is asked for its version, since a name on the PATH may be a
 * shim for one that is not installed.
 *
 * Order   `OFFSCRIBE_PYTHON`, then 3.12, 3.11, 3.10 and 3.13 by name, `python3`, `python`; on Windows `py -3` first.
 * Throws  NotReadyError E_RUNTIME_MISSING; CancelledError.
 * @module
 */
import { NotReadyError } from '../../kernel/index.ts';
import { type Environment, findProgram, runGroup } from '../../platform/index.ts';

/** An interpreter that works. */
export interface FoundPython {
  /** Full path of the interpreter itself, behind shims, launchers and environments. */
  readonly path: string;
  /** `3.11.7` */
  readonly version: string;
}

const OLDEST_MINOR = 10;
const NAMES = ['python3.12', 'python3.11', 'python3.10', 'python3.13', 'python3', 'python'];
/** The interpreter behind an environment, since an activated one may be the very one that is to be made anew. */
const QUESTION =
  'import sys; print(getattr(sys, "_base_executable", None) or sys.executable); print(".".join(map(str, sys.version_info[:3])))';
/** A shim may have much to do on a loaded machine. */
const LIMIT_MS = 30_000;

/** The first interpreter that is new enough. */
export async function findPython(env: Environment, signal?: AbortSignal): Promise<FoundPython> {
  const asked = env['OFFSCRIBE_PYTHON']?.trim();
  if (asked !== undefined && asked !== '') return await askedPython(asked, env, signal);
  const tooOld: string[] = [];
  for (const [name, ...args] of candidates()) {
    const file = await findProgram(name ?? '', env);
    const found = file && (await askPython(file, { args, env, signal }));
    if (!found) continue;
    if (isNewEnough(found)) return found;
    tooOld.push(found.version);
  }
  const seen = tooOld.length === 0 ? '' : ` (found only ${[...new Set(tooOld)].join(', ')})`;
  throw new NotReadyError('E_RUNTIME_MISSING', `There is no Python 3.${OLDEST_MINOR} or newer here${seen}.`, {
    hint: installHint(),
  });
}

/** The version of an interpreter, and its own path; undefined when it does not start. */
export async function askPython(
  file: string,
  {
    args = [],
    env,
    signal,
  }: {
    readonly args?: readonly string[];
    readonly env: Environment;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<FoundPython | undefined> {
  const program = { file, args: [...args, '-I', '-c', QUESTION], env };
  const { exitCode, stdout } = await runGroup(program, { signal, limitMs: LIMIT_MS });
  const [path, version] = stdout.trim().split(/\r?\n/);
  if (exitCode !== 0 || !path || !/^\d+\.\d+\.\d+$/.test(version ?? '')) return undefined;
  return { path, version: version ?? '' };
}

async function askedPython(
  asked: string,
  env: Environment,
  signal: AbortSignal | undefined,
): Promise<FoundPython> {
  const file = /[\\/]/.test(asked) ? asked : await findProgram(asked, env);
  const found = file === undefined ? undefined : await askPython(file, { env, signal });
  if (found !== undefined && isNewEnough(found)) return found;
  const flaw = found === undefined ? 'does not start' : `is Python ${found.version}`;
  throw new NotReadyError(
    'E_RUNTIME_MISSING',
    `OFFSCRIBE_PYTHON names ${asked}, which ${flaw}; Python 3.${OLDEST_MINOR} or newer is needed.`,
    { hint: 'OFFSCRIBE_PYTHON=/path/to/python3 offscribe bootstrap' },
  );
}

function candidates(): readonly (readonly string[])[] {
  const names = NAMES.map((name) => [name]);
  return process.platform === 'win32' ? [['py', '-3'], ...names] : names;
}

function isNewEnough({ version }: FoundPython): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 3 || (major === 3 && minor >= OLDEST_MINOR);
}

function installHint(): string {
  switch (process.platform) {
    case 'darwin':
      return 'brew install python@3.12';
    case 'win32':
      return 'winget install Python.Python.3.12';
    default:
      return 'sudo apt-get install python3 python3-venv   (or OFFSCRIBE_PYTHON=/path/to/python3)';
  }
}
