/**
 * Engine environments for tests: the machine's own, made once in its OFFSCRIBE_HOME as a user's would be.
 *
 * Where one cannot be made the tests that need it are skipped with the reason printed; in CI that is a failure.
 * @module
 */
import { join } from 'node:path';
import { createPythonEngine, type PythonEngineName, type SpeechEngine } from '../src/engines/index.ts';
import { offlineByEnvironment } from '../src/platform/index.ts';
import { makeEnvironment } from '../src/setup/index.ts';
import { DIGESTS, HOME } from './real-models.ts';

/** An environment that is ready. */
export interface TestEnvironment {
  readonly engine: PythonEngineName;
  readonly python: string;
  readonly version: string;
}

/** The engine's environment, made if it is not there; undefined where it cannot be. */
export async function engineEnvironment(engine: PythonEngineName): Promise<TestEnvironment | undefined> {
  try {
    const made = await makeEnvironment(engine, {
      home: HOME,
      env: process.env,
      offline: offlineByEnvironment(process.env),
      logFile: join(HOME, 'logs', 'test-environments.log'),
    });
    return { engine, python: made.python ?? '', version: made.version ?? '' };
  } catch (error) {
    if (process.env['CI']) throw error;
    process.stderr.write(`skipping tests that need the ${engine} environment: ${String(error)}\n`);
    return undefined;
  }
}

/** The engine on that environment. */
export function engineOn({ engine, python, version }: TestEnvironment): SpeechEngine {
  return createPythonEngine({ engine, python, version, home: HOME, digests: DIGESTS, env: process.env });
}
