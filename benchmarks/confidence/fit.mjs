/**
 * Fit: the weights of word confidence, from words whose rightness is known; their figures on recordings left out.
 *
 *   node benchmarks/confidence/fit.mjs --manifest SET.jsonl --train NAME=EVAL.json [--check NAME=EVAL.json] [--write]
 *
 * EVAL.json is what `offscribe eval SET.jsonl --word-timestamps --json` prints. The same documents give the same weights.
 * A word is always judged by weights that were fitted without its speaker.
 * @module
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../options.mjs';
import { figuresOf, MARKS, markingOf } from './figures.mjs';
import { fitLogistic, likelihood } from './logistic.mjs';
import { formatDataFile, formatFigures, formatMarkings } from './pages.mjs';
import { readExamples, readGroups } from './words.mjs';

/**
 * @typedef {import('./words.mjs').WordExample} WordExample
 * @typedef {import('./logistic.mjs').Weights} Weights
 * @typedef {{ source: string, what: string, figures: import('./figures.mjs').Figures }} Row
 */

const TARGET = join(ROOT, 'src', 'engines', 'onnx', 'confidence.data.ts');

const { values } = parseArgs({
  options: {
    manifest: { type: 'string', multiple: true, default: [] },
    train: { type: 'string', multiple: true, default: [] },
    check: { type: 'string', multiple: true, default: [] },
    write: { type: 'boolean', default: false },
  },
});
/** @type {string[]} */
const names = [];
const groups = readGroups(values.manifest);
const read = (/** @type {string} */ named) => readExamples(parseNamed(named), groups, names);
const train = values.train.flatMap(read);
const check = values.check.flatMap(read);
if (train.length === 0)
  throw new Error('Nothing to fit to: --train NAME=EVAL.json, made with --word-timestamps.');

const whole = fitLogistic(train);
const folds = fitFolds(train);
const rows = [...rowsOf(train), ...rowsOf(check)];
console.log(formatFigures(rows));
for (const words of [train, ...(check.length === 0 ? [] : [check])]) {
  const judged = words.map((word) => judge(word));
  console.log(`\n${words === train ? 'Fitted to' : 'Checked on'}, marked for an editor:\n`);
  console.log(formatMarkings(MARKS.map((below) => markingOf(judged, below))));
}
console.log(`\nLog loss ${logLoss(train).toFixed(4)}`);
for (const [left, name] of names.entries()) {
  const fewer = train.map((one) => ({ ...one, features: one.features.filter((_, i) => i !== left) }));
  console.log(`  without ${name}: ${logLoss(fewer, fitFolds(fewer)).toFixed(4)}`);
}
const weights = Object.fromEntries(names.map((name, i) => [name, whole.weights[i] ?? 0]));
console.log(JSON.stringify({ bias: whole.bias, ...weights }));
const negative = names.filter((name) => /log/i.test(name) && (weights[name] ?? 0) < 0);
if (negative.length > 0) throw new Error(`Confidence would fall where ${negative.join(', ')} rises.`);
if (values.write)
  writeFileSync(TARGET, formatDataFile({ bias: whole.bias, weights, rows, groups: folds.size }));

/** Weights without each group. @param {readonly WordExample[]} examples @returns {Map<string, Weights>} */
function fitFolds(examples) {
  const left = [...new Set(examples.map(({ group }) => group))].sort();
  return new Map(left.map((name) => [name, fitLogistic(examples.filter(({ group }) => group !== name))]));
}

/** @param {WordExample} word */
function judge({ group, features, isRight }, without = folds) {
  return { confidence: likelihood(features, without.get(group) ?? whole), isRight };
}

/** @param {readonly WordExample[]} examples */
function logLoss(examples, without = folds) {
  return figuresOf(examples.map((word) => judge(word, without))).logLoss;
}

/** @param {readonly WordExample[]} examples @returns {Row[]} */
function rowsOf(examples) {
  return [...new Set(examples.map(({ source }) => source))].flatMap((source) => {
    const own = examples.filter((word) => word.source === source);
    const before = own.map(({ probability, isRight }) => ({ confidence: probability, isRight }));
    return [
      { source, what: 'probability', figures: figuresOf(before) },
      { source, what: 'confidence', figures: figuresOf(own.map((word) => judge(word))) },
    ];
  });
}

/** @param {string} named `NAME=FILE` */
function parseNamed(named) {
  const [, name, path] = /^([^=]+)=(.+)$/.exec(named) ?? [];
  if (name === undefined || path === undefined) throw new Error(`"${named}" is not NAME=EVAL.json.`);
  return { name, path };
}
