/**
 * Recordings: what the speech manifest holds for the truth benchmark, as items.
 *
 * Besides a text a row may name a file of word times (`word_times`: pocketsphinx's alignment or Leopard's words) and may
 * say that nobody speaks (`expect_empty`, or "expect no text" in its notes).
 * @module
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * @typedef {{ text: string, start: number, end: number }} TimedWord
 * @typedef {object} Item
 * @property {string} id
 * @property {string} path
 * @property {string} sha256 of the file's bytes
 * @property {string} language code; `none` where nobody speaks
 * @property {number} seconds
 * @property {string | undefined} text what is said; undefined: not known
 * @property {TimedWord[] | undefined} words with their times
 * @property {boolean} isSilent whether nobody speaks: any word is an invention
 */

/**
 * All items of a manifest in the benchmark's own form or the speech set's; none when there is no manifest.
 * @param {string} manifest
 * @returns {Item[]}
 */
export function readItems(manifest) {
  if (!existsSync(manifest)) return [];
  const folder = dirname(manifest);
  const rows = readFileSync(manifest, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  return rows
    .map((line) => JSON.parse(line))
    .map((row) => ({
      id: row.id ?? row.file,
      ...describeFile(join(folder, row.file)),
      language: row.language ?? 'none',
      seconds: row.seconds,
      text: (row.text_trust ?? 'gold') === 'gold' && row.text ? row.text : undefined,
      words:
        row.words ?? (row.word_times === undefined ? undefined : readWordTimes(join(folder, row.word_times))),
      isSilent:
        row.expect === 'no-speech' || row.expect_empty === true || /expect no text/.test(row.notes ?? ''),
    }));
}

/**
 * Where a file lies and which bytes it has.
 * @param {string} path
 */
export function describeFile(path) {
  return { path, sha256: createHash('sha256').update(readFileSync(path)).digest('hex') };
}

/**
 * Word times of pocketsphinx (`{"w":[{"b":start,"d":length,"t":"word(2)"}]}`, with `<sil>` between) or of Leopard
 * (`[{"word","start_sec","end_sec"}]`).
 * @param {string} path
 * @returns {TimedWord[]}
 */
function readWordTimes(path) {
  const document = JSON.parse(readFileSync(path, 'utf8'));
  if (Array.isArray(document))
    return document.map(({ word, start_sec: start, end_sec: end }) => ({ text: word, start, end }));
  return document.w
    .filter((/** @type {{ t: string }} */ { t }) => !/^[<[]/.test(t))
    .map((/** @type {{ b: number, d: number, t: string }} */ { b, d, t }) => ({
      text: t.replace(/\(\d+\)$/, ''),
      start: b,
      end: b + d,
    }));
}
