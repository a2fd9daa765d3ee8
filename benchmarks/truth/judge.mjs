/**
 * Judge: what was heard beside what was said, by the one judge of all systems, `peer/judge.py`.
 * @module
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from '../options.mjs';

/**
 * @param {readonly import('./recordings.mjs').Item[]} items
 * @param {readonly import('./hear.mjs').Heard[]} heard in the same order
 * @param {string} python interpreter of the peer's environment
 * @returns {{ judged: import('./figures.mjs').Judgement[], normaliser: string }}
 */
export function judge(items, heard, python) {
  const request = items.map(({ language, text, words }, at) => ({
    language,
    reference: text ?? null,
    words: words ?? null,
    heard: { text: heard[at]?.text ?? '', words: heard[at]?.words ?? [] },
  }));
  const script = join(ROOT, 'benchmarks', 'peer', 'judge.py');
  const settings = {
    input: JSON.stringify({ items: request }),
    encoding: /** @type {const} */ ('utf8'),
    maxBuffer: 1 << 28,
  };
  const { items: judged, normaliser } = JSON.parse(execFileSync(python, [script], settings));
  return { judged, normaliser };
}
