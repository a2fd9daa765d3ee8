/**
 * Scoring: word errors by the one scorer that all systems share.
 * @module
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './options.mjs';

/**
 * @typedef {{ wer: number, words: number, substitutions: number, deletions: number, insertions: number,
 *   normaliser: string }} Score
 */

/**
 * Word errors of English texts, pooled.
 * @param {readonly string[]} references
 * @param {readonly string[]} texts
 * @param {string} python interpreter of the peer's environment
 * @returns {Score}
 */
export function scoreTexts(references, texts, python) {
  const items = references.map((reference, index) => ({
    language: 'en',
    reference,
    hypothesis: texts[index] ?? '',
  }));
  const script = join(ROOT, 'benchmarks', 'peer', 'score.py');
  return JSON.parse(execFileSync(python, [script], { input: JSON.stringify({ items }), encoding: 'utf8' }));
}
