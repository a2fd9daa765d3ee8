/**
 * Words: from `offscribe eval --word-timestamps --json` to examples of right and wrong words with their evidence.
 * @module
 */
import { readFileSync } from 'node:fs';

/**
 * @typedef {object} WordExample
 * @property {string} group what is left out together: the recordings of one speaker, else one recording
 * @property {string} source the document's name
 * @property {number} probability the model's own
 * @property {readonly number[]} features the evidence, in the order of its names
 * @property {boolean} isRight
 *
 * @typedef {{ probability?: number, evidence?: Record<string, number>, right?: boolean }} EvaluatedWord
 */

/**
 * Groups by item id, from a manifest's `group`.
 * @param {readonly string[]} manifests
 * @returns {Map<string, string>}
 */
export function readGroups(manifests) {
  const lines = manifests.flatMap((path) => readFileSync(path, 'utf8').split('\n'));
  const items = lines.filter((line) => line.trim() !== '').map((line) => JSON.parse(line));
  return new Map(items.map(({ id, file, group }) => [id ?? file, group ?? id ?? file]));
}

/**
 * The words of a document that could be judged. Throws where their evidence is another than that of `names`, which
 * takes the names of the first word where it is empty.
 * @param {{ path: string, name: string }} document
 * @param {Map<string, string>} groups
 * @param {string[]} names
 * @returns {WordExample[]}
 */
export function readExamples({ path, name }, groups, names) {
  /** @type {{ items: { id: string, words?: EvaluatedWord[] }[] }} */
  const { items } = JSON.parse(readFileSync(path, 'utf8'));
  return items.flatMap(({ id, words = [] }) =>
    words.flatMap(({ right, probability, evidence }) => {
      if (right === undefined || evidence === undefined || probability === undefined) return [];
      if (names.length === 0) names.push(...Object.keys(evidence));
      if (Object.keys(evidence).join() !== names.join())
        throw new Error(`${path} has other evidence: fit to one build.`);
      const features = Object.values(evidence);
      return [{ group: groups.get(id) ?? id, source: name, probability, features, isRight: right }];
    }),
  );
}
