/**
 * The peers' Python: made by the benchmark's own script, from its lock file.
 * @module
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../../benchmarks/peer-environment.mjs', import.meta.url));

/** Path of the peers' Python, or undefined where there is no Python 3 to build it on. In CI that is a failure. */
export function peerPython(): string | undefined {
  try {
    return execFileSync(process.execPath, [SCRIPT], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim();
  } catch (error) {
    if (process.env['CI'] === 'true') throw error;
    process.stderr.write('skipped: the peer environment could not be made (is Python 3 with venv there?)\n');
    return undefined;
  }
}
