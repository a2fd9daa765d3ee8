/**
 * Check engine: whether an environment has every name that the worker takes from it, asked of its own Python.
 * @module
 */
import { type Environment, endInWords, runGroup } from '../../platform/index.ts';
import type { PythonEngineName } from './python-engine-name.ts';
import { workerArguments, workerEnvironment } from './worker-program.ts';

/** What the check found: the versions of the packages, or in one sentence what is wrong. */
export type EngineCheck =
  | { readonly ok: true; readonly versions: Readonly<Record<string, string>> }
  | { readonly ok: false; readonly finding: string };

/** Importing all for the first time compiles it, which takes ten seconds on a slow machine. */
const LIMIT_MS = 180_000;

/** Imports the exact names the worker uses, in that interpreter. Throws CancelledError; all else is a finding. */
export async function checkPythonEngine(
  engine: PythonEngineName,
  python: string,
  { env, signal }: { readonly env: Environment; readonly signal?: AbortSignal | undefined },
): Promise<EngineCheck> {
  const args = await workerArguments('--check', engine);
  const end = await runGroup(
    { file: python, args, env: workerEnvironment(env) },
    { signal, limitMs: LIMIT_MS },
  );
  // Whatever else a library prints while it is imported is passed over.
  const answer = end.stdout.split('\n').map(parseAnswer).findLast(Boolean);
  if (answer !== undefined) return answer;
  if (end.isOutOfTime) return { ok: false, finding: `The check was not done after ${LIMIT_MS / 1000} s.` };
  const said = end.stderr.trimEnd().split('\n').at(-1) ?? '';
  return {
    ok: false,
    finding: `${python} did not answer (${endInWords(end)})${said === '' ? '' : `: ${said}`}.`,
  };
}

function parseAnswer(line: string): EngineCheck | undefined {
  try {
    const { ok, versions, finding } = JSON.parse(line);
    if (ok === true && typeof versions === 'object') return { ok, versions };
    if (ok === false && typeof finding === 'string') return { ok, finding };
  } catch {
    // Not ours.
  }
  return undefined;
}
