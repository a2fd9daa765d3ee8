/**
 * The peers' Python: made by the benchmark's own script, from its lock file.
 * @module
 */
import { scriptPython } from '../fixtures/script-python.ts';

/** Path of the peers' Python, or undefined where there is no Python 3 to build it on. In CI that is a failure. */
export function peerPython(): string | undefined {
  return scriptPython(
    new URL('../../benchmarks/peer-environment.mjs', import.meta.url),
    'the peer environment could not be made',
  );
}
