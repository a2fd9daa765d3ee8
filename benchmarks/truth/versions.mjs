/**
 * Versions: every recording with a text three times more, quieter and behind a little silence, so that chance counts for less.
 *
 * A few dozen clips cannot tell two systems apart that differ by a quarter of a point: other digits in a product change
 * single words both ways. A clip at another loudness is other digits to every system, and has the same words.
 * @module
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../options.mjs';

/** Loudness beside the recording's, and silence before it: other for each, and no multiple of a frame of 20 ms. */
const VERSIONS = [
  { name: 'a', gain: 0.6, silenceSec: 0.105 },
  { name: 'b', gain: 0.3, silenceSec: 0.232 },
  { name: 'c', gain: 0.45, silenceSec: 0.327 },
];

/**
 * Makes the files and their manifest.
 * @param {string} folder
 * @param {readonly import('./recordings.mjs').Item[]} recordings with texts
 * @param {string} python interpreter of the peer's environment, which decodes
 */
export function makeVersionsSet(folder, recordings, python) {
  mkdirSync(folder, { recursive: true });
  const made = recordings.flatMap(({ id, path, language, seconds, text }) =>
    VERSIONS.map(({ name, gain, silenceSec }) => ({
      item: { id: `${id}-${name}`, file: `${id}-${name}.wav`, language, seconds: seconds + silenceSec, text },
      request: { recording: path, output: join(folder, `${id}-${name}.wav`), gain, silence_sec: silenceSec },
    })),
  );
  const input = JSON.stringify({ versions: made.map(({ request }) => request) });
  const script = join(ROOT, 'benchmarks', 'peer', 'versions.py');
  execFileSync(python, [script], { input, stdio: ['pipe', 2, 'inherit'] });
  const lines = made.map(({ item }) => JSON.stringify(item));
  writeFileSync(join(folder, 'manifest.jsonl'), `${lines.join('\n')}\n`);
}
