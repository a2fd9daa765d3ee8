/**
 * Check engine: whether an environment has every name that the worker takes from it, asked of its own Python.
 * @module
 */
import { throwIfCancelled } from '../../kernel/index.ts';
import { type Environment, keepTail, startGroup, textLines } from '../../platform/index.ts';
import type { PythonEngineName } from './python-engine-name.ts';
import { workerArguments, workerEnvironment } from './worker-program.ts';

/** What the check found: the versions of the packages, or in one sentence what is wrong. */
export type EngineCheck =
  | { readonly ok: true; readonly versions: Readonly<Record<string, string>> }
  | { readonly ok: false; readonly finding: string };

/** Importing all for the first time compiles it, which takes ten seconds on a slow machine. */
const LIMIT_MS = 180_000;
const MAX_LINE_BYTES = 1 << 20;

/** Imports the exact names the worker uses, in that interpreter. Throws CancelledError; all else is a finding. */
export async function checkPythonEngine(
  engine: PythonEngineName,
  python: string,
  { env, signal }: { readonly env: Environment; readonly signal?: AbortSignal | undefined },
): Promise<EngineCheck> {
  throwIfCancelled(signal);
  const args = await workerArguments('--check', engine);
  const group = await startGroup({ file: python, args, env: workerEnvironment(env) });
  const stderr = keepTail(group.stderr);
  const timer = setTimeout(() => group.kill(), LIMIT_MS);
  const onAbort = (): void => group.kill();
  signal?.addEventListener('abort', onAbort);
  try {
    const answer = await lastAnswer(group.stdout);
    const end = await group.ended;
    throwIfCancelled(signal);
    if (answer !== undefined) return answer;
    if (end.failure !== undefined)
      return { ok: false, finding: `${python} cannot be started: ${end.failure.message}` };
    const how = end.endedBy ?? `exit code ${end.exitCode ?? 'unknown'}`;
    const said = stderr().trimEnd().split('\n').at(-1) ?? '';
    return { ok: false, finding: `The check ended with ${how}${said === '' ? '' : `: ${said}`}.` };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

/** Whatever else a library prints while it is imported is passed over. */
async function lastAnswer(stdout: AsyncIterable<Uint8Array>): Promise<EngineCheck | undefined> {
  let answer: EngineCheck | undefined;
  for await (const item of textLines(stdout, MAX_LINE_BYTES))
    if ('line' in item) answer = parseAnswer(item.line) ?? answer;
  return answer;
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
